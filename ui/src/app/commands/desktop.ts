// Commands of windows and of what leaves them.
import { m } from "../../i18n";
import { exportNote, printNote } from "../../state/paper";
import { command, withNote, type Command } from "./command";

export const desktopCommands: readonly Command[] = [
  command("notes", "note.open_window", m.desktop_open_window, ["Mod-Shift-N"], (workspace) => workspace.openWindow(workspace.note.id), withNote),
  command("notes", "note.copy_link", m.desktop_copy_link, [], async (workspace) => {
    await navigator.clipboard.writeText(`driftless://note/${workspace.note.id}`);
  }, withNote),
  command("notes", "note.export", m.desktop_export, [], exportNote, (workspace) => (workspace.selection.isMany ? !workspace.organizer.isTrash : withNote(workspace))),
  command("notes", "note.print", m.desktop_print, ["Mod-Shift-P"], printNote, withNote),
  command("window", "capture.open", m.desktop_capture, [], (workspace) => workspace.backend.captureOpen()),
  command("window", "window.close", m.desktop_window_close, ["Mod-W"], (workspace) => workspace.backend.windowClose()),
  command("window", "app.quit", m.desktop_quit, ["Mod-Q"], (workspace) => workspace.backend.appQuit()),
];
