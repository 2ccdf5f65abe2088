// Commands of the text.
import { openSearchPanel } from "@codemirror/search";
import { openReplace } from "../../editor/find-panel";
import { toggleHeading, toggleMarks, toggleTaskOrFollow } from "../../editor/formatting";
import { m } from "../../i18n";
import { isMac } from "../../shared/keys";
import { command, text, withLiveNote, withNote, type Command } from "./command";

const headingKeys = (level: number) => [isMac ? `Cmd-Alt-${level}` : `Ctrl-Shift-${level}`];

export const textCommands: readonly Command[] = [
  text("text.bold", m.commands_text_bold, ["Mod-B"], () => toggleMarks("**")),
  text("text.italic", m.commands_text_italic, ["Mod-I"], () => toggleMarks("*")),
  text("text.code", m.commands_text_code, ["Mod-E"], () => toggleMarks("`")),
  ...[1, 2, 3, 4].map((level) => text(`text.heading${level}`, () => m.commands_text_heading({ level }), headingKeys(level), () => toggleHeading(level))),
  text("text.task", m.commands_text_task, ["Mod-Enter"], (workspace) => toggleTaskOrFollow((url) => void workspace.openLink(url))),
  command("text", "text.find", m.commands_text_find, ["Mod-F"], (workspace) => {
    if (workspace.editorView) openSearchPanel(workspace.editorView);
  }, withNote),
  command("text", "text.replace", m.commands_text_replace, ["Mod-Alt-F"], (workspace) => {
    if (workspace.editorView) openReplace(workspace.editorView);
  }, withLiveNote),
];
