// The open note on paper or in a file of its own.
import { m } from "../i18n";
import type { Workspace } from "./workspace.svelte";

const VIEW = "print-view";

/** Draws the whole note for the print style and opens the system's print dialog, which also makes PDF files. */
export async function printNote(workspace: Workspace): Promise<void> {
  const state = workspace.note.session?.state;
  if (!state) return;
  const [{ renderForPrint }, { attachments }] = await Promise.all([import("../editor/print/render"), import("../editor/attachments/facet")]);
  const view = document.createElement("article");
  view.className = VIEW;
  const title = document.createElement("h1");
  title.textContent = workspace.note.title.trim() || m.desktop_untitled();
  view.append(title, await renderForPrint(state.doc.toString(), state.facet(attachments).source));
  document.querySelector(`.${VIEW}`)?.remove();
  document.body.append(view);
  await workspace.backend.windowPrint();
}

/** Writes the note into a Markdown file that the user chooses; several selected ones into a folder, each in a file of its own. */
export async function exportNote(workspace: Workspace): Promise<void> {
  const { note, selection } = workspace;
  if (selection.isMany) return exportNotes(workspace, [...selection.ids]);
  if (note.id === null) return;
  await note.flushAll();
  const path = await workspace.backend.noteExport(note.id, m.desktop_export_title());
  if (path !== null) workspace.notices.show(m.desktop_exported({ path }), "exported");
}

/** Writes notes into a folder that the user chooses, side by side. Nothing that is there is replaced. */
export async function exportNotes(workspace: Workspace, ids: string[]): Promise<void> {
  const { backend, note, notices } = workspace;
  const folder = await backend.chooseFolder(m.list_export_choose());
  if (folder === null) return;
  await note.flushAll();
  const done = await backend.notesExport(ids, folder);
  const missing = done.remarks.total;
  notices.show([m.list_exported({ count: done.notes, folder: done.folder }), ...(missing > 0 ? [m.list_exported_missing({ count: missing })] : [])].join(" "), "exported");
}
