// What a person prefers while writing, as one extension.
import { indentUnit } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
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
  /** Menus, toolbar, find, pairs; null until they are loaded. */
  aids: { aids: Extension; pairs: Extension } | null;
}

export function personalExtension({ spellcheck, isTypewriter, isFocusMode, hasPairs, indentSize, vim, aids }: Personal): Extension {
  const everywhere = [EditorView.contentAttributes.of({ spellcheck: String(spellcheck) }), (hasPairs && aids?.pairs) || []];
  return [
    vim ?? [],
    aids?.aids ?? [],
    everywhere,
    cellExtensions.of(everywhere),
    indentUnit.of(" ".repeat(indentSize)),
    isTypewriter ? typewriter : [],
    isFocusMode ? focusMode : [],
  ];
}
