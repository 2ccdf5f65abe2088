// What a person prefers while writing, as one extension.
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { focusMode } from "./focus-mode";
import { typewriter } from "./typewriter";

export interface Personal {
  spellcheck: boolean;
  isTypewriter: boolean;
  isFocusMode: boolean;
  /** Null until it is loaded, or when it is not wanted. */
  vim: Extension | null;
}

export function personalExtension({ spellcheck, isTypewriter, isFocusMode, vim }: Personal): Extension {
  return [
    vim ?? [],
    EditorView.contentAttributes.of({ spellcheck: String(spellcheck) }),
    isTypewriter ? typewriter : [],
    isFocusMode ? focusMode : [],
  ];
}
