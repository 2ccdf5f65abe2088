// Bulk work on the vault in memory.
import type { Gesture, ListQuery, NotebookRow, NoteRow } from "../../bindings";
import { BackendError } from "../backend";
import type { OrganizeBackend } from "../topics/organize";
import { isWithinTag } from "./lists";

/** What this topic needs of the vault. */
export interface OrganizedVault {
  rowsOf(query: ListQuery): NoteRow[];
  allRows(): NoteRow[];
  notebooks(): NotebookRow[];
  removeNotebooks(ids: ReadonlySet<string>): void;
  touch(ids: string[], change: (row: NoteRow) => void): Gesture;
  touchAll(act: () => void): Gesture;
  purge(ids: string[]): void;
  now(): number;
}

export function memoryOrganize(vault: OrganizedVault): OrganizeBackend {
  function retag(name: string, becomes: (tag: string) => string | null): Gesture {
    const rows = vault.allRows().filter((row) => row.tags.some((tag) => isWithinTag(tag, name)));
    if (rows.length === 0) throw new BackendError({ kind: "not_found", message: "There is no such tag.", field: "name" });
    return vault.touch(rows.map(({ id }) => id), (row) => {
      const tags = row.tags.map((tag) => (isWithinTag(tag, name) ? becomes(tag) : tag)).filter((tag) => tag !== null);
      row.tags = [...new Set(tags)].sort();
    });
  }

  return {
    noteIds: async (query) => vault.rowsOf(query).slice(query.offset, query.offset + query.limit).map(({ id }) => id),
    tagRename: async (from, to) => {
      if (to.trim() === "") throw new BackendError({ kind: "bad_input", message: "A tag needs a name.", field: "to" });
      return retag(from, (tag) => to + tag.slice(from.length));
    },
    tagDelete: async (name) => retag(name, () => null),
    notebookDeleteWithNotes: async (id) => {
      const gone = new Set([id]);
      for (const row of vault.notebooks()) if (row.parent_id !== null && gone.has(row.parent_id)) gone.add(row.id);
      const rows = vault.allRows().filter((row) => !row.trashed && row.notebook_id !== null && gone.has(row.notebook_id));
      return vault.touchAll(() => {
        for (const row of rows) {
          row.trashed = true;
          row.trashed_at = vault.now();
          row.trash_counted_from = vault.now();
        }
        vault.removeNotebooks(gone);
      });
    },
  };
}
