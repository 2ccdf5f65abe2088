// Commands that lead to a place.
import { m } from "../../i18n";
import { command, type Command } from "./command";

export const goCommands: readonly Command[] = [
  command("go", "palette", m.commands_palette, ["Mod-K"], (workspace) => void (workspace.overlay = "palette")),
  command("go", "search.all", m.commands_search_all, ["Mod-Shift-F"], async (workspace) => {
    workspace.page = "notes";
    if (!workspace.layout.isListDocked) workspace.layout.isListOver = true;
    await workspace.focus.focus("search");
  }),
  command("go", "go.back", m.commands_go_back, ["Mod-["], (workspace) => workspace.goBack(-1)),
  command("go", "go.forward", m.commands_go_forward, ["Mod-]"], (workspace) => workspace.goBack(1)),
  command("go", "go.all", m.commands_go_all, [], (workspace) => workspace.show({ kind: "all" })),
  command("go", "go.pinned", m.commands_go_pinned, [], (workspace) => workspace.show({ kind: "pinned" })),
  command("go", "go.review", m.commands_go_review, ["Mod-Shift-R"], (workspace) => workspace.showReview(null)),
  command("go", "go.sync", m.commands_go_sync, [], (workspace) => workspace.showSync()),
  command("go", "go.trash", m.commands_go_trash, [], (workspace) => workspace.show({ kind: "trash" })),
];
