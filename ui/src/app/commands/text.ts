// Commands of the text.
import { copyLineDown, moveLineDown, moveLineUp } from "@codemirror/commands";
import { m } from "../../i18n";
import { isMac } from "../../shared/keys";
import { aid, command, inEditor, text, withLiveNote, withNote, type Command } from "./command";

const headingKeys = (level: number) => [isMac ? `Cmd-Alt-${level}` : `Ctrl-Shift-${level}`];

export const textCommands: readonly Command[] = [
  aid("text.bold", m.commands_text_bold, ["Mod-B"], ({ toggleMark, BOLD }) => toggleMark(BOLD), inEditor),
  aid("text.italic", m.commands_text_italic, ["Mod-I"], ({ toggleMark, ITALIC }) => toggleMark(ITALIC), inEditor),
  aid("text.code", m.commands_text_code, ["Mod-E"], ({ toggleMark, CODE }) => toggleMark(CODE), inEditor),
  aid("text.strike", m.commands_text_strike, ["Mod-Shift-X"], ({ toggleMark, STRIKE }) => toggleMark(STRIKE), inEditor),
  aid("text.highlight", m.commands_text_highlight, ["Mod-Shift-M"], ({ toggleMark, HIGHLIGHT }) => toggleMark(HIGHLIGHT), inEditor),
  aid("text.link", m.commands_text_link, ["Mod-Shift-L"], ({ toggleLink }) => toggleLink, inEditor),
  aid("text.noteLink", m.commands_text_note_link, ["Mod-Shift-K"], ({ startNoteLink }) => startNoteLink, inEditor),
  ...[1, 2, 3, 4].map((level) => aid(`text.heading${level}`, () => m.commands_text_heading({ level }), headingKeys(level), ({ toggleHeading }) => toggleHeading(level), inEditor)),
  aid("text.ordered", m.commands_text_ordered, ["Mod-Shift-7"], ({ toggleList }) => toggleList("ordered"), inEditor),
  aid("text.bullet", m.commands_text_bullet, ["Mod-Shift-8"], ({ toggleList }) => toggleList("bullet"), inEditor),
  aid("text.tasks", m.commands_text_tasks, ["Mod-Shift-9"], ({ toggleList }) => toggleList("task"), inEditor),
  aid("text.quote", m.commands_text_quote, ["Mod-Shift-B"], ({ toggleQuote }) => toggleQuote, inEditor),
  aid("text.task", m.commands_text_task, ["Mod-Enter"], ({ toggleTaskOrFollow }, workspace) => toggleTaskOrFollow((url) => void workspace.openLink(url)), inEditor),
  aid("text.table", m.commands_text_table, [], ({ insertBlock, newTable }) => insertBlock(newTable()), inEditor),
  aid("text.codeBlock", m.commands_text_code_block, [], ({ insertBlock, CODE_BLOCK }) => insertBlock(CODE_BLOCK), inEditor),
  aid("text.divider", m.commands_text_divider, [], ({ insertBlock, DIVIDER }) => insertBlock(DIVIDER), inEditor),
  text("text.lineUp", m.commands_text_line_up, ["Alt-ArrowUp"], () => moveLineUp),
  text("text.lineDown", m.commands_text_line_down, ["Alt-ArrowDown"], () => moveLineDown),
  text("text.duplicate", m.commands_text_duplicate, ["Shift-Alt-ArrowDown"], () => copyLineDown),
  aid("text.toolbar", m.commands_text_toolbar, ["Alt-F10"], ({ enterToolbar }) => enterToolbar, inEditor),
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
  aid("text.find", m.commands_text_find, ["Mod-F"], ({ openFind }) => openFind, withNote),
  aid("text.replace", m.commands_text_replace, [isMac ? "Cmd-Alt-F" : "Ctrl-H"], ({ openReplace }) => openReplace, withLiveNote),
];
