// What the editor of a note may do with its images and files.
import type { Attachments } from "../editor/attachments/facet";
import { learnSizes } from "../editor/attachments/sizes";
import { m } from "../i18n";
import type { Workspace } from "./workspace.svelte";

export function attachmentsOf(workspace: Workspace, noteId: string): Attachments {
  const { backend } = workspace;
  const sizes: Attachments["sizes"] = async (names) => {
    try {
      const found = await backend.attachmentStatus(names);
      return found.flatMap(({ name, width, height }) => (width === null || height === null ? [] : [{ name, width, height }]));
    } catch {
      // Without them an image takes its place when it is loaded.
      return [];
    }
  };
  return {
    keep: async (file) => {
      const added = await backend.attachmentAdd(noteId, file.name || "file", file);
      // Drawn at once, and in its place at once.
      if (added.is_image) await learnSizes(added.url, { sizes });
      return added;
    },
    source: (file) => backend.attachmentUrl(file),
    facts: async (name) => (await backend.attachmentStatus([name]))[0]!,
    sizes,
    fetch: (name) => backend.attachmentFetch(name),
    save: (name, fileName) =>
      void workspace.attempt(async () => {
        await backend.attachmentSaveAs(name, m.attachments_save_title(), fileName);
      }),
    onCome: (callback) => workspace.sync.onNews(callback),
    report: (cause) => workspace.notices.report(cause),
  };
}
