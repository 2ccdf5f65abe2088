// What helps while writing but is not needed for the first letter: menus, toolbar, find. A chunk of its own, loaded when the first note is on screen.
import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { search, searchKeymap } from "@codemirror/search";
import { EditorState, Prec, type Extension } from "@codemirror/state";
import { keymap } from "@codemirror/view";
import { cellCompletion, completion } from "./completion";
import { findPanel, replaceShown } from "./find-panel";
import { freed } from "./freed-keys";
import { cellExtensions } from "./preview/links-facet";
import { selectionToolbar } from "./toolbar";

export const aids: Extension = [
  replaceShown,
  search({ top: true, createPanel: findPanel }),
  // After the keys of editing, as in CodeMirror's own setup.
  Prec.low(keymap.of(freed(searchKeymap))),
  completion,
  cellExtensions.of(cellCompletion),
  selectionToolbar,
];

/** No apostrophe: it is a letter of many words. No backtick: three of them begin a block of code. */
export const pairs: Extension = [
  EditorState.languageData.of(() => [{ closeBrackets: { brackets: ["(", "[", "{", '"'], before: ")]}:;,.!?>|\"" } }]),
  closeBrackets(),
  Prec.high(keymap.of(closeBracketsKeymap)),
];

export { insertBlock, toggleHeading, toggleList, toggleQuote } from "./blocks";
export { CODE_BLOCK, DIVIDER, newTable } from "./blocks-texts";
export { startNoteLink } from "./completion/notes";
export { openFind, openReplace } from "./find-panel";
export { BOLD, CODE, HIGHLIGHT, ITALIC, STRIKE, toggleLink, toggleMark, toggleTaskOrFollow } from "./formatting";
export { enterToolbar } from "./toolbar";
