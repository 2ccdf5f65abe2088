// A window on one note has neither list nor sidebar: what needs them is not offered there.
import type { Command } from "./command";

/** Of the commands that lead to a place or move in the window, these work everywhere. */
const EVERYWHERE = new Set(["palette", "quick.open", "sync.now", "shortcuts", "focus.note", "window.close", "app.quit", "capture.open", "lock.now", "undo.last"]);
const ONLY_WITH_LIST = new Set(["note.previous", "note.next"]);

function needsMainWindow({ id, group }: Command): boolean {
  return ((group === "go" || group === "window") && !EVERYWHERE.has(id)) || ONLY_WITH_LIST.has(id);
}

/** The same commands, each offered only where it works. */
export function whereTheyWork(commands: readonly Command[]): readonly Command[] {
  return commands.map((it) => (needsMainWindow(it) ? { ...it, isEnabled: (workspace) => workspace.windows.isMain && it.isEnabled(workspace) } : it));
}
