// What the context menu of a row offers: for the selection, or for this note.
import type { NoteRow } from "../../bindings";
import { m } from "../../i18n";
import type { MenuItem } from "../../shared/menu";
import { exportNotes } from "../../state/paper";
import type { Workspace } from "../../state/workspace.svelte";

export function noteItems(workspace: Workspace, row: NoteRow): MenuItem[] {
  const { organizer, selection } = workspace;
  const ids = selection.isMany && selection.has(row.id) ? [...selection.ids] : [row.id];
  if (row.trashed) {
    return [
      { label: m.list_restore(), testid: "menu-restore", run: () => void organizer.restore(ids) },
      { label: m.list_purge(), testid: "menu-purge", isDanger: true, isFirstOfGroup: true, run: () => organizer.askPurge(ids) },
    ];
  }
  return [
    { label: row.pinned ? m.list_unpin() : m.list_pin(), testid: "menu-pin", run: () => void organizer.pin(ids, !row.pinned) },
    { label: row.favorite ? m.list_unfavorite() : m.list_favorite(), testid: "menu-favorite", run: () => void organizer.favorite(ids, !row.favorite) },
    { label: m.list_move(), testid: "menu-move", isFirstOfGroup: true, run: () => organizer.askMove(ids) },
    { label: m.list_tags(), testid: "menu-tags", run: () => (organizer.asking = { kind: "tags", ids }) },
    { label: row.archived ? m.list_unarchive() : m.list_archive(), testid: "menu-archive", isFirstOfGroup: true, run: () => void organizer.archive(ids, !row.archived) },
    { label: m.list_export(), testid: "menu-export", run: () => void workspace.attempt(() => exportNotes(workspace, ids)) },
    { label: m.list_trash(), testid: "menu-trash", isDanger: true, run: () => void organizer.trash(ids) },
  ];
}
