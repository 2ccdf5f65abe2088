// Commands of what was.
import { m } from "../../i18n";
import { command, withNote, type Command } from "./command";

export const historyCommands: readonly Command[] = [
  command("notes", "note.history", m.history_command_note, ["Mod-Shift-H"], (workspace) => workspace.showHistory(workspace.note.id), withNote),
  command("go", "go.history", m.history_command_vault, [], (workspace) => workspace.showHistory(null)),
  // In a text Mod-Z is the editor's own: it takes back typing.
  command("notes", "undo.last", m.history_undo_last, ["Mod-Z"], (workspace) => workspace.undo.undoLast(), (workspace) => workspace.undo.isPossible && !isTyping()),
];

function isTyping(): boolean {
  const focused = document.activeElement;
  return focused instanceof HTMLElement && (focused.isContentEditable || focused.matches("input, textarea"));
}
