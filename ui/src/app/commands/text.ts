// Commands of the text.
import { copyLineDown, moveLineDown, moveLineUp } from "@codemirror/commands";
import { insertBlock, toggleHeading, toggleList, toggleQuote } from "../../editor/blocks";
import { CODE_BLOCK, DIVIDER, table } from "../../editor/blocks-texts";
import { startNoteLink } from "../../editor/completion/notes";
import { openFind, openReplace } from "../../editor/find-panel";
import { BOLD, CODE, HIGHLIGHT, ITALIC, STRIKE, toggleLink, toggleMark, toggleTaskOrFollow } from "../../editor/formatting";
import { enterToolbar } from "../../editor/toolbar";
import { m } from "../../i18n";
import { isMac } from "../../shared/keys";
import { command, text, withLiveNote, withNote, type Command } from "./command";

const headingKeys = (level: number) => [isMac ? `Cmd-Alt-${level}` : `Ctrl-Shift-${level}`];
const newTable = () => table([m.editor_table_column({ number: 1 }), m.editor_table_column({ number: 2 })], 2);

export const textCommands: readonly Command[] = [
  text("text.bold", m.commands_text_bold, ["Mod-B"], () => toggleMark(BOLD)),
  text("text.italic", m.commands_text_italic, ["Mod-I"], () => toggleMark(ITALIC)),
  text("text.code", m.commands_text_code, ["Mod-E"], () => toggleMark(CODE)),
  text("text.strike", m.commands_text_strike, ["Mod-Shift-X"], () => toggleMark(STRIKE)),
  text("text.highlight", m.commands_text_highlight, ["Mod-Shift-M"], () => toggleMark(HIGHLIGHT)),
  text("text.link", m.commands_text_link, ["Mod-Shift-L"], () => toggleLink),
  text("text.noteLink", m.commands_text_note_link, ["Mod-Shift-K"], () => startNoteLink),
  ...[1, 2, 3, 4].map((level) => text(`text.heading${level}`, () => m.commands_text_heading({ level }), headingKeys(level), () => toggleHeading(level))),
  text("text.ordered", m.commands_text_ordered, ["Mod-Shift-7"], () => toggleList("ordered")),
  text("text.bullet", m.commands_text_bullet, ["Mod-Shift-8"], () => toggleList("bullet")),
  text("text.tasks", m.commands_text_tasks, ["Mod-Shift-9"], () => toggleList("task")),
  text("text.quote", m.commands_text_quote, ["Mod-Shift-B"], () => toggleQuote),
  text("text.task", m.commands_text_task, ["Mod-Enter"], (workspace) => toggleTaskOrFollow((url) => void workspace.openLink(url))),
  text("text.table", m.commands_text_table, [], () => insertBlock(newTable())),
  text("text.codeBlock", m.commands_text_code_block, [], () => insertBlock(CODE_BLOCK)),
  text("text.divider", m.commands_text_divider, [], () => insertBlock(DIVIDER)),
  text("text.lineUp", m.commands_text_line_up, ["Alt-ArrowUp"], () => moveLineUp),
  text("text.lineDown", m.commands_text_line_down, ["Alt-ArrowDown"], () => moveLineDown),
  text("text.duplicate", m.commands_text_duplicate, ["Shift-Alt-ArrowDown"], () => copyLineDown),
  text("text.toolbar", m.commands_text_toolbar, ["Alt-F10"], () => enterToolbar),
  command("text", "text.focusMode", m.commands_text_focus_mode, ["Mod-Shift-D"], (workspace) => workspace.preferences.set({ focusMode: !workspace.preferences.values.focusMode }), withNote),
  command("text", "text.inspector", m.commands_text_inspector, ["Mod-4"], async (workspace) => {
    await workspace.inspector.show(true);
    await workspace.focus.focus("inspector");
  }, withNote),
  command("text", "text.inspectorToggle", m.commands_text_inspector_toggle, ["Mod-Shift-O"], async ({ inspector, focus }) => {
    const hadFocus = document.activeElement?.closest('[data-testid="inspector"]') !== null;
    await inspector.show(!inspector.isShown);
    if (hadFocus) await focus.focus("editor");
  }, withNote),
  command("text", "text.find", m.commands_text_find, ["Mod-F"], (workspace) => {
    if (workspace.editorView) openFind(workspace.editorView);
  }, withNote),
  command("text", "text.replace", m.commands_text_replace, [isMac ? "Cmd-Alt-F" : "Ctrl-H"], (workspace) => {
    if (workspace.editorView) openReplace(workspace.editorView);
  }, withLiveNote),
];
