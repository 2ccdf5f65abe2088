// What the editor of a note may ask of this window.
import { Text } from "@codemirror/state";
import { outlineOf, showHeading } from "../editor/outline";
import type { NoteTarget } from "../editor/preview/links-facet";
import { m } from "../i18n";
import type { EditorServices } from "../editor/services";
import { attachmentsOf } from "./attachments";
import type { Workspace } from "./workspace.svelte";

/** Titles asked for at once; the editor shows fewer. */
const SUGGESTED_MAX = 12;

export function servicesOf(workspace: Workspace, noteId: string): EditorServices {
  return {
    follow: (url) => void workspace.openLink(url),
    links: {
      open: (target, { inNewWindow }) => void workspace.attempt(() => openTarget(workspace, target, inNewWindow)),
      resolve: (target) => workspace.names.resolve(target),
    },
    openTag: (name) => void workspace.show({ kind: "tag", name }),
    suggestNotes: async (query) => {
      const found = await workspace.backend.linksComplete(query.toWellFormed(), SUGGESTED_MAX);
      return found.flatMap((note) => (note.id === null || note.id === noteId ? [] : [{ id: note.id, title: note.title, detail: note.state === "archived" ? m.editor_archived() : null }]));
    },
    headings: async (id) => {
      // Read like any editor does, so that what is typed in another window counts.
      const { session, text } = await workspace.backend.noteOpen(id, () => {});
      await workspace.backend.noteClose(session);
      return outlineOf(Text.of(text.split("\n"))).map((entry) => entry.text);
    },
    createNote: async (title) => {
      const notebookId = workspace.note.id === noteId ? (workspace.note.meta?.row.notebook_id ?? null) : null;
      const made = await workspace.backend.noteCreate({ title: title.toWellFormed(), body: "", notebook_id: notebookId, tags: [], pinned: false });
      return { id: made.row.id, title: made.row.title, detail: null };
    },
    looked: (state) => {
      if (workspace.note.id === noteId) workspace.inspector.heard(state);
    },
    opened: (state) => workspace.inlineTags.opened(noteId, state),
    wrote: (state) => workspace.inlineTags.wrote(noteId, state),
    left: (state) => workspace.inlineTags.left(noteId, state),
    knownTags: () => workspace.sidebar.data.tags.map((tag) => tag.name),
    now: () => workspace.clock(),
    attachments: attachmentsOf(workspace, noteId),
    report: (cause) => workspace.notices.report(cause),
  };
}

/** Opens the note of a link, at the heading that it names. A title that no note has yet makes one: that is what was meant by writing it. */
async function openTarget(workspace: Workspace, target: NoteTarget, isInNewWindow: boolean): Promise<void> {
  const found = await workspace.names.find(target);
  if (found) {
    if (isInNewWindow) return workspace.windows.open(found.id);
    await workspace.goTo(found.id);
    const heading = headingIn(target, found.title);
    if (heading !== null && workspace.note.id === found.id && workspace.editorView) showHeading(workspace.editorView, heading);
    return;
  }
  if (target.kind === "id") {
    workspace.notices.show(m.editor_note_gone(), "gone");
    return;
  }
  const made = await workspace.backend.noteCreate({ title: target.title.trim().toWellFormed(), body: "", notebook_id: null, tags: [], pinned: false });
  if (isInNewWindow) await workspace.windows.open(made.row.id);
  else await workspace.goTo(made.row.id);
}

/** The heading that a link names; null for the note as a whole. `title`: of the note that it leads to. */
function headingIn(target: NoteTarget, title: string): string | null {
  if (target.kind === "id") return target.heading ?? null;
  const isWhole = target.title.trim().toLocaleLowerCase() === title.trim().toLocaleLowerCase();
  const hash = target.title.indexOf("#");
  return isWhole || hash < 0 ? null : target.title.slice(hash + 1).trim();
}
