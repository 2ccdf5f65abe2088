// Tables drawn as tables while the caret is elsewhere. Block widgets change heights, so they live in a state field, not in the viewport plugin.
import { syntaxTree } from "@codemirror/language";
import { StateField, type EditorState, type Range } from "@codemirror/state";
import { Decoration, EditorView, WidgetType, type DecorationSet } from "@codemirror/view";
import type { SyntaxNode } from "@lezer/common";

type Align = "left" | "center" | "right";

interface Piece {
  text: string;
  classes: string;
}

interface TableModel {
  source: string;
  aligns: Align[];
  head: Piece[][];
  rows: Piece[][][];
}

const CLASSES: Record<string, string> = { StrongEmphasis: "cm-strong", Emphasis: "cm-emphasis", Strikethrough: "cm-strike", InlineCode: "cm-inline-code", Link: "cm-link" };
const HIDDEN = /Mark$|^URL$|^LinkTitle$/;

class TableWidget extends WidgetType {
  constructor(readonly model: TableModel) {
    super();
  }

  override eq(other: TableWidget): boolean {
    return other.model.source === this.model.source;
  }

  override get estimatedHeight(): number {
    return 20 + (this.model.rows.length + 1) * 36;
  }

  override toDOM(view: EditorView): HTMLElement {
    const host = document.createElement("div");
    host.className = "cm-table-drawn";
    const table = document.createElement("table");
    const head = table.createTHead().insertRow();
    this.model.head.forEach((cell, column) => head.append(this.#cell("th", cell, column)));
    const body = table.createTBody();
    for (const row of this.model.rows) {
      const line = body.insertRow();
      row.forEach((cell, column) => line.append(this.#cell("td", cell, column)));
    }
    host.append(table);
    // A click goes to the source of the row.
    host.addEventListener("mousedown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      const row = (event.target as HTMLElement).closest("tr");
      const index = row && row.parentElement?.tagName === "TBODY" ? row.rowIndex + 1 : 0;
      const first = view.state.doc.lineAt(view.posAtDOM(host));
      const line = view.state.doc.line(Math.min(first.number + index, view.state.doc.lines));
      view.dispatch({ selection: { anchor: line.to }, scrollIntoView: true });
      view.focus();
    });
    return host;
  }

  #cell(tag: "th" | "td", pieces: Piece[], column: number): HTMLElement {
    const cell = document.createElement(tag);
    const align = this.model.aligns[column] ?? "left";
    if (align !== "left") cell.className = `cm-cell-${align}`;
    if (tag === "th") cell.setAttribute("scope", "col");
    for (const piece of pieces) {
      const span = document.createElement("span");
      span.className = piece.classes;
      span.textContent = piece.text;
      cell.append(span);
    }
    return cell;
  }
}

function pieces(state: EditorState, node: SyntaxNode, classes: string, into: Piece[]): void {
  let at = node.from;
  const plain = (to: number) => {
    if (to > at) into.push({ text: state.sliceDoc(at, to).replace(/\\\|/g, "|"), classes });
  };
  for (let child = node.firstChild; child; child = child.nextSibling) {
    plain(child.from);
    if (!HIDDEN.test(child.name)) pieces(state, child, `${classes} ${CLASSES[child.name] ?? ""}`.trim(), into);
    at = child.to;
  }
  plain(node.to);
}

/** Cells by the pipes of a row: an empty cell has no node of its own. */
function cells(state: EditorState, row: SyntaxNode): Piece[][] {
  const found: Piece[][] = [];
  const text = state.sliceDoc(row.from, row.to);
  let current: Piece[] = [];
  let hasPipeBefore = !text.startsWith("|");
  for (let child = row.firstChild; child; child = child.nextSibling) {
    if (child.name === "TableDelimiter") {
      if (hasPipeBefore) found.push(current);
      hasPipeBefore = true;
      current = [];
    } else if (child.name === "TableCell") pieces(state, child, "", current);
  }
  if (current.length > 0 || !text.trimEnd().endsWith("|")) found.push(current);
  return found;
}

function model(state: EditorState, node: SyntaxNode): TableModel | null {
  const header = node.getChild("TableHeader");
  const delimiter = node.getChild("TableDelimiter");
  if (!header || !delimiter) return null;
  const aligns = state
    .sliceDoc(delimiter.from, delimiter.to)
    .replace(/^\||\|\s*$/g, "")
    .split("|")
    .map((rule): Align => {
      const isRight = rule.trim().endsWith(":");
      return isRight ? (rule.trim().startsWith(":") ? "center" : "right") : "left";
    });
  const head = cells(state, header);
  const rows = node.getChildren("TableRow").map((row) => {
    const found = cells(state, row).slice(0, head.length);
    while (found.length < head.length) found.push([]);
    return found;
  });
  return { source: state.sliceDoc(node.from, node.to), aligns, head, rows };
}

function drawTables(state: EditorState): DecorationSet {
  const found: Range<Decoration>[] = [];
  for (let node = syntaxTree(state).topNode.firstChild; node; node = node.nextSibling) {
    if (node.name !== "Table") continue;
    const { from, to } = node;
    if (state.selection.ranges.some((range) => range.from <= to && range.to >= from)) continue;
    const table = model(state, node);
    if (table) found.push(Decoration.replace({ widget: new TableWidget(table), block: true }).range(from, to));
  }
  return Decoration.set(found);
}

export const tablePreview = StateField.define<DecorationSet>({
  create: drawTables,
  update(drawn, transaction) {
    if (transaction.isUserEvent("input.type.compose")) return drawn.map(transaction.changes);
    const isParsed = syntaxTree(transaction.startState) !== syntaxTree(transaction.state);
    return transaction.docChanged || transaction.selection || isParsed ? drawTables(transaction.state) : drawn;
  },
  provide: (field) => EditorView.decorations.from(field),
});
