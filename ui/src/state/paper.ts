// The open note on paper or in a file of its own.
import { m } from "../i18n";
import type { Workspace } from "./workspace.svelte";

const VIEW = "print-view";

/** Draws the whole note for the print style and opens the system's print dialog, which also makes PDF files. */
export async function printNote(workspace: Workspace): Promise<void> {
  const text = workspace.note.session?.state.doc.toString();
  if (text === undefined) return;
  const { renderForPrint } = await import("../editor/print/render");
  document.querySelector(`.${VIEW}`)?.remove();
  const view = document.createElement("article");
  view.className = VIEW;
  const title = document.createElement("h1");
  title.textContent = workspace.note.title.trim() || m.desktop_untitled();
  view.append(title, renderForPrint(text));
  document.body.append(view);
  await workspace.backend.windowPrint();
}

/** Writes the note into a Markdown file that the user chooses. */
export async function exportNote(workspace: Workspace): Promise<void> {
  const { note } = workspace;
  if (note.id === null) return;
  await note.flushAll();
  const path = await workspace.backend.noteExport(note.id, m.desktop_export_title());
  if (path !== null) workspace.notices.show(m.desktop_exported({ path }), "exported");
}
