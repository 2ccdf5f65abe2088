// What the editor of a note may ask of this window.
import type { ListQuery } from "../bindings";
import type { NoteTarget } from "../editor/preview/links-facet";
import { m } from "../i18n";
import type { EditorServices, NoteSuggestion } from "../editor/services";
import type { Workspace } from "./workspace.svelte";

/** Titles asked for at once; the editor shows fewer. */
const SUGGESTED_MAX = 12;

export function servicesOf(workspace: Workspace, noteId: string): EditorServices {
  const suggestion = (row: { id: string; title: string; notebook: string | null }): NoteSuggestion => ({ id: row.id, title: row.title, notebook: row.notebook });
  return {
    follow: (url) => void workspace.openLink(url),
    links: {
      open: (target) => void workspace.attempt(() => openTarget(workspace, target)),
      resolve: (target) => workspace.names.resolve(target),
    },
    openTag: (name) => void workspace.show({ kind: "tag", name }),
    suggestNotes: async (query) => {
      const scope: ListQuery["scope"] = query === "" ? { kind: "all" } : { kind: "search", query: titleQuery(query) };
      const found = await workspace.backend.listNotes({ scope, sort: "updated", offset: 0, limit: 50 });
      const rows = found.rows.filter((row) => row.id !== noteId && !row.trashed);
      return rankByTitle(rows, query).slice(0, SUGGESTED_MAX).map(suggestion);
    },
    createNote: async (title) => {
      const notebookId = workspace.note.id === noteId ? (workspace.note.meta?.row.notebook_id ?? null) : null;
      const made = await workspace.backend.noteCreate({ title: title.toWellFormed(), body: "", notebook_id: notebookId, tags: [], pinned: false });
      return suggestion(made.row);
    },
    looked: (state) => {
      if (workspace.note.id === noteId) workspace.inspector.heard(state);
    },
    knownTags: () => workspace.sidebar.data.tags.map((tag) => tag.name),
    now: () => workspace.clock(),
    report: (cause) => workspace.notices.report(cause),
  };
}

/** Opens the note of a link. A title that no note has yet makes one: that is what was meant by writing it. */
async function openTarget(workspace: Workspace, target: NoteTarget): Promise<void> {
  const found = await workspace.names.find(target);
  if (found) return workspace.goTo(found.id);
  if (target.kind === "id") {
    workspace.notices.show(m.editor_note_gone(), "gone");
    return;
  }
  const made = await workspace.backend.noteCreate({ title: target.title.trim().toWellFormed(), body: "", notebook_id: null, tags: [], pinned: false });
  await workspace.goTo(made.row.id);
}

/** Every word as it is, without the operators of the search. */
function titleQuery(text: string): string {
  return text.replace(/[":()-]+/g, " ").trim() || text;
}

/** Titles that begin with what was typed first, then those with a word that does, then the others, each in the given order. */
export function rankByTitle<T extends { title: string }>(rows: readonly T[], query: string): T[] {
  const wanted = query.trim().toLocaleLowerCase();
  if (wanted === "") return [...rows];
  const rank = ({ title }: T) => {
    const shown = title.toLocaleLowerCase();
    if (shown === wanted) return 0;
    if (shown.startsWith(wanted)) return 1;
    if (shown.split(/\s+/).some((word) => word.startsWith(wanted))) return 2;
    return shown.includes(wanted) ? 3 : 4;
  };
  return rows
    .map((row, index) => ({ row, index, rank: rank(row) }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map(({ row }) => row);
}
