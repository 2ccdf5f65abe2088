// What the editor of a note may do with its images and files.
import type { Attachments } from "../editor/attachments/facet";
import { m } from "../i18n";
import type { Workspace } from "./workspace.svelte";

export function attachmentsOf(workspace: Workspace, noteId: string): Attachments {
  const { backend } = workspace;
  return {
    keep: (file) => backend.attachmentAdd(noteId, file.name || "file", file),
    source: (file) => backend.attachmentUrl(file),
    facts: async (name) => (await backend.attachmentStatus([name]))[0]!,
    fetch: (name) => backend.attachmentFetch(name),
    save: (name, fileName) =>
      void workspace.attempt(async () => {
        await backend.attachmentSaveAs(name, m.attachments_save_title(), fileName);
      }),
    onCome: (callback) => workspace.sync.onNews(callback),
    report: (cause) => workspace.notices.report(cause),
  };
}
