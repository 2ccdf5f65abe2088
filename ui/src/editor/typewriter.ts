// Typewriter scrolling: the line being written stays at one height.
import { EditorView, ViewPlugin, type ViewUpdate } from "@codemirror/view";

/** Where that line stays, as a share of the pane's height. */
const HEIGHT = 0.45;

class Typewriter {
  update(update: ViewUpdate): void {
    const isTyping = update.transactions.some((transaction) => transaction.isUserEvent("input") || transaction.isUserEvent("delete"));
    const isMoving = update.selectionSet && update.transactions.some((transaction) => transaction.isUserEvent("select") && !transaction.isUserEvent("select.pointer"));
    if (!isTyping && !isMoving) return;
    update.view.requestMeasure({
      key: this,
      read: (view) => {
        const pane = view.dom.closest<HTMLElement>(".scroll");
        const caret = view.coordsAtPos(view.state.selection.main.head);
        if (!pane || !caret) return null;
        const seen = pane.getBoundingClientRect();
        return { pane, by: (caret.top + caret.bottom) / 2 - (seen.top + seen.height * HEIGHT) };
      },
      write: (found) => {
        if (found && Math.abs(found.by) > 1) found.pane.scrollTop += found.by;
      },
    });
  }
}

export const typewriter = [ViewPlugin.fromClass(Typewriter), EditorView.editorAttributes.of({ class: "cm-typewriter" })];
