// The text binding: the session in the backend is the authority, this keeps one editor in step with it.
//
// Typing shows at once and collects as unconfirmed updates. At most one push is in flight, composed into one change set.
// A push is confirmed only by the session's own channel, never by its answer: the channel is the one order everybody sees.
// While an input method composes nothing is applied and nothing is pushed; a remote edit at the caret would tear the composition.
import { receiveUpdates, sendableUpdates } from "@codemirror/collab";
import { ChangeSet, type EditorState, type Text, type Transaction } from "@codemirror/state";
import { asBackendError, type BackendError } from "../backend/backend";
import type { ChangesView, NotePush, PushAnswer, SessionMessage } from "../bindings";
import type { Schedule } from "../shared/timers";
import { markArrival } from "./arrivals";
import { alignToPairs, loneSurrogateRepairs } from "./surrogates";
import type { Unsent } from "./unsent";

/** Time between the end of a composition and the first message applied: browsers still settle the text after `compositionend`. */
export const COMPOSITION_DRAIN_MS = 60;
/** A push without an answer is repeated after this, with the same number. */
export const ANSWER_TIMEOUT_MS = 4_000;
/** First wait after a failed push; doubles up to `RETRY_MS_MAX`. */
const RETRY_MS_MIN = 250;
const RETRY_MS_MAX = 5_000;

/** Where the editor state lives: in a view, or kept aside while another note is shown. */
export interface BindingHost {
  readonly state: EditorState;
  dispatch(transaction: Transaction): void;
}

/** What the binding cannot solve by itself. `null` ends an earlier trouble. */
export type BindingTrouble =
  | { kind: "retrying"; error: BackendError }
  | { kind: "refused"; error: BackendError }
  | { kind: "closed"; reason: string };

export interface BindingOptions {
  session: string;
  /** Version of the text the host's state starts with. */
  version: number;
  /** Random id of this editor; also the collab client id of the host's state. */
  client: string;
  host: BindingHost;
  push: (push: NotePush) => Promise<PushAnswer>;
  schedule: Schedule;
  onTrouble: (trouble: BindingTrouble | null) => void;
}

type ChangesMessage = Extract<SessionMessage, { kind: "changes" }>;

interface InFlight {
  seq: number;
  /** How many of the oldest unconfirmed updates it carries. Fixed while an earlier try may have been applied. */
  count: number;
  /** Another's change took the version all tries were made on: none of them was or will be applied, more typing may join. */
  isOvertaken: boolean;
  /** Distinguishes the answer of the newest try from late answers of earlier ones. */
  attempt: number;
  /** Set after a refusal: the version the channel must reach before the next try. */
  behind: number | null;
  cancelTimer: () => void;
}

const nothing = () => {};

export class TextBinding {
  readonly #options: BindingOptions;
  readonly #incoming = new Map<number, ChangesMessage>();
  readonly #idle: (() => void)[] = [];
  #version: number;
  /** The text at `#version`: host text = this + unconfirmed updates. */
  #confirmed: Text;
  #seq = 0;
  #attempts = 0;
  #failures = 0;
  #inFlight: InFlight | null = null;
  #isComposing = false;
  #cancelDrain: () => void = nothing;
  #isAdvancing = false;
  /** Something came while it was advancing. */
  #isAgain = false;
  #isBlocked = false;
  #isClosed = false;

  constructor(options: BindingOptions) {
    this.#options = options;
    this.#version = options.version;
    this.#confirmed = options.host.state.doc;
  }

  /** The last version of the session this editor has applied. */
  get version(): number {
    return this.#version;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** True when every local change is confirmed by the session. */
  get isSettled(): boolean {
    return this.#inFlight === null && sendableUpdates(this.#options.host.state).length === 0;
  }

  /** The user changed the text. */
  localChange(): void {
    this.#isBlocked = false;
    this.#advance();
  }

  /** A message of the session's channel, in any order and possibly repeated. */
  receive(message: SessionMessage): void {
    if (message.kind === "closed") {
      this.#close(message.reason);
      return;
    }
    if (message.version > this.#version) this.#incoming.set(message.version, message);
    this.#advance();
  }

  compositionStart(): void {
    this.#cancelDrain();
    this.#isComposing = true;
  }

  compositionEnd(): void {
    this.#cancelDrain();
    this.#cancelDrain = this.#options.schedule(COMPOSITION_DRAIN_MS, () => {
      this.#isComposing = false;
      this.#advance();
    });
  }

  /** Resolves when every local change is confirmed, or can no longer be. */
  settled(): Promise<void> {
    if (this.isSettled || this.#isClosed || this.#isBlocked) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  /** What the session never confirmed; for carrying it into another session of the same note. */
  get unsent(): Unsent {
    return { confirmed: this.#confirmed, updates: sendableUpdates(this.#options.host.state).map((update) => update.changes) };
  }

  /** Stops all timers. Unconfirmed changes are not sent any more; await `settled` first. */
  dispose(): void {
    this.#isClosed = true;
    this.#cancelDrain();
    this.#inFlight?.cancelTimer();
    this.#announceIdle();
  }

  /** Does what can be done now. Not re-entered, but gone on with: a channel may bring a push back before the call that made it returns. */
  #advance(): void {
    if (this.#isAdvancing) {
      this.#isAgain = true;
      return;
    }
    if (this.#isClosed || this.#isComposing) return;
    this.#isAdvancing = true;
    try {
      do {
        this.#isAgain = false;
        this.#step();
      } while (this.#isAgain && !this.#isClosed && !this.#isComposing);
    } finally {
      this.#isAdvancing = false;
    }
  }

  #step(): void {
    this.#drain();
    if (this.#isClosed) return;
    const inFlight = this.#inFlight;
    if (inFlight) {
      if (inFlight.behind !== null && this.#version >= inFlight.behind) this.#send(inFlight);
      return;
    }
    if (!this.#isBlocked) this.#start();
    if (!this.#inFlight) this.#announceIdle();
  }

  #drain(): void {
    for (;;) {
      const message = this.#incoming.get(this.#version + 1);
      if (!message) break;
      this.#incoming.delete(message.version);
      const changes = ChangeSet.fromJSON(message.changes);
      if (changes.length !== this.#confirmed.length) {
        this.#close("The text on screen no longer matches the saved one. Open the note again.");
        return;
      }
      if (message.client === this.#options.client) this.#confirm(message);
      else this.#rebase(changes, message.client === null);
      this.#confirmed = changes.apply(this.#confirmed);
      this.#version = message.version;
    }
    for (const version of this.#incoming.keys()) if (version <= this.#version) this.#incoming.delete(version);
  }

  #rebase(changes: ChangeSet, isOfOtherDevice: boolean): void {
    const { host } = this.#options;
    const received = receiveUpdates(host.state, [{ changes, clientID: "" }]);
    host.dispatch(received);
    if (isOfOtherDevice) host.dispatch(host.state.update({ effects: markArrival(received.changes) }));
    if (this.#inFlight) this.#inFlight.isOvertaken = true;
  }

  #confirm(message: ChangesMessage): void {
    const { host, client } = this.#options;
    const inFlight = this.#inFlight;
    if (!inFlight || inFlight.seq !== message.seq) {
      this.#close("The editor received an answer it did not wait for. Open the note again.");
      return;
    }
    inFlight.cancelTimer();
    this.#inFlight = null;
    const own = sendableUpdates(host.state).slice(0, inFlight.count);
    host.dispatch(receiveUpdates(host.state, own.map((update) => ({ changes: update.changes, clientID: client }))));
    this.#recovered();
  }

  #start(): void {
    const { host } = this.#options;
    this.#repairText();
    const count = sendableUpdates(host.state).length;
    if (count === 0) return;
    this.#seq += 1;
    this.#inFlight = { seq: this.#seq, count, isOvertaken: false, attempt: 0, behind: null, cancelTimer: nothing };
    this.#send(this.#inFlight);
  }

  /** Lone surrogates become U+FFFD in the editor itself, so that both sides keep the same text. */
  #repairText(): void {
    const { host } = this.#options;
    const pending = this.#compose(sendableUpdates(host.state).length);
    const repairs = loneSurrogateRepairs(pending, host.state.doc);
    if (repairs.length > 0) host.dispatch(host.state.update({ changes: repairs }));
  }

  #compose(count: number): ChangeSet {
    const updates = sendableUpdates(this.#options.host.state).slice(0, count);
    const composed = updates.reduce((all, update) => all.compose(update.changes), ChangeSet.empty(this.#confirmed.length));
    return alignToPairs(composed, this.#confirmed, composed.apply(this.#confirmed));
  }

  #send(inFlight: InFlight): void {
    inFlight.cancelTimer();
    if (inFlight.isOvertaken) {
      this.#repairText();
      inFlight.count = sendableUpdates(this.#options.host.state).length;
      inFlight.isOvertaken = false;
    }
    inFlight.behind = null;
    inFlight.attempt = ++this.#attempts;
    const { attempt, seq, count } = inFlight;
    const isCurrent = () => !this.#isClosed && this.#inFlight === inFlight && inFlight.attempt === attempt;
    inFlight.cancelTimer = this.#options.schedule(ANSWER_TIMEOUT_MS, () => {
      if (isCurrent()) this.#retry(inFlight);
    });
    const push: NotePush = {
      session: this.#options.session,
      client: this.#options.client,
      seq,
      base: this.#version,
      changes: wellFormed(this.#compose(count).toJSON() as ChangesView),
    };
    this.#options.push(push).then(
      (answer) => {
        if (!isCurrent()) return;
        inFlight.cancelTimer();
        // An accepted push stays in flight until the channel brings it back.
        if (answer.ok) return;
        inFlight.behind = answer.version;
        this.#advance();
      },
      (cause: unknown) => {
        if (isCurrent()) this.#failed(inFlight, asBackendError(cause));
      },
    );
  }

  #failed(inFlight: InFlight, error: BackendError): void {
    inFlight.cancelTimer();
    if (error.kind === "bad_input" || error.kind === "too_large") {
      // Refused for what it contains: certainly not applied, so the next change may be sent together with it under the same number.
      this.#inFlight = null;
      this.#seq -= 1;
      this.#isBlocked = true;
      this.#options.onTrouble({ kind: "refused", error });
      this.#announceIdle();
      return;
    }
    if (error.kind === "not_found") {
      this.#close("The text session of this note ended. Open it again: what you typed is kept.");
      return;
    }
    const delay = Math.min(RETRY_MS_MAX, RETRY_MS_MIN * 2 ** this.#failures);
    this.#failures += 1;
    this.#options.onTrouble({ kind: "retrying", error });
    inFlight.cancelTimer = this.#options.schedule(delay, () => this.#retry(inFlight));
  }

  /** Sends again as soon as the channel is drained and no composition is in the way. */
  #retry(inFlight: InFlight): void {
    inFlight.behind = this.#version;
    this.#advance();
  }

  #recovered(): void {
    this.#failures = 0;
    this.#options.onTrouble(null);
  }

  #close(reason: string): void {
    if (this.#isClosed) return;
    this.dispose();
    this.#options.onTrouble({ kind: "closed", reason });
  }

  #announceIdle(): void {
    if (!this.#isClosed && !this.#isBlocked && !this.isSettled) return;
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}

/** The last guard before JSON; the text itself was repaired before. */
function wellFormed(changes: ChangesView): ChangesView {
  return changes.map((section) =>
    Array.isArray(section) ? section.map((part) => (typeof part === "string" ? part.toWellFormed() : part)) : section,
  );
}
