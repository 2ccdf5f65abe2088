// The live preview as one extension. The text itself never changes by looking at it.
import { EditorView } from "@codemirror/view";
import { drawnBlocks } from "./blocks";
import { codeColours } from "./code-colours";
import { followClicks } from "./follow";
import { footnoteHover } from "./footnotes";
import { inlinePreview } from "./inline-preview";
import { listEditing } from "./lists";
import { tableEditing } from "./tables/focus";
import { previewTheme } from "./theme";

export const livePreview = [drawnBlocks, inlinePreview, tableEditing, listEditing, followClicks, footnoteHover, codeColours, previewTheme, EditorView.perLineTextDirection.of(true)];

export { followAt } from "./follow";
export { indentItems, outdentItems } from "./lists";
export { noteLanguage, TAG } from "./syntax";
export { toggleTaskAt } from "./widgets";
