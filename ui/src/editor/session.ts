// One open note: its editor state with undo history, its text session, and the binding between them. Lives on while another note is shown.
import type { EditorState, Extension, Transaction } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import type { Backend } from "../backend/backend";
import type { SessionMessage } from "../bindings";
import type { Schedule } from "../shared/timers";
import { learnSizes } from "./attachments/sizes";
import { TextBinding, type BindingHost, type BindingTrouble } from "./binding";
import type { EditorServices } from "./services";
import { createEditorState, personal, readOnly, writable } from "./setup";
import { rebaseUnsent, type Unsent } from "./unsent";

export interface SessionEnvironment {
  backend: Backend;
  schedule: Schedule;
  /** A new random client id. */
  newClientId: () => string;
  onTrouble: (noteId: string, trouble: BindingTrouble | null) => void;
  /** What the editor of that note may ask of the window. */
  services: (noteId: string) => EditorServices;
}

export class EditorSession implements BindingHost {
  readonly noteId: string;
  /** Scroll position of the note pane, kept while another note is shown. */
  scrollTop = 0;
  readonly #environment: SessionEnvironment;
  readonly #services: EditorServices;
  readonly #name: string;
  readonly #binding: TextBinding;
  #aside: EditorState;
  #view: EditorView | null = null;

  private constructor(noteId: string, name: string, version: number, text: string, isReadOnly: boolean, environment: SessionEnvironment) {
    this.noteId = noteId;
    this.#name = name;
    this.#environment = environment;
    const client = environment.newClientId();
    this.#services = environment.services(noteId);
    this.#aside = createEditorState(text, version, client, isReadOnly, {
      // Not inside the view's own update: what the binding does may change the text again.
      onLocalChange: () => queueMicrotask(() => this.#binding.localChange()),
      onCompositionStart: () => this.#binding.compositionStart(),
      onCompositionEnd: () => this.#binding.compositionEnd(),
      onBlur: () => void this.flush(),
    }, this.#services);
    this.#services.opened(this.#aside);
    this.#binding = new TextBinding({
      session: name,
      version,
      client,
      host: this,
      push: (push) => environment.backend.notePush(push),
      schedule: environment.schedule,
      onTrouble: (trouble) => this.#trouble(trouble),
    });
  }

  /** Opens the note's text session. Messages that arrive before the answer wait for it. */
  static async open(noteId: string, isReadOnly: boolean, environment: SessionEnvironment): Promise<EditorSession> {
    const early: SessionMessage[] = [];
    let session: EditorSession | null = null;
    const opened = await environment.backend.noteOpen(noteId, (message) => {
      if (session) session.#binding.receive(message);
      else early.push(message);
    });
    await learnSizes(opened.text, environment.services(noteId).attachments);
    session = new EditorSession(noteId, opened.session, opened.version, opened.text, isReadOnly, environment);
    for (const message of early) session.#binding.receive(message);
    return session;
  }

  get state(): EditorState {
    return this.#view?.state ?? this.#aside;
  }

  dispatch(transaction: Transaction): void {
    if (this.#view) this.#view.dispatch(transaction);
    else this.#aside = transaction.state;
  }

  get isClosed(): boolean {
    return this.#binding.isClosed;
  }

  get isEmpty(): boolean {
    return this.state.doc.length === 0;
  }

  /** What was typed here and never confirmed. */
  get unsent(): Unsent {
    return this.#binding.unsent;
  }

  /** Types again what another session of this note could not deliver. */
  carryOver(unsent: Unsent): void {
    const changes = rebaseUnsent(unsent, this.state.doc);
    if (changes.empty) return;
    this.dispatch(this.state.update({ changes, userEvent: "input.carry" }));
    this.#binding.localChange();
  }

  setReadOnly(isReadOnly: boolean): void {
    const wanted = isReadOnly || this.isClosed;
    if (this.state.readOnly === wanted) return;
    this.dispatch(this.state.update({ effects: writable.reconfigure(readOnly(wanted)) }));
  }

  /** Puts in what the person prefers. */
  personalize(extension: Extension): void {
    if (personal.get(this.state) !== extension) this.dispatch(this.state.update({ effects: personal.reconfigure(extension) }));
  }

  attach(view: EditorView): void {
    view.setState(this.#aside);
    this.#view = view;
  }

  detach(): void {
    if (!this.#view) return;
    this.#aside = this.#view.state;
    this.#view = null;
    // A composition ends with its view.
    this.#binding.compositionEnd();
    void this.flush();
  }

  /** Asks for the burst of typing to become an action now. */
  async flush(): Promise<void> {
    await Promise.all([this.#services.left(this.state), this.#binding.settled()]);
    if (!this.isClosed) await this.#environment.backend.noteFlush(this.#name).catch(() => {});
  }

  /** Sends what waits, then leaves the session. */
  async close(): Promise<void> {
    this.detach();
    await this.#binding.settled();
    const wasOpen = !this.isClosed;
    this.#binding.dispose();
    if (wasOpen) await this.#environment.backend.noteClose(this.#name).catch(() => {});
  }

  #trouble(trouble: BindingTrouble | null): void {
    if (trouble?.kind === "closed") this.setReadOnly(true);
    this.#environment.onTrouble(this.noteId, trouble);
  }
}
