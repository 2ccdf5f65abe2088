// The preview as an editor extension: recomputed for what is visible, frozen while an input method composes.
import { syntaxTree } from "@codemirror/language";
import { Decoration, EditorView, ViewPlugin, type DecorationSet, type ViewUpdate } from "@codemirror/view";
import { visibleDecorations } from "./decorations";
import { tablePreview } from "./tables";

class Preview {
  decorations: DecorationSet;

  constructor(view: EditorView) {
    this.decorations = Decoration.set(visibleDecorations(view), true);
  }

  update(update: ViewUpdate): void {
    if (update.view.composing && update.docChanged) {
      // Rebuilding would replace the text node the input method is working in.
      this.decorations = this.decorations.map(update.changes);
      return;
    }
    const isParsed = syntaxTree(update.startState) !== syntaxTree(update.state);
    if (update.docChanged || update.viewportChanged || update.selectionSet || update.focusChanged || isParsed) {
      this.decorations = Decoration.set(visibleDecorations(update.view), true);
    }
  }
}

export const livePreview = [ViewPlugin.fromClass(Preview, { decorations: (plugin) => plugin.decorations }), tablePreview];
export { toggleTaskAt } from "./widgets";
