// Commands of notes.
import { m } from "../../i18n";
import { command, withLiveNote, withTrashedNote, type Command } from "./command";

export const noteCommands: readonly Command[] = [
  command("notes", "note.new", m.commands_note_new, ["Mod-N"], (workspace) => workspace.newNote()),
  command("notes", "note.pin", m.commands_note_pin, [], (workspace) => workspace.togglePin(), withLiveNote),
  command("notes", "note.tag", m.commands_note_tag, ["Mod-Shift-T"], (workspace) => workspace.focus.focus("tags"), withLiveNote),
  command("notes", "note.rename", m.commands_note_rename, ["F2"], (workspace) => workspace.focus.focus("title"), withLiveNote),
  command("notes", "note.trash", m.commands_note_trash, ["Mod-Shift-Backspace"], (workspace) => workspace.organizer.trash(workspace.organizer.targets), (workspace) => (workspace.selection.isMany ? !workspace.organizer.isTrash : withLiveNote(workspace))),
  command("notes", "note.restore", m.commands_note_restore, [], (workspace) => workspace.restore(), withTrashedNote),
  command("notes", "note.purge", m.commands_note_purge, [], (workspace) => workspace.askPurge(), withTrashedNote),
  command("notes", "note.previous", m.commands_note_previous, ["Ctrl-PageUp"], (workspace) => workspace.selectIndex(workspace.list.activeIndex - 1)),
  command("notes", "note.next", m.commands_note_next, ["Ctrl-PageDown"], (workspace) => workspace.selectIndex(workspace.list.activeIndex + 1)),
];
