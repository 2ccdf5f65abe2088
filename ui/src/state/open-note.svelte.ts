// The note in the right pane: its head, the draft of its title, and its editor session.
import { asBackendError, type Backend } from "../backend/backend";
import type { NoteMeta, NotePatch } from "../bindings";
import type { BindingTrouble } from "../editor/binding";
import { EditorPool } from "../editor/pool";
import type { EditorServices } from "../editor/services";
import type { EditorSession } from "../editor/session";
import { coalesced } from "../shared/coalesce";
import type { Schedule } from "../shared/timers";
import type { Notices } from "./notices.svelte";

/** A title becomes an action this long after the last key; until then it is kept as a draft. */
const TITLE_DEBOUNCE_MS = 500;
// eslint-disable-next-line no-control-regex -- control characters are exactly what a title must not hold
const CONTROL = /[\u0000-\u001f\u007f-\u009f]+/g;

/** A patch that changes nothing; take it and set what changes. */
export const NO_CHANGE: Required<NotePatch> = { title: null, pinned: null, favorite: null, archived: null, template: null, move_to: null, add_tags: [], remove_tags: [] };

export class OpenNote {
  meta = $state.raw<NoteMeta | null>(null);
  session = $state.raw<EditorSession | null>(null);
  title = $state("");
  /** Why the text can no longer be edited, in words. */
  closedReason = $state<string | null>(null);

  /** Told before another note is shown. */
  onLeave: (session: EditorSession | null) => void = () => {};
  /** Told when a note is shown. */
  onShown: (id: string) => void = () => {};
  readonly refresh: () => Promise<void>;
  /** One draft is under way at a time; the next one carries the newest title. */
  readonly #draftTitle: () => Promise<void>;
  readonly #backend: Backend;
  readonly #pool: EditorPool;
  readonly #schedule: Schedule;
  readonly #notices: Notices;
  #wantedId: string | null = null;
  #isTitleDirty = false;
  #cancelTitle: () => void = () => {};

  constructor(backend: Backend, schedule: Schedule, notices: Notices, services: (noteId: string) => EditorServices) {
    this.#backend = backend;
    this.#schedule = schedule;
    this.#notices = notices;
    this.#pool = new EditorPool({
      backend,
      schedule,
      newClientId: () => crypto.randomUUID(),
      onTrouble: (noteId, trouble) => this.#trouble(noteId, trouble),
      services,
    });
    this.refresh = coalesced(() => this.#refreshMeta());
    this.#draftTitle = coalesced(() => this.#keepTitle());
  }

  get id(): string | null {
    return this.meta?.row.id ?? null;
  }

  /** The note asked for last, also while it is being opened. */
  get wantedId(): string | null {
    return this.#wantedId;
  }

  /** Shows a note. The newest call wins; one that was overtaken changes nothing. */
  async open(id: string): Promise<boolean> {
    if (this.#wantedId === id && this.id === id && this.session?.isClosed === false) return true;
    this.#wantedId = id;
    await this.flushTitle();
    let meta: NoteMeta;
    let session: EditorSession;
    try {
      meta = await this.#backend.noteMeta(id);
      if (this.#wantedId !== id) return false;
      session = await this.#pool.get(id, meta.row.trashed);
    } catch (cause) {
      if (this.#wantedId !== id) return false;
      this.close();
      if (asBackendError(cause).kind !== "not_found") this.#notices.report(cause);
      return false;
    }
    if (this.#wantedId !== id) return false;
    // Letters typed into the old title while the new note was being opened; the call takes them before they are gone.
    void this.flushTitle();
    this.onLeave(this.session);
    this.meta = meta;
    this.title = meta.row.title;
    this.#isTitleDirty = false;
    this.closedReason = null;
    this.session = session;
    this.onShown(id);
    return true;
  }

  /** Shows no note. */
  close(): void {
    this.#wantedId = null;
    void this.flushTitle();
    this.meta = null;
    this.session = null;
    this.title = "";
    this.closedReason = null;
  }

  /** Drops the kept session of a note that is gone. */
  forget(id: string): void {
    this.#pool.forget(id);
    if (this.id === id || this.#wantedId === id) this.close();
  }

  /** The user types in the title. */
  editTitle(text: string): void {
    this.title = text.replace(CONTROL, " ");
    this.#isTitleDirty = true;
    void this.#draftTitle();
    this.#cancelTitle();
    this.#cancelTitle = this.#schedule(TITLE_DEBOUNCE_MS, () => void this.flushTitle());
  }

  async #keepTitle(): Promise<void> {
    if (this.id === null || !this.#isTitleDirty) return;
    try {
      await this.#backend.noteDraftTitle(this.id, this.title.trim().toWellFormed());
    } catch {
      // Saving the title tells what is wrong, and keeps it in the field.
    }
  }

  /** Saves the title now, if it was changed. */
  async flushTitle(): Promise<void> {
    this.#cancelTitle();
    const meta = this.meta;
    if (!meta || !this.#isTitleDirty) return;
    this.#isTitleDirty = false;
    const title = this.title.trim().toWellFormed();
    if (title === meta.row.title) return;
    try {
      await this.#backend.notesPatch([meta.row.id], { ...NO_CHANGE, title });
      this.#notices.withdraw("title");
    } catch (cause) {
      // The draft stays in the field, if it still shows this note; the next key or blur tries again.
      if (this.id === meta.row.id) this.#isTitleDirty = true;
      this.#notices.report(cause, "title");
    }
  }

  /** Before the window goes: everything typed becomes part of the note. */
  async flushAll(): Promise<void> {
    await Promise.all([this.flushTitle(), this.#pool.flushAll()]);
  }

  async #refreshMeta(): Promise<void> {
    const id = this.id;
    if (id === null) return;
    let meta: NoteMeta;
    try {
      meta = await this.#backend.noteMeta(id);
    } catch (cause) {
      if (asBackendError(cause).kind === "not_found") this.forget(id);
      else this.#notices.report(cause, "meta");
      return;
    }
    if (this.id !== id) return;
    this.meta = meta;
    this.session?.setReadOnly(meta.row.trashed);
    if (!this.#isTitleDirty) this.title = keepTyped(this.title, meta.row.title);
  }

  #trouble(noteId: string, trouble: BindingTrouble | null): void {
    const key = `text-${noteId}`;
    if (trouble === null) this.#notices.withdraw(key);
    else if (trouble.kind === "closed") {
      if (noteId === this.id) this.closedReason = trouble.reason;
    } else this.#notices.report(trouble.error, key);
  }
}

/** A saved title comes back trimmed; the space just typed at its end is not taken from under the caret. */
function keepTyped(typed: string, saved: string): string {
  return typed.trim() === saved ? typed : saved;
}
