// Focus mode: the paragraph being written is in full ink, all others step back.
import { RangeSetBuilder, type EditorState } from "@codemirror/state";
import { Decoration, EditorView, ViewPlugin, type DecorationSet, type ViewUpdate } from "@codemirror/view";

const dimmed = Decoration.line({ class: "cm-dimmed" });

/** Lines of the paragraph around a position, from the first to the last: until the next blank line. */
export function paragraphLines(state: EditorState, position: number, limit = 500): { first: number; last: number } {
  const { doc } = state;
  const here = doc.lineAt(position).number;
  const isBlank = (number: number) => doc.line(number).text.trim() === "";
  if (isBlank(here)) return { first: here, last: here };
  let first = here;
  let last = here;
  while (first > 1 && here - first < limit && !isBlank(first - 1)) first--;
  while (last < doc.lines && last - here < limit && !isBlank(last + 1)) last++;
  return { first, last };
}

class Dimming {
  decorations: DecorationSet;

  constructor(view: EditorView) {
    this.decorations = this.#draw(view);
  }

  update(update: ViewUpdate): void {
    if (update.view.composing && update.docChanged) this.decorations = this.decorations.map(update.changes);
    else if (update.docChanged || update.selectionSet || update.viewportChanged) this.decorations = this.#draw(update.view);
  }

  #draw(view: EditorView): DecorationSet {
    const { state } = view;
    const { main } = state.selection;
    const { first } = paragraphLines(state, main.from);
    const { last } = paragraphLines(state, main.to);
    const builder = new RangeSetBuilder<Decoration>();
    for (const { from, to } of view.visibleRanges) {
      for (let line = state.doc.lineAt(from); ; line = state.doc.line(line.number + 1)) {
        if (line.number < first || line.number > last) builder.add(line.from, line.from, dimmed);
        if (line.to >= to || line.number >= state.doc.lines) break;
      }
    }
    return builder.finish();
  }
}

export const focusMode = [
  ViewPlugin.fromClass(Dimming, { decorations: (plugin) => plugin.decorations }),
  EditorView.editorAttributes.of({ class: "cm-focus-mode" }),
];
