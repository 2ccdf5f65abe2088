// A plain browser sees no disk: one folder of three notes stands for all, and importing it really makes them.
import type { FolderImport, FolderReason, NewNote } from "../../bindings";
import { BackendError } from "../backend";
import type { MarkdownBackend } from "../topics/markdown";

const FOLDER: { path: string; note: Omit<NewNote, "notebook_id">; folder: string | null }[] = [
  { path: "Garden/Seeds.md", note: { title: "Seeds", body: "Broad beans, early peas.", tags: ["garden"], pinned: false }, folder: "Garden" },
  { path: "Garden/Beds.md", note: { title: "Beds", body: "Four beds, one at rest.", tags: ["garden", "plan"], pinned: false }, folder: "Garden" },
  { path: "Ideas.md", note: { title: "Ideas", body: "A shelf under the stairs.", tags: [], pinned: false }, folder: null },
];
const NOT_TAKEN = [
  { path: ".obsidian", reason: why("hidden_folder") },
  { path: "Garden/map.png", reason: why("not_markdown") },
];

function why(kind: FolderReason["kind"]): FolderReason {
  return { kind, file: null, number: null, detail: null };
}


interface Into {
  /** Returns the new note's id. */
  create(note: NewNote): Promise<string>;
  notebook(name: string): Promise<string>;
  /** Names the gesture that made these notes. */
  gesture(noteIds: string[]): string | null;
}

export function memoryMarkdown(into: Into): MarkdownBackend {
  let isCancelled = false;
  const check = (folder: string) => {
    if (!folder.startsWith("/") || folder.includes("missing")) throw new BackendError({ kind: "bad_input", message: "DIR cannot be read: there is no such folder. Nothing was changed.", field: "DIR" });
  };
  const report = (notes: number, group: string | null, isDryRun = group === null): FolderImport => ({
    dry_run: isDryRun, notes, notebooks: 1, tags: 2, attachments: 0,
    taken: { lines: FOLDER.slice(0, notes).map(({ path }) => ({ path, reason: null })), total: notes },
    remarks: { lines: [], total: 0 },
    not_taken: { lines: NOT_TAKEN, total: NOT_TAKEN.length },
    not_imported: { lines: FOLDER.slice(notes).map(({ path }) => ({ path, reason: null })), total: FOLDER.length - notes },
    stopped: null, cancelled: isCancelled, group,
  });
  return {
    markdownPlan: async (folder, onProgress) => {
      check(folder);
      isCancelled = false;
      onProgress({ done: FOLDER.length, total: FOLDER.length });
      return report(FOLDER.length, null);
    },
    markdownImport: async (folder, onProgress) => {
      check(folder);
      isCancelled = false;
      const ids = new Map<string, string>();
      const made: string[] = [];
      for (const { note, folder: name } of FOLDER) {
        if (isCancelled) break;
        if (name !== null && !ids.has(name)) ids.set(name, await into.notebook(name));
        made.push(await into.create({ ...note, notebook_id: name === null ? null : (ids.get(name) ?? null) }));
        onProgress({ done: made.length, total: FOLDER.length });
      }
      return report(made.length, into.gesture(made), false);
    },
    markdownExport: async (folder) => {
      check(folder);
      return { folder, notes: 7, notebooks: 4, trashed: 0, bytes: 4_096, remarks: { lines: [], total: 0 } };
    },
    notesExport: async (ids, folder) => {
      check(folder);
      return { folder, notes: ids.length, notebooks: 0, trashed: 0, bytes: 512 * ids.length, remarks: { lines: [], total: 0 } };
    },
    markdownCancel: async () => void (isCancelled = true),
  };
}
