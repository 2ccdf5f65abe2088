// A drawn table. The Markdown is the truth: every key in a cell is a change of the note's text, and what it then says is drawn.
//
// The selection of the note says which cell is edited. The cell mirrors it both ways, so that undo, formatting and remote merges need no second way.
import { redo, undo } from "@codemirror/commands";
import { EditorSelection, Transaction, type ChangeSpec } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { m } from "../../../i18n";
import { followText } from "../follow";
import { Cell } from "./cell";
import { openTableMenu } from "./menu";
import { cellAt, difference, escapeCell, pasteGrid, readTable, setCell, insertRow, deleteRow, type Change, type Table } from "./model";
import { FOLLOW, renderCell } from "./render";

const EMPTY: Table = { source: "", aligns: [], rows: [], rule: { from: 0, to: 0, cells: [], hasBothPipes: true }, columns: 0 };
const drawn = new WeakMap<HTMLElement, TableView>();

export class TableView {
  readonly dom = document.createElement("div");
  readonly #grid = document.createElement("table");
  readonly #view: EditorView;
  #table: Table = EMPTY;
  #cell: Cell | null = null;
  /** Set while a change of the cell is on its way to the note, which then must not be written back. */
  #isWriting = false;
  #isDestroyed = false;

  static of(dom: HTMLElement): TableView | null {
    return drawn.get(dom) ?? null;
  }

  constructor(view: EditorView, source: string) {
    this.#view = view;
    drawn.set(this.dom, this);
    this.dom.className = "cm-table-drawn";
    const scroll = document.createElement("div");
    scroll.className = "cm-table-scroll";
    scroll.append(this.#grid);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "cm-table-menu";
    button.tabIndex = -1;
    button.setAttribute("aria-label", m.preview_table_menu());
    button.setAttribute("aria-haspopup", "menu");
    button.append("⋯");
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => this.openMenu(button.getBoundingClientRect()));
    this.dom.append(scroll, button);
    this.dom.addEventListener("mousedown", (event) => this.#press(event));
    this.dom.addEventListener("contextmenu", (event) => {
      const at = this.#indexOf(event.target);
      if (!at || this.isReadOnly) return;
      event.preventDefault();
      this.select(at.row, at.column);
      this.openMenu(new DOMRect(event.clientX, event.clientY, 0, 0));
    });
    this.dom.addEventListener("focusout", () => queueMicrotask(() => this.#leaveIfElsewhere()));
    this.update(source);
  }

  get view(): EditorView {
    return this.#view;
  }

  get table(): Table {
    return this.#table;
  }

  get isReadOnly(): boolean {
    return this.#view.state.readOnly;
  }

  /** Where the table starts in the note. */
  get from(): number {
    return this.#view.posAtDOM(this.dom);
  }

  /** The cell being edited, or the first one. */
  get place(): { row: number; column: number } {
    return { row: this.#cell?.row ?? 0, column: this.#cell?.column ?? 0 };
  }

  destroy(): void {
    this.#isDestroyed = true;
    this.#dropCell();
    drawn.delete(this.dom);
  }

  // ---- drawing

  /** Draws another source. The cell being edited is left alone here: the update of the note is still under way. */
  update(source: string): void {
    const table = readTable(source);
    // Half of a table (it is being deleted): the next update draws something else in its place.
    if (!table) return;
    const before = this.#table;
    this.#table = table;
    const rows = this.#grid.rows;
    while (rows.length > table.rows.length) this.#grid.deleteRow(-1);
    table.rows.forEach((row, rowIndex) => {
      const line = rows[rowIndex] ?? (rowIndex === 0 ? this.#grid.createTHead() : (this.#grid.tBodies[0] ?? this.#grid.createTBody())).insertRow(-1);
      while (line.cells.length > table.columns) line.deleteCell(-1);
      for (let column = 0; column < table.columns; column++) {
        const text = row.cells[column]?.text ?? "";
        let cell = line.cells[column];
        const isNew = !cell;
        if (!cell) {
          cell = document.createElement(rowIndex === 0 ? "th" : "td");
          if (rowIndex === 0) cell.scope = "col";
          cell.dir = "auto";
          line.append(cell);
        }
        const align = table.aligns[column] ?? "none";
        const isFound = cell.classList.contains("cm-cell-found");
        cell.className = align === "none" ? "" : `cm-cell-${align}`;
        if (isFound) cell.classList.add("cm-cell-found");
        if (this.#cell?.host === cell) continue;
        if (isNew || text !== (before.rows[rowIndex]?.cells[column]?.text ?? "")) renderCell(cell, text, this.#view);
      }
    });
    if (this.#cell && !this.#cell.host.isConnected && this.#grid.isConnected) this.#dropCell();
    if (this.#cell && !this.#isWriting) queueMicrotask(() => this.#follow());
  }

  /** Draws all cells again: what their links mean has changed. */
  redraw(): void {
    this.#eachCell((cell, row, column) => {
      if (this.#cell?.host !== cell) renderCell(cell, this.#table.rows[row]?.cells[column]?.text ?? "", this.#view);
    });
  }

  #eachCell(visit: (cell: HTMLTableCellElement, row: number, column: number) => void): void {
    for (const line of this.#grid.rows) for (const cell of line.cells) visit(cell, line.rowIndex, cell.cellIndex);
  }

  #indexOf(target: EventTarget | null): { row: number; column: number } | null {
    const cell = target instanceof Element ? target.closest<HTMLTableCellElement>("td, th") : null;
    return cell && this.#grid.contains(cell) ? { row: (cell.parentElement as HTMLTableRowElement).rowIndex, column: cell.cellIndex } : null;
  }

  #press(event: MouseEvent): void {
    if (event.button !== 0) return;
    const at = this.#indexOf(event.target);
    if (!at || (event.target instanceof Node && this.#cell?.host.contains(event.target))) return;
    const link = event.target instanceof Element ? event.target.closest(`[${FOLLOW}]`) : null;
    event.preventDefault();
    if (link) return followText(this.#view, link.getAttribute(FOLLOW)!, event.ctrlKey || event.metaKey);
    if (this.isReadOnly) return;
    this.select(at.row, at.column);
    this.#follow(true);
    this.#cell?.placeAt(event.clientX, event.clientY);
  }

  // ---- which cell is edited

  /** Puts the caret of the note into a cell: at its end, or at its start. */
  select(row: number, column: number, side: "start" | "end" = "end"): void {
    const found = this.#table.rows[Math.max(0, Math.min(row, this.#table.rows.length - 1))]!;
    const cell = found.cells[Math.max(0, Math.min(column, this.#table.columns - 1))];
    const at = cell ? (side === "start" ? cell.from : cell.to) : found.to;
    this.#view.dispatch({ selection: { anchor: this.from + at }, scrollIntoView: true });
    this.#follow(true);
  }

  /** The drawn cell that holds a position of the note. */
  cellOf(position: number): HTMLElement | null {
    const { row, column } = cellAt(this.#table, position - this.from);
    return this.#grid.rows[row]?.cells[column] ?? null;
  }

  /** True while a cell of this table is edited. */
  get isActive(): boolean {
    return this.#cell !== null;
  }

  /** Goes after the selection of the note, if a cell is being edited. */
  follow(): void {
    this.#follow();
  }

  /** Edits the cell that the caret of the note is in, as the note has it. */
  enter(): void {
    this.#follow(true);
  }

  #follow(isForced = false): void {
    if (this.#isDestroyed || !this.dom.isConnected || (!this.#cell && !isForced)) return;
    if (this.#cell?.isComposing) return;
    const { from } = this;
    const { anchor, head } = this.#view.state.selection.main;
    const to = from + this.#table.source.length;
    if (head < from || head > to) {
      const hadFocus = this.#cell?.hasFocus ?? false;
      this.#dropCell();
      if (hadFocus) this.#view.focus();
      return;
    }
    if (this.isReadOnly) return;
    const at = cellAt(this.#table, head - from);
    const host = this.#grid.rows[at.row]?.cells[at.column];
    if (!host) return;
    const hadFocus = isForced || (this.#cell?.hasFocus ?? false);
    if (this.#cell?.host !== host) {
      this.#dropCell();
      host.replaceChildren();
      this.#cell = new Cell(this, host, at.row, at.column);
      this.#view.dom.dataset.inTable = "";
    }
    const cell = this.#table.rows[at.row]!.cells[at.column];
    this.#cell.show(cell?.text ?? "", cell ? [anchor - from - cell.from, head - from - cell.from] : [0, 0]);
    if (hadFocus && !this.#cell.hasFocus) this.#cell.focus();
  }

  #dropCell(): void {
    const cell = this.#cell;
    if (!cell) return;
    this.#cell = null;
    delete this.#view.dom.dataset.inTable;
    cell.destroy();
    renderCell(cell.host, this.#table.rows[cell.row]?.cells[cell.column]?.text ?? "", this.#view);
  }

  #leaveIfElsewhere(): void {
    if (!this.#cell || this.#cell.isComposing || !document.hasFocus()) return;
    const active = document.activeElement;
    if (this.dom.contains(active) || active?.closest(".cm-table-choices")) return;
    this.#dropCell();
  }

  // ---- writing

  /** What the cell's editor says becomes the note's text. */
  write(text: string, anchor: number, head: number, event: string | undefined): void {
    const cell = this.#cell;
    if (!cell) return;
    const { from } = this;
    const changes = setCell(this.#table, cell.row, cell.column, text);
    const after = apply(this.#table.source, changes);
    const written = readTable(after)?.rows[cell.row]?.cells[cell.column];
    const length = written ? written.to - written.from : 0;
    const place = (offset: number) => from + (written?.from ?? 0) + Math.min(length, escapeCell(text.slice(0, offset)).length);
    const annotations = event ? [Transaction.userEvent.of(event)] : [];
    this.#isWriting = true;
    try {
      this.#view.dispatch({ changes: shifted(changes, from), selection: EditorSelection.single(place(anchor), place(head)), annotations });
    } finally {
      this.#isWriting = false;
    }
  }

  /** Changes the table; then the caret is in this cell of it. */
  change(changes: Change[], row: number, column: number): void {
    if (changes.length === 0 || this.isReadOnly) return;
    const { from } = this;
    const table = readTable(apply(this.#table.source, changes));
    const target = table?.rows[Math.min(row, table.rows.length - 1)];
    const cell = target?.cells[Math.max(0, Math.min(column, table!.columns - 1))];
    this.#view.dispatch({ changes: shifted(changes, from), selection: { anchor: from + (cell?.to ?? target?.to ?? 0) }, userEvent: "input.table", scrollIntoView: true });
    this.#follow(true);
  }

  paste(grid: string[][]): void {
    const { row, column } = this.place;
    const after = pasteGrid(this.#table, row, column, grid);
    const last = grid.length - 1;
    this.change(difference(this.#table.source, after, 0), row + last, column + (grid[last]?.length ?? 1) - 1);
  }

  // ---- moving

  /** The next or previous cell in reading order; Tab after the last one adds a row. */
  step(by: 1 | -1, canGrow: boolean): boolean {
    const { row, column } = this.place;
    const { columns, rows } = this.#table;
    const at = row * columns + column + by;
    if (at < 0) return this.leave(-1);
    if (at >= rows.length * columns) {
      if (!canGrow) return this.leave(1);
      this.change(insertRow(this.#table, rows.length), rows.length, 0);
      return true;
    }
    this.select(Math.floor(at / columns), at % columns, by > 0 && !canGrow ? "start" : "end");
    return true;
  }

  /** Up or down by one row, out of the table at its ends. */
  climb(by: 1 | -1): boolean {
    const { row, column } = this.place;
    if (row + by < 0 || row + by >= this.#table.rows.length) return this.leave(by);
    this.select(row + by, column);
    return true;
  }

  /** Enter: the row below, a new one after the last; from an empty last row out of the table, and the row goes. */
  enterKey(): boolean {
    const { row, column } = this.place;
    const { rows } = this.#table;
    if (row < rows.length - 1) this.select(row + 1, column);
    else if (row > 0 && rows[row]!.cells.every((cell) => cell.text === "")) this.leave(1, deleteRow(this.#table, row));
    else this.change(insertRow(this.#table, rows.length), rows.length, column);
    return true;
  }

  /** Leaves the table for the text before or after it. After the last line of the note a line is made to write in. */
  leave(by: 1 | -1, changes: Change[] = []): boolean {
    const view = this.#view;
    const { from } = this;
    const to = from + this.#table.source.length;
    const all: ChangeSpec[] = shifted(changes, from);
    const shrunk = changes.reduce((sum, change) => sum + change.insert.length - (change.to - change.from), 0);
    let anchor = by < 0 ? from - 1 : to + 1 + shrunk;
    if (by < 0 && from === 0) return true;
    if (by > 0 && to >= view.state.doc.length) {
      if (this.isReadOnly) return true;
      all.push({ from: to, insert: "\n\n" });
      anchor = to + shrunk + 2;
    }
    this.#dropCell();
    view.dispatch({ changes: all, selection: { anchor }, scrollIntoView: true, ...(all.length > 0 ? { userEvent: "input.table" } : {}) });
    view.focus();
    return true;
  }

  undo(): boolean {
    undo(this.#view);
    this.#followElsewhere();
    return true;
  }

  redo(): boolean {
    redo(this.#view);
    this.#followElsewhere();
    return true;
  }

  /** After the history moved the caret: to this cell, another one, or out. */
  #followElsewhere(): void {
    if (this.#isDestroyed) this.#view.focus();
    else this.#follow();
  }

  selectAll(): void {
    this.#dropCell();
    this.#view.dispatch({ selection: { anchor: 0, head: this.#view.state.doc.length } });
    this.#view.focus();
  }

  openMenu(anchor?: DOMRect): void {
    if (this.isReadOnly) return;
    openTableMenu(this, anchor ?? this.#cell?.host.getBoundingClientRect() ?? this.dom.getBoundingClientRect());
  }
}

function shifted(changes: readonly Change[], by: number): ChangeSpec[] {
  return changes.map((change) => ({ from: change.from + by, to: change.to + by, insert: change.insert }));
}

/** The text after changes that are in order and do not overlap. */
function apply(source: string, changes: readonly Change[]): string {
  let after = "";
  let at = 0;
  for (const change of changes) {
    after += source.slice(at, change.from) + change.insert;
    at = change.to;
  }
  return after + source.slice(at);
}
