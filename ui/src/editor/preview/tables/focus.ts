// Brings the caret of the note into cells of drawn tables and out again.
import { Prec, type EditorState } from "@codemirror/state";
import { EditorView, keymap, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { drawnBlockAt } from "../blocks";
import { linksChanged } from "../links-facet";
import { cellAt, readTable } from "./model";
import { TableView } from "./view";

/** The drawn table that starts at a position. */
function tableAt(view: EditorView, from: number): TableView | null {
  for (const dom of view.contentDOM.querySelectorAll<HTMLElement>(":scope > .cm-table-drawn")) if (view.posAtDOM(dom) === from) return TableView.of(dom);
  return null;
}

/** The drawn table that the selection is inside of: the caret, or a range within one cell. */
function selectedTable(state: EditorState): number | null {
  const { main } = state.selection;
  const block = drawnBlockAt(state, main.head);
  if (block?.kind !== "table") return null;
  if (main.empty) return block.from;
  if (main.from < block.from || main.to > block.to) return null;
  const table = readTable(state.sliceDoc(block.from, block.to));
  if (!table) return null;
  const [from, to] = [cellAt(table, main.from - block.from), cellAt(table, main.to - block.from)];
  return from.row === to.row && from.column === to.column ? block.from : null;
}

const follow = ViewPlugin.fromClass(
  class {
    #isWaiting = false;
    #isMarking = false;

    constructor(readonly view: EditorView) {}

    update(update: ViewUpdate): void {
      if (update.transactions.some((transaction) => transaction.effects.some((effect) => effect.is(linksChanged)))) {
        for (const dom of this.view.contentDOM.querySelectorAll<HTMLElement>(":scope > .cm-table-drawn")) TableView.of(dom)?.redraw();
      }
      if (update.selectionSet || update.focusChanged) this.#mark(update);
      if (this.#isWaiting || !(update.selectionSet || update.focusChanged || update.docChanged || update.viewportChanged)) return;
      const isInTable = this.view.dom.dataset.inTable !== undefined;
      if (!isInTable && (!update.view.hasFocus || drawnBlockAt(update.state, update.state.selection.main.head)?.kind !== "table")) return;
      // After this update, when the table is drawn.
      this.#isWaiting = true;
      queueMicrotask(() => {
        this.#isWaiting = false;
        this.#follow();
      });
    }

    /** What is found while the caret is in the find panel is a selection in a cell: the cell shows it. */
    #mark({ view, state }: ViewUpdate): void {
      if (!view.hasFocus && !state.selection.main.empty && view.dom.dataset.inTable === undefined && drawnBlockAt(state, state.selection.main.head)?.kind === "table") this.#isMarking = true;
      if (!this.#isMarking) return;
      queueMicrotask(() => {
        for (const cell of view.contentDOM.querySelectorAll(".cm-cell-found")) cell.classList.remove("cm-cell-found");
        const from = view.hasFocus || view.state.selection.main.empty ? null : selectedTable(view.state);
        this.#isMarking = from !== null;
        if (from === null) return;
        const found = tableAt(view, from)?.cellOf(view.state.selection.main.head);
        found?.classList.add("cm-cell-found");
        found?.scrollIntoView({ block: "nearest", inline: "nearest" });
      });
    }

    #follow(): void {
      const { view } = this;
      if (!view.dom.isConnected || view.composing) return;
      if (view.dom.dataset.inTable !== undefined) {
        const active = [...view.contentDOM.querySelectorAll<HTMLElement>(":scope > .cm-table-drawn")].map((dom) => TableView.of(dom)).find((table) => table?.isActive);
        active?.follow();
      }
      if (!view.hasFocus) return;
      const from = selectedTable(view.state);
      if (from !== null) tableAt(view, from)?.enter();
    }
  },
);

/** Puts the caret into a drawn table; what it then does is up to the table. */
function enter(view: EditorView, block: { from: number; to: number }, isFromAbove: boolean): boolean {
  const table = readTable(view.state.sliceDoc(block.from, block.to));
  const row = isFromAbove ? table?.rows[0] : table?.rows.at(-1);
  if (!row) return false;
  view.dispatch({ selection: { anchor: block.from + (isFromAbove ? row.cells[0]!.from : (row.cells.at(-1)?.to ?? 0)) }, scrollIntoView: true });
  return true;
}

/** A key at the edge of a table goes into it, where it would else jump over it or break its lines. */
function atEdge(isForward: boolean, isVertical: boolean) {
  return (view: EditorView): boolean => {
    const { state } = view;
    const { main } = state.selection;
    if (!main.empty || state.readOnly) return false;
    const line = state.doc.lineAt(main.head);
    const beside = isForward ? line.to + 1 : line.from - 1;
    if (beside < 0 || beside > state.doc.length) return false;
    const block = drawnBlockAt(state, beside);
    if (block?.kind !== "table") return false;
    if (!isVertical && main.head !== (isForward ? line.to : line.from)) return false;
    if (isVertical) {
      const { head } = view.moveVertically(main, isForward);
      // Still within the lines of a long paragraph.
      if (head >= line.from && head <= line.to && head !== main.head && line.length > 0 && view.coordsAtPos(head)?.top !== view.coordsAtPos(main.head)?.top) return false;
    }
    return enter(view, block, isForward);
  };
}

const edges = Prec.high(
  keymap.of([
    { key: "ArrowDown", run: atEdge(true, true) },
    { key: "ArrowUp", run: atEdge(false, true) },
    { key: "ArrowRight", run: atEdge(true, false) },
    { key: "ArrowLeft", run: atEdge(false, false) },
    { key: "Backspace", run: atEdge(false, false) },
    { key: "Delete", run: atEdge(true, false) },
  ]),
);

export const tableEditing = [follow, edges];
