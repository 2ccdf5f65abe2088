// The note list as windows of rows: never the whole list, whatever its length.
import type { Backend } from "../backend/backend";
import type { GroupRow, ListQuery, ListScope, NoteRow, SearchWithin, SortBy } from "../bindings";
import { coalesced } from "../shared/coalesce";
import { utcOffsetMin } from "../shared/date-words";
import { groupOf, usualView, type ListView } from "../shared/list-view";

/** Rows asked for above and below what is visible. */
const MARGIN = 40;
/** Rows of one request at most; the backend's limit is 500. */
const WINDOW_MAX = 400;
/** Rows kept at most. */
const KEPT_MAX = 1_200;

/** What remembers how lists are arranged. */
export interface ListViews {
  of(scope: ListScope): ListView;
  keep(scope: ListScope, view: ListView): void;
}

/** A group of the list, with what its dates are relative to. */
export interface ShownGroup extends GroupRow {
  cuts: readonly number[];
}

export class NoteList {
  scope = $state.raw<ListScope>({ kind: "all" });
  view = $state.raw<ListView>(usualView({ kind: "all" }));
  /** All groups of the list in order; empty when it has none. */
  groups = $state.raw<readonly ShownGroup[]>([]);
  searchText = $state("");
  /** Where a search looks; everywhere if null. */
  within = $state.raw<SearchWithin | null>(null);
  total = $state(0);
  understood = $state<string | null>(null);
  rows = $state.raw<ReadonlyMap<number, NoteRow>>(new Map());
  isLoaded = $state(false);
  activeId = $state<string | null>(null);
  activeIndex = $state(-1);
  /** Told when rows came or went above what the user looks at: the view moves by as many rows. */
  onShift: (rows: number) => void = () => {};
  /** Told when another list is shown: the view starts at the top. */
  onReset: () => void = () => {};

  /** How far the view is scrolled, pixels; null while the list is not shown. */
  viewport: { top: () => number; scrollTo: (top: number) => void } | null = null;

  readonly refresh: () => Promise<void>;
  readonly #backend: Backend;
  readonly #fill: () => Promise<void>;
  #generation = 0;
  #filled = "";
  #first = 0;
  #last = 20;

  readonly #views: ListViews;
  readonly #clock: () => number;

  constructor(backend: Backend, views: ListViews = { of: usualView, keep: () => {} }, clock: () => number = () => 0) {
    this.#backend = backend;
    this.#views = views;
    this.#clock = clock;
    this.refresh = coalesced(() => this.#load("replace"));
    this.#fill = coalesced(() => this.#load("merge"));
  }

  /** What is shown: a search, or the chosen scope. */
  get effectiveScope(): ListScope {
    const query = this.searchText.trim().toWellFormed();
    return query === "" ? this.scope : { kind: "search", query, within: this.within, utc_offset_min: utcOffsetMin() };
  }

  get isSearch(): boolean {
    return this.effectiveScope.kind === "search";
  }

  async show(scope: ListScope): Promise<void> {
    this.scope = scope;
    this.view = this.#views.of(scope);
    this.searchText = "";
    await this.#restart();
  }

  async search(text: string, within: SearchWithin | null = null): Promise<void> {
    if (text === this.searchText && JSON.stringify(within) === JSON.stringify(this.within)) return;
    this.searchText = text;
    this.within = within;
    await this.#restart();
  }

  async sortBy(sort: SortBy): Promise<void> {
    await this.arrange({ sort });
  }

  /** Sorts and groups this list another way, and remembers it. */
  async arrange(change: Partial<ListView>): Promise<void> {
    this.view = { ...this.view, ...change };
    this.#views.keep(this.scope, this.view);
    await this.#restart();
  }

  /** Reads again how the list is arranged: the preferences came in. */
  recall(): void {
    this.view = this.#views.of(this.scope);
  }

  /** Rows [first, last] are visible: loads what is missing. */
  look(first: number, last: number): void {
    this.#first = first;
    this.#last = last;
    const end = Math.min(last, this.total - 1);
    for (let index = first; index <= end; index++) {
      if (!this.rows.has(index)) {
        this.#fillOnce(`${this.#generation}/${this.total}/${first}-${last}`);
        return;
      }
    }
    this.#filled = "";
  }

  /** Asks once for the same rows: a list that shrinks meanwhile is told by a change event, not by asking on. */
  #fillOnce(what: string): void {
    if (this.#filled === what) return;
    this.#filled = what;
    void this.#fill().catch(() => {
      this.#filled = "";
    });
  }

  activate(id: string | null, index: number): void {
    this.activeId = id;
    this.activeIndex = index;
  }

  /** Makes a note active wherever it stands, for example one just created. */
  async activateNote(id: string): Promise<void> {
    this.activeId = id;
    await this.#locateActive(this.#generation);
  }

  /** The row at `index`, loading it when it is not there. */
  async rowAt(index: number): Promise<NoteRow | null> {
    const kept = this.rows.get(index);
    if (kept) return kept;
    if (index < 0 || index >= this.total) return null;
    const window = await this.#backend.listNotes(this.query(index, 1));
    return window.rows[0] ?? null;
  }

  async #restart(): Promise<void> {
    this.#generation += 1;
    this.#first = 0;
    this.#last = 20;
    this.activeIndex = -1;
    await this.refresh();
    this.onReset();
  }

  /** Asks for a window of this list. */
  query(offset: number, limit: number): ListQuery {
    const { sort, reversed, pinsMixed } = this.view;
    const scope = this.effectiveScope;
    // A search is ranked; "last deleted first" is only for the trash.
    const isTrashOrder = sort === "trashed" && scope.kind !== "trash";
    return { scope, sort: isTrashOrder ? "updated" : sort, reversed, pins_mixed: pinsMixed, group: groupOf(this.view, scope, this.#clock()), offset, limit };
  }

  async #load(mode: "replace" | "merge"): Promise<void> {
    const generation = this.#generation;
    const offset = Math.max(0, this.#first - MARGIN);
    const limit = Math.min(WINDOW_MAX, this.#last - offset + 1 + MARGIN);
    const query = this.query(offset, limit);
    const window = await this.#backend.listNotes(query);
    if (generation !== this.#generation) return;

    const anchor = mode === "replace" ? this.#anchor() : null;
    const isSame = mode === "merge" && window.total === this.total;
    const rows = new Map<number, NoteRow>(isSame ? this.#nearby() : []);
    window.rows.forEach((row, index) => rows.set(window.offset + index, row));
    this.rows = rows;
    this.total = window.total;
    const cuts = query.group?.kind === "date" ? query.group.cuts : [];
    this.groups = window.groups.map((group) => ({ ...group, cuts }));
    this.understood = window.understood;
    this.isLoaded = true;
    if (anchor) await this.#keepInPlace(anchor, generation);
    await this.#locateActive(generation);
  }

  #nearby(): [number, NoteRow][] {
    const from = this.#first - KEPT_MAX / 2;
    const to = this.#last + KEPT_MAX / 2;
    return [...this.rows].filter(([index]) => index >= from && index <= to);
  }

  /** The first visible row that is not the open note: that one moves by itself while it is edited. */
  #anchor(): { id: string; index: number } | null {
    if (this.#first === 0) return null;
    for (let index = this.#first; index <= this.#last; index++) {
      const row = this.rows.get(index);
      if (row && row.id !== this.activeId) return { id: row.id, index };
    }
    return null;
  }

  async #keepInPlace(anchor: { id: string; index: number }, generation: number): Promise<void> {
    const now = this.#find(anchor.id) ?? (await this.#backend.notePosition(anchor.id, this.query(0, 1)));
    if (generation === this.#generation && now !== null && now !== anchor.index) this.onShift(now - anchor.index);
  }

  #find(id: string): number | null {
    for (const [index, row] of this.rows) if (row.id === id) return index;
    return null;
  }

  async #locateActive(generation: number): Promise<void> {
    const id = this.activeId;
    if (id === null) return;
    const index = this.#find(id) ?? (await this.#backend.notePosition(id, this.query(0, 1)));
    if (generation === this.#generation && id === this.activeId) this.activeIndex = index ?? -1;
  }
}
