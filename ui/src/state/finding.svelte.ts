// What is being searched for: the words of the field, how they were understood, and what is marked in the note.
import type { QueryPart, QueryReading, SavedSearch, SearchWithin } from "../bindings";
import { jumpToFound, type FoundWord } from "../editor/found";
import { utcOffsetMin } from "../shared/date-words";
import type { Workspace } from "./workspace.svelte";

const NOTHING: readonly FoundWord[] = [];

export class Finding {
  /** What stands in the search field. */
  text = $state("");
  /** How it was understood; null while nothing is searched for. */
  reading = $state.raw<QueryReading | null>(null);
  /** Look only where the user is: in the notebook or under the tag that the list shows. */
  isWithin = $state(false);
  /** The found words are marked in the open note. */
  isMarking = $state(true);
  /** Which hit of the note is selected, from 1; null before the first jump. */
  hit = $state.raw<{ at: number; count: number } | null>(null);
  readonly #workspace: Workspace;
  #turn = 0;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** The notebook or tag that the list shows, if it shows one. */
  get place(): SearchWithin | null {
    const { scope } = this.#workspace.list;
    return scope.kind === "notebook" || scope.kind === "tag" ? scope : null;
  }

  /** What is marked in the open note. */
  get words(): readonly FoundWord[] {
    if (!this.isMarking || !this.#workspace.list.isSearch || !this.reading) return NOTHING;
    return this.reading.parts.flatMap(wordsOf);
  }

  /** Searches for what stands in the field. What is not understood changes nothing but what is told about it. */
  async search(): Promise<void> {
    const { backend, list } = this.#workspace;
    const turn = ++this.#turn;
    const query = this.text.trim().toWellFormed();
    if (query === "") {
      this.reading = null;
      this.hit = null;
      await list.search("");
      return;
    }
    const reading = await backend.searchRead(query, utcOffsetMin());
    if (turn !== this.#turn) return;
    this.reading = reading;
    if (reading.trouble) return;
    this.isMarking = true;
    this.hit = null;
    await list.search(query, this.isWithin ? this.place : null);
  }

  /** Another list was chosen: the field follows. */
  async clear(): Promise<void> {
    this.text = "";
    await this.search();
  }

  /** Selects the next (1) or the previous hit (-1) in the open note. */
  jump(step: 1 | -1): void {
    const view = this.#workspace.editorView;
    if (!view) return;
    this.hit = jumpToFound(view, step);
    view.focus();
  }

  async toggleWithin(): Promise<void> {
    this.isWithin = !this.isWithin;
    await this.search();
  }

  /** Shows what a saved search finds. */
  async open(saved: SavedSearch): Promise<void> {
    await this.run(saved.query);
  }

  /** Searches everywhere for something. */
  async run(query: string): Promise<void> {
    const workspace = this.#workspace;
    workspace.page = "notes";
    workspace.layout.isSidebarOver = false;
    if (!workspace.layout.isListDocked) workspace.layout.isListOver = true;
    this.isWithin = false;
    this.text = query;
    await workspace.attempt(() => this.search());
    await workspace.openFirst();
  }
}

/** The words to mark: none that must not be there. */
function wordsOf(part: QueryPart): FoundWord[] {
  switch (part.kind) {
    case "words":
      return part.is_title ? [] : [{ text: part.text, isPhrase: part.is_phrase }];
    case "all":
    case "any":
      return part.parts.flatMap(wordsOf);
    default:
      return [];
  }
}
