// What a person prefers while writing, as one extension.
import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { indentUnit } from "@codemirror/language";
import { EditorState, Prec, type Extension } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { focusMode } from "./focus-mode";
import { cellExtensions } from "./preview/links-facet";
import { typewriter } from "./typewriter";

export interface Personal {
  spellcheck: boolean;
  isTypewriter: boolean;
  isFocusMode: boolean;
  /** An opening bracket or quotation mark brings its closing one. */
  hasPairs: boolean;
  /** Columns that a list item or a line of code moves in. */
  indentSize: number;
  /** Null until it is loaded, or when it is not wanted. */
  vim: Extension | null;
}

/** No apostrophe: it is a letter of many words. No backtick: three of them begin a block of code. */
const pairs: Extension = [
  EditorState.languageData.of(() => [{ closeBrackets: { brackets: ["(", "[", "{", '"'], before: ")]}:;,.!?>|\"" } }]),
  closeBrackets(),
  Prec.high(keymap.of(closeBracketsKeymap)),
];

export function personalExtension({ spellcheck, isTypewriter, isFocusMode, hasPairs, indentSize, vim }: Personal): Extension {
  const everywhere = [EditorView.contentAttributes.of({ spellcheck: String(spellcheck) }), hasPairs ? pairs : []];
  return [
    vim ?? [],
    everywhere,
    cellExtensions.of(everywhere),
    indentUnit.of(" ".repeat(indentSize)),
    isTypewriter ? typewriter : [],
    isFocusMode ? focusMode : [],
  ];
}
