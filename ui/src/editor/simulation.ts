// A small world for tests of the text binding: one authority, several editors, simulated time, a bad line between them.
import { collab } from "@codemirror/collab";
import { history } from "@codemirror/commands";
import { EditorState, type Transaction } from "@codemirror/state";
import { MemorySession } from "../backend/memory/session";
import type { NotePush, PushAnswer, SessionMessage } from "../bindings";
import type { Schedule } from "../shared/timers";
import { TextBinding, type BindingHost, type BindingTrouble } from "./binding";

/** A seeded generator of numbers in [0, 1). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Time that moves only when told; runs what is due in order. */
export class SimulatedTime {
  #now = 0;
  #order = 0;
  readonly #due: { at: number; order: number; run: () => void }[] = [];

  readonly schedule: Schedule = (delayMs, callback) => {
    const entry = { at: this.#now + delayMs, order: this.#order++, run: callback };
    this.#due.push(entry);
    return () => {
      const index = this.#due.indexOf(entry);
      if (index >= 0) this.#due.splice(index, 1);
    };
  };

  get now(): number {
    return this.#now;
  }

  /** Runs everything due within `durationMs`, letting promises settle after each. */
  async run(durationMs: number): Promise<void> {
    const end = this.#now + durationMs;
    for (;;) {
      await settlePromises();
      const next = this.#due.filter((entry) => entry.at <= end).sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (!next) break;
      this.#due.splice(this.#due.indexOf(next), 1);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = end;
  }
}

async function settlePromises(): Promise<void> {
  for (let turn = 0; turn < 8; turn++) await Promise.resolve();
}

/** How bad the line is: chances in [0, 1], delays in milliseconds. */
export interface Line {
  delayMsMax: number;
  requestLost: number;
  answerLost: number;
}

/** One window's editor behind a bad line. */
export class SimulatedEditor implements BindingHost {
  state: EditorState;
  readonly binding: TextBinding;
  readonly troubles: (BindingTrouble | null)[] = [];
  line: Line;
  readonly #time: SimulatedTime;
  readonly #random: () => number;
  readonly #session: MemorySession;
  #channelFreeAt = 0;

  constructor(client: string, session: MemorySession, time: SimulatedTime, random: () => number, line: Line) {
    this.#time = time;
    this.#random = random;
    this.#session = session;
    this.line = line;
    const opened = session.open((message) => this.#deliver(message));
    this.state = EditorState.create({
      doc: opened.text,
      extensions: [collab({ clientID: client, startVersion: opened.version }), history(), EditorState.lineSeparator.of("\n")],
    });
    this.binding = new TextBinding({
      session: opened.session,
      version: opened.version,
      client,
      host: this,
      push: (push) => this.#push(push),
      schedule: time.schedule,
      onTrouble: (trouble) => this.troubles.push(trouble),
    });
  }

  dispatch(transaction: Transaction): void {
    this.state = transaction.state;
  }

  /** A local edit, as typing makes it. */
  edit(from: number, to: number, insert: string): void {
    this.state = this.state.update({
      changes: { from, to, insert: this.state.toText(insert) },
      selection: { anchor: from + insert.length },
      userEvent: "input",
    }).state;
    this.binding.localChange();
  }

  get text(): string {
    return this.state.doc.toString();
  }

  #delay(): number {
    return this.#random() * this.line.delayMsMax;
  }

  /** The channel is slow but ordered. */
  #deliver(message: SessionMessage): void {
    this.#channelFreeAt = Math.max(this.#channelFreeAt, this.#time.now + this.#delay());
    this.#time.schedule(this.#channelFreeAt - this.#time.now, () => this.binding.receive(message));
  }

  #push(push: NotePush): Promise<PushAnswer> {
    const { requestLost, answerLost } = this.line;
    const wire = JSON.parse(JSON.stringify(push)) as NotePush;
    return new Promise((resolve, reject) => {
      this.#time.schedule(this.#delay(), () => {
        if (this.#random() < requestLost) {
          // Half of the lost ones fail loudly, half never answer.
          if (this.#random() < 0.5) reject(new Error("the line broke"));
          return;
        }
        let answer: PushAnswer;
        try {
          answer = this.#session.push(wire);
        } catch (refusal) {
          reject(refusal as Error);
          return;
        }
        if (this.#random() < answerLost) {
          if (this.#random() < 0.5) reject(new Error("the line broke after the push was applied"));
          return;
        }
        this.#time.schedule(this.#delay(), () => resolve(answer));
      });
    });
  }
}
