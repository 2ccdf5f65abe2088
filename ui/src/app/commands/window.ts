// Commands of the window and its panes.
import { m } from "../../i18n";
import { command, type Command } from "./command";

export const windowCommands: readonly Command[] = [
  command("window", "sync.now", m.commands_sync_now, ["Mod-S", "F9"], (workspace) => workspace.syncNow()),
  command("window", "focus.sidebar", m.commands_focus_sidebar, ["Mod-1"], async (workspace) => {
    if (!workspace.layout.isSidebarDocked && !workspace.layout.isSidebarOver) workspace.layout.toggleSidebar();
    await workspace.focus.focus("sidebar");
  }),
  command("window", "focus.list", m.commands_focus_list, ["Mod-2"], async (workspace) => {
    if (!workspace.layout.isListDocked) workspace.layout.isListOver = true;
    await workspace.focus.focus("list", "review", "sync");
  }),
  command("window", "focus.note", m.commands_focus_note, ["Mod-3"], (workspace) => workspace.focus.focus("editor", "review", "sync")),
  command("window", "focus.next", m.commands_focus_next, ["F6"], (workspace) => workspace.cycleFocus(1)),
  command("window", "focus.previous", m.commands_focus_previous, ["Shift-F6"], (workspace) => workspace.cycleFocus(-1)),
  command("window", "sidebar.toggle", m.commands_sidebar_toggle, ["Mod-\\"], (workspace) => workspace.layout.toggleSidebar()),
  command("window", "shortcuts", m.commands_shortcuts, ["Mod-/"], (workspace) => void (workspace.overlay = "shortcuts")),
];
