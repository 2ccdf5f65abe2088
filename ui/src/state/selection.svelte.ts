// Several notes selected in the list. One selected note is the open one: then this is empty.
import type { Backend } from "../backend/backend";
import { all, kept, NOTHING, only, ranged, toggled, type Selected } from "../shared/selection";
import type { NoteList } from "./note-list.svelte";

/** Notes of one selection; the backend's limit of one gesture. */
const SELECTED_MAX = 100_000;

export class Selection {
  #selected = $state.raw<Selected>(NOTHING);
  /** Row that the keyboard is on. */
  lead = $state(-1);
  #anchor = -1;
  readonly #backend: Backend;
  readonly #list: NoteList;

  constructor(backend: Backend, list: NoteList) {
    this.#backend = backend;
    this.#list = list;
  }

  get ids(): ReadonlySet<string> {
    return this.#selected.ids;
  }

  get count(): number {
    return this.#selected.ids.size;
  }

  get isMany(): boolean {
    return this.count > 1;
  }

  has(id: string): boolean {
    return this.#selected.ids.has(id);
  }

  clear(): void {
    if (this.count > 0) this.#selected = NOTHING;
    this.lead = -1;
    this.#anchor = -1;
  }

  /** Adds or takes away one note. What is left alone is no selection any more: its id is returned, to be opened. */
  toggle(id: string, index: number): string | null {
    this.#begin();
    this.#selected = toggled(this.#selected, id);
    this.#anchor = index;
    this.lead = index;
    return this.#settle();
  }

  /** Selects from the anchor to a row. */
  async extendTo(index: number): Promise<void> {
    this.#begin();
    const to = Math.max(0, Math.min(index, this.#list.total - 1));
    const from = this.#anchor < 0 ? to : this.#anchor;
    this.#anchor = from;
    this.lead = to;
    const [first, last] = from < to ? [from, to] : [to, from];
    const ids = await this.#idsOf(first, Math.min(last - first + 1, SELECTED_MAX));
    // A quick second key may have gone on meanwhile.
    if (this.lead === to && this.#anchor === from) this.#selected = ranged(this.#selected, ids);
  }

  async everything(): Promise<void> {
    const ids = await this.#idsOf(0, Math.min(this.#list.total, SELECTED_MAX));
    this.#anchor = 0;
    this.lead = Math.max(this.#list.activeIndex, 0);
    this.#selected = all(ids);
  }

  /** Forgets what is no longer in the list. */
  async prune(): Promise<void> {
    if (this.count === 0) return;
    const present = new Set(await this.#idsOf(0, SELECTED_MAX));
    this.#selected = kept(this.#selected, present);
    this.#settle();
  }

  /** The open note is the first of a selection. */
  #begin(): void {
    const { activeId, activeIndex } = this.#list;
    if (this.count > 0 || activeId === null || activeIndex < 0) return;
    const { ids } = only(activeId);
    this.#selected = { ids, base: new Set() };
    this.#anchor = activeIndex;
    this.lead = activeIndex;
  }

  #settle(): string | null {
    if (this.count > 1) return null;
    const [left] = this.#selected.ids;
    this.clear();
    return left ?? null;
  }

  async #idsOf(offset: number, limit: number): Promise<string[]> {
    if (limit <= 0) return [];
    const ids: string[] = [];
    for (let index = offset; index < offset + limit; index++) {
      const row = this.#list.rows.get(index);
      if (!row) return this.#backend.noteIds(this.#list.query(offset, limit));
      ids.push(row.id);
    }
    return ids;
  }
}
