// Counts, notebooks and tags.
import type { Backend } from "../backend/backend";
import type { NotebookRow, Sidebar } from "../bindings";
import { coalesced } from "../shared/coalesce";

const EMPTY: Sidebar = { all: 0, pinned: 0, archived: 0, trash: 0, templates: 0, review: 0, notebooks: [], tags: [] };

export class SidebarState {
  data = $state.raw<Sidebar>(EMPTY);
  readonly refresh: () => Promise<void>;

  constructor(backend: Backend) {
    this.refresh = coalesced(async () => {
      this.data = await backend.sidebar();
    });
  }

  notebook(id: string | null): NotebookRow | null {
    return id === null ? null : (this.data.notebooks.find((notebook) => notebook.id === id) ?? null);
  }
}
