// A tag written into the text becomes a tag of the note.
//
// Only what is written while this window has the note open counts: looking at a note never changes it. Taking a tag out of the text takes
// it from the note only if this window put it there from the text since the note was opened, so that correcting a slip leaves nothing
// behind, and a tag that came from elsewhere is never lost by editing a sentence.
import type { EditorState } from "@codemirror/state";
import type { Backend } from "../backend/backend";
import { tagsIn } from "../editor/inline-tags";
import type { Schedule } from "../shared/timers";
import type { Notices } from "./notices.svelte";
import { NO_CHANGE } from "./open-note.svelte";

/** A tag is taken when the writing rests this long, or the text is left. */
export const TAGS_REST_MS = 1_500;

interface Known {
  /** Tags that the text had when it was opened, and those dealt with since. */
  seen: Set<string>;
  /** Tags that the note has because they were written here. */
  added: Set<string>;
  cancel: () => void;
}

export class InlineTags {
  readonly #backend: Backend;
  readonly #schedule: Schedule;
  readonly #notices: Notices;
  readonly #known = new Map<string, Known>();
  /** Spells a tag as the vault does already, when only its capitals differ. */
  readonly #spelled: (name: string) => string;

  constructor(backend: Backend, schedule: Schedule, notices: Notices, knownTags: () => readonly string[]) {
    this.#backend = backend;
    this.#schedule = schedule;
    this.#notices = notices;
    this.#spelled = (name) => knownTags().find((known) => known.toLocaleLowerCase() === name.toLocaleLowerCase()) ?? name;
  }

  /** A note's text was opened. */
  opened(noteId: string, state: EditorState): void {
    this.#known.get(noteId)?.cancel();
    this.#known.set(noteId, { seen: new Set(tagsIn(state)), added: this.#known.get(noteId)?.added ?? new Set(), cancel: () => {} });
  }

  /** The user wrote into it. */
  wrote(noteId: string, state: EditorState): void {
    const known = this.#known.get(noteId);
    if (!known) return;
    known.cancel();
    known.cancel = this.#schedule(TAGS_REST_MS, () => void this.#take(noteId, known, tagsIn(state, true), tagsIn(state)));
  }

  /** The text is left: the tag at the caret is finished too. */
  async left(noteId: string, state: EditorState): Promise<void> {
    const known = this.#known.get(noteId);
    if (!known) return;
    known.cancel();
    const tags = tagsIn(state);
    await this.#take(noteId, known, tags, tags);
  }

  async #take(noteId: string, known: Known, finished: readonly string[], present: readonly string[]): Promise<void> {
    const added = finished.filter((tag) => !known.seen.has(tag));
    const gone = [...known.added].filter((tag) => !present.includes(tag));
    // A tag that is taken out and written again later is new again.
    for (const tag of [...known.seen]) if (!present.includes(tag)) known.seen.delete(tag);
    if (added.length === 0 && gone.length === 0) return;
    for (const tag of added) known.seen.add(tag);
    try {
      const { row } = await this.#backend.noteMeta(noteId);
      const add = added.filter((tag) => !row.tags.some((has) => has.toLocaleLowerCase() === tag.toLocaleLowerCase()));
      for (const tag of add) known.added.add(tag);
      for (const tag of gone) known.added.delete(tag);
      const remove = gone.map(this.#spelled).filter((tag) => row.tags.includes(tag));
      if (row.trashed || (add.length === 0 && remove.length === 0)) return;
      await this.#backend.notesPatch([noteId], { ...NO_CHANGE, add_tags: add.map(this.#spelled), remove_tags: remove });
    } catch (cause) {
      // Tried again when something else is written; the text itself has the words.
      for (const tag of added) known.seen.delete(tag);
      this.#notices.report(cause, "tags");
    }
  }
}
