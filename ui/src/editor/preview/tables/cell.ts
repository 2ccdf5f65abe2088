// The cell being edited: a small editor of one line inside of the drawn table.
import { defaultKeymap } from "@codemirror/commands";
import { Annotation, EditorState, Prec, Transaction, type TransactionSpec } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { m } from "../../../i18n";
import { inlinePreview } from "../inline-preview";
import { cellExtensions, compositionGate, followAddress, imageWidget, noteLinks, tagLinks } from "../links-facet";
import { inlineLanguage } from "../syntax";
import { deleteColumn, deleteRow, difference, insertColumn, insertRow, moveRow, readGrid } from "./model";
import type { TableView } from "./view";

/** The text came from the note: it must not go back. */
const shown = Annotation.define<true>();

export class Cell {
  readonly #editor: EditorView;

  constructor(
    table: TableView,
    readonly host: HTMLElement,
    readonly row: number,
    readonly column: number,
  ) {
    const { view } = table;
    const facets = [noteLinks, tagLinks, imageWidget, followAddress].map((facet) => (facet as typeof noteLinks).of(view.state.facet(facet as typeof noteLinks)));
    const gate = view.state.facet(compositionGate);
    this.#editor = new EditorView({
      parent: host,
      state: EditorState.create({
        extensions: [
          inlineLanguage,
          inlinePreview,
          facets,
          view.state.facet(cellExtensions),
          EditorView.lineWrapping,
          EditorState.allowMultipleSelections.of(false),
          EditorView.contentAttributes.of({ "aria-label": this.#label(table), "aria-multiline": "false" }),
          Prec.high(keymap.of(keys(table))),
          keymap.of(defaultKeymap.filter((binding) => !/Enter|Alt-|Mod-[[\]]|Mod-i|Mod-\/|Mod-k/.test(`${binding.key ?? ""} ${binding.linux ?? ""}`))),
          oneLine,
          EditorView.domEventHandlers({
            paste(event) {
              const grid = readGrid(event.clipboardData?.getData("text/plain") ?? "");
              if (!grid || (grid.length === 1 && grid[0]!.length === 1)) return false;
              event.preventDefault();
              table.paste(grid);
              return true;
            },
          }),
          EditorView.domEventObservers({ compositionstart: gate.start, compositionend: gate.end }),
          EditorView.updateListener.of((update) => {
            if (!update.docChanged && !update.selectionSet) return;
            if (update.transactions.some((transaction) => transaction.annotation(shown))) return;
            const { anchor, head } = update.state.selection.main;
            const event = update.transactions.find((transaction) => transaction.docChanged)?.annotation(Transaction.userEvent);
            table.write(update.state.doc.toString(), anchor, head, event);
          }),
        ],
      }),
    });
  }

  #label(table: TableView): string {
    const head = table.table.rows[0]?.cells[this.column]?.text ?? "";
    return this.row === 0 ? m.preview_table_head({ column: this.column + 1 }) : m.preview_table_cell({ row: this.row, column: head || String(this.column + 1) });
  }

  get hasFocus(): boolean {
    return this.#editor.hasFocus;
  }

  get isComposing(): boolean {
    return this.#editor.composing || this.#editor.compositionStarted;
  }

  focus(): void {
    this.#editor.focus();
  }

  placeAt(x: number, y: number): void {
    const at = this.#editor.posAtCoords({ x, y }, false);
    this.#editor.dispatch({ selection: { anchor: at } });
  }

  /** Shows what the note says. Offsets are of the escaped text. */
  show(text: string, [anchor, head]: readonly [number, number]): void {
    const { doc, selection } = this.#editor.state;
    const present = doc.toString();
    const spec: TransactionSpec = { annotations: shown.of(true) };
    // A space that was just typed at the end is not in the note yet.
    const isSame = present.trim() === text;
    if (!isSame) spec.changes = difference(present, text, 0);
    const length = isSame ? present.length : text.length;
    const lead = isSame ? present.length - present.trimStart().length : 0;
    const place = (offset: number) => Math.max(0, Math.min(length, lead + unescaped(text, offset)));
    const wanted = { anchor: place(anchor), head: place(head) };
    const isPlaced = isSame && present !== text ? true : selection.main.anchor === wanted.anchor && selection.main.head === wanted.head;
    if (isSame && isPlaced) return;
    spec.selection = wanted;
    this.#editor.dispatch(spec);
  }

  destroy(): void {
    this.#editor.destroy();
  }
}


/** Where an offset of the escaped text is in the text as it is read. */
function unescaped(text: string, offset: number): number {
  let at = 0;
  let source = 0;
  while (at < text.length && source < offset) {
    source += text[at] === "|" ? 2 : 1;
    at++;
  }
  return at;
}

/** A cell is one line: a break that gets in by another way is a space. */
const oneLine = EditorState.transactionFilter.of((transaction) => {
  if (!transaction.docChanged || transaction.newDoc.lines === 1) return transaction;
  const text = transaction.newDoc.toString().replace(/\s*\n\s*/g, " ");
  return { changes: difference(transaction.startState.doc.toString(), text, 0), selection: { anchor: Math.min(transaction.newSelection.main.head, text.length) } };
});

/** True when the caret cannot go further that way inside of the cell. */
function isAtEdge(editor: EditorView, isForward: boolean): boolean {
  const { main } = editor.state.selection;
  return main.empty && editor.moveVertically(main, isForward).head === (isForward ? editor.state.doc.length : 0) && isOnLine(editor, isForward);
}

function isOnLine(editor: EditorView, isForward: boolean): boolean {
  const { head } = editor.state.selection.main;
  const here = editor.coordsAtPos(head, -1) ?? editor.coordsAtPos(head, 1);
  const end = editor.coordsAtPos(isForward ? editor.state.doc.length : 0, isForward ? -1 : 1);
  return !here || !end || Math.abs(here.top - end.top) < 4;
}

function keys(table: TableView) {
  const insert = (text: string) => (editor: EditorView) => {
    editor.dispatch(editor.state.replaceSelection(text), { userEvent: "input.type", scrollIntoView: true });
    return true;
  };
  const change = (make: (row: number, column: number) => void) => () => {
    const { row, column } = table.place;
    make(row, column);
    return true;
  };
  return [
    { key: "Tab", run: () => table.step(1, true), shift: () => table.step(-1, true) },
    { key: "Enter", run: () => table.enterKey() },
    { key: "Shift-Enter", run: insert("<br>") },
    { key: "Escape", run: () => table.leave(1) },
    { key: "ArrowUp", run: (editor: EditorView) => isAtEdge(editor, false) && table.climb(-1) },
    { key: "ArrowDown", run: (editor: EditorView) => isAtEdge(editor, true) && table.climb(1) },
    { key: "ArrowLeft", run: (editor: EditorView) => isAt(editor, 0) && table.step(-1, false) },
    { key: "ArrowRight", run: (editor: EditorView) => isAt(editor, editor.state.doc.length) && table.step(1, false) },
    { key: "Mod-z", run: () => table.undo(), preventDefault: true },
    { key: "Mod-y", run: () => table.redo(), preventDefault: true },
    { key: "Mod-Shift-z", run: () => table.redo(), preventDefault: true },
    {
      key: "Mod-a",
      run: (editor: EditorView) => {
        const { main } = editor.state.selection;
        if (main.from > 0 || main.to < editor.state.doc.length) return false;
        table.selectAll();
        return true;
      },
    },
    { key: "Alt-ArrowUp", run: change((row, column) => table.change(moveRow(table.table, row, -1), row - 1, column)) },
    { key: "Alt-ArrowDown", run: change((row, column) => table.change(moveRow(table.table, row, 1), row + 1, column)) },
    { key: "Alt-Shift-ArrowDown", run: change((row, column) => table.change(insertRow(table.table, row + 1), row + 1, column)) },
    { key: "Alt-Shift-ArrowUp", run: change((row, column) => table.change(insertRow(table.table, row), Math.max(1, row), column)) },
    { key: "Alt-Shift-ArrowRight", run: change((row, column) => table.change(insertColumn(table.table, column + 1), row, column + 1)) },
    { key: "Alt-Shift-ArrowLeft", run: change((row, column) => table.change(insertColumn(table.table, column), row, column)) },
    { key: "Mod-Shift-Backspace", run: change((row, column) => table.change(deleteRow(table.table, row), Math.min(row, table.table.rows.length - 2), column)) },
    { key: "Alt-Shift-Backspace", run: change((row, column) => table.change(deleteColumn(table.table, column), row, Math.max(0, column - 1))) },
    { key: "Shift-F10", run: () => (table.openMenu(), true) },
    { key: "ContextMenu", run: () => (table.openMenu(), true) },
  ];
}

function isAt(editor: EditorView, position: number): boolean {
  const { main } = editor.state.selection;
  return main.empty && main.head === position;
}
