// Commands of organizing: about the selected notes, or the open one.
import { m } from "../../i18n";
import type { Workspace } from "../../state/workspace.svelte";
import { always, command, type Command } from "./command";

const withLive = (workspace: Workspace) => workspace.page === "notes" && workspace.organizer.targets.length > 0 && !workspace.organizer.isTrash;
const isMany = (workspace: Workspace) => workspace.selection.isMany;
const isTrashShown = (workspace: Workspace) => workspace.sidebar.data.trash > 0;

function row(workspace: Workspace) {
  return workspace.note.meta?.row;
}

export const organizeCommands: readonly Command[] = [
  command("notes", "note.favorite", m.commands_note_favorite, ["Mod-D"], (workspace) => workspace.organizer.favorite(workspace.organizer.targets, isMany(workspace) || row(workspace)?.favorite !== true), withLive),
  command("notes", "note.archive", m.commands_note_archive, ["Mod-Shift-A"], (workspace) => workspace.organizer.archive(workspace.organizer.targets, (isMany(workspace) ? workspace.list.scope.kind === "archived" : row(workspace)?.archived === true) === false), withLive),
  command("notes", "note.move", m.commands_note_move, ["Mod-Shift-I"], ({ organizer }) => organizer.askMove(organizer.targets), withLive),
  command("notes", "notes.tags", m.commands_tags_many, [], ({ organizer }) => void (organizer.asking = { kind: "tags", ids: organizer.targets }), withLive),
  command("notes", "notes.select-all", m.commands_select_all, [], async (workspace) => {
    await workspace.selection.everything();
    await workspace.focus.focus("list");
  }, (workspace) => workspace.page === "notes" && workspace.list.total > 1),
  command("notes", "notes.select-none", m.commands_select_none, [], ({ selection }) => selection.clear(), isMany),
  command("notes", "trash.empty", m.commands_trash_empty, [], ({ organizer }) => organizer.askEmptyTrash(), isTrashShown),
  command("go", "go.favorites", m.commands_go_favorites, [], (workspace) => workspace.show({ kind: "favorites" }), always),
  command("go", "go.archive", m.commands_go_archive, [], (workspace) => workspace.show({ kind: "archived" }), always),
];
