// Commands of what was.
import { m } from "../../i18n";
import { command, type Command } from "./command";

export const historyCommands: readonly Command[] = [
  // In a text Mod-Z is the editor's own: it takes back typing.
  command("notes", "undo.last", m.history_undo_last, ["Mod-Z"], (workspace) => workspace.undo.undoLast(), (workspace) => workspace.undo.isPossible && !isTyping()),
];

function isTyping(): boolean {
  const focused = document.activeElement;
  return focused instanceof HTMLElement && (focused.isContentEditable || focused.matches("input, textarea"));
}
