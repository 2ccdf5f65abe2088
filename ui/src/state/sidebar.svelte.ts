// Counts, notebooks and tags.
import type { Backend } from "../backend/backend";
import type { NotebookRow, Sidebar } from "../bindings";
import { coalesced } from "../shared/coalesce";
import type { Preferences } from "./preferences.svelte";

const EMPTY: Sidebar = { all: 0, pinned: 0, favorites: 0, no_notebook: 0, archived: 0, trash: 0, templates: 0, review: 0, notebooks: [], tags: [] };

export class SidebarState {
  data = $state.raw<Sidebar>(EMPTY);
  readonly refresh: () => Promise<void>;

  readonly #preferences: Preferences | null;

  constructor(backend: Backend, preferences: Preferences | null = null) {
    this.#preferences = preferences;
    this.refresh = coalesced(async () => {
      this.data = await backend.sidebar();
    });
  }

  notebook(id: string | null): NotebookRow | null {
    return id === null ? null : (this.data.notebooks.find((notebook) => notebook.id === id) ?? null);
  }

  /** Whether a notebook is another one or somewhere inside it. */
  isWithin(id: string, outer: string): boolean {
    let at: string | null = id;
    for (let steps = 0; at !== null && steps <= this.data.notebooks.length; steps++) {
      if (at === outer) return true;
      at = this.notebook(at)?.parent_id ?? null;
    }
    return false;
  }

  /** Notebooks whose nested ones are folded away. */
  get foldedNotebooks(): ReadonlySet<string> {
    return new Set(this.#preferences?.values.collapsedNotebooks ?? []);
  }

  get foldedTags(): ReadonlySet<string> {
    return new Set(this.#preferences?.values.collapsedTags ?? []);
  }

  fold(kind: "notebook" | "tag", id: string, isFolded: boolean): void {
    const name = kind === "notebook" ? "collapsedNotebooks" : "collapsedTags";
    const folded = new Set(this.#preferences?.values[name] ?? []);
    if (folded.has(id) === isFolded) return;
    if (isFolded) folded.add(id);
    else folded.delete(id);
    // A place that is not remembered is folded until the next start all the same.
    void this.#preferences?.set({ [name]: [...folded] }).catch(() => {});
  }

  unfold(id: string): void {
    this.fold("notebook", id, false);
  }
}
