// What is visible, decorated anew when it changes; frozen while an input method composes.
import { syntaxTree } from "@codemirror/language";
import { Decoration, ViewPlugin, type DecorationSet, type EditorView, type ViewUpdate } from "@codemirror/view";
import { visibleDecorations } from "./decorations";

class Preview {
  decorations: DecorationSet;
  /** Something changed during a composition. */
  #isStale = false;

  constructor(view: EditorView) {
    this.decorations = Decoration.set(visibleDecorations(view), true);
  }

  update(update: ViewUpdate): void {
    const { view } = update;
    const isChanged =
      update.docChanged ||
      update.viewportChanged ||
      update.selectionSet ||
      update.focusChanged ||
      syntaxTree(update.startState) !== syntaxTree(update.state) ||
      // Folds, links that were found: rare, and cheap to draw again.
      update.transactions.some((transaction) => transaction.effects.length > 0);
    if (view.composing) {
      // Drawing anew would replace the text node the input method is working in.
      if (update.docChanged) this.decorations = this.decorations.map(update.changes);
      this.#isStale ||= isChanged;
      return;
    }
    if (!isChanged && !this.#isStale) return;
    this.#isStale = false;
    this.decorations = Decoration.set(visibleDecorations(view), true);
  }
}

export const inlinePreview = ViewPlugin.fromClass(Preview, { decorations: (plugin) => plugin.decorations });
