// Lists: Tab takes an item and all below it to the place under the item before, and ordered lists count again when items come, go or move.
import { getIndentUnit } from "@codemirror/language";
import { EditorState, type ChangeSpec, type Line, type Text, type Transaction, type TransactionSpec } from "@codemirror/state";
import type { Command, EditorView } from "@codemirror/view";

/** Lines looked at up and down from a change, at most. */
const LINES_MAX = 2_000;
const ITEM = /^((?:\s*>)*)(\s*)([-*+]|(\d{1,9})([.)]))(\s+|$)/;

interface Item {
  line: Line;
  quote: string;
  indent: number;
  /** Where its text starts: what stands under it is indented this far. */
  content: number;
  number: number | null;
  numberAt: number;
  numberLength: number;
}

function readItem(line: Line): Item | null {
  const match = ITEM.exec(line.text.slice(0, 200));
  if (!match) return null;
  const [, quote, space, marker, digits, , after] = match as unknown as [string, string, string, string, string | undefined, string, string];
  const indent = space.replace(/\t/g, "    ").length;
  return {
    line,
    quote: quote.replace(/\s/g, ""),
    indent,
    content: indent + marker.length + Math.min(Math.max(1, after.length), 4),
    number: digits === undefined ? null : Number(digits),
    numberAt: line.from + quote.length + space.length,
    numberLength: digits?.length ?? 0,
  };
}

function indentOf(line: Line): number {
  const text = line.text.slice(0, 200).replace(/^(?:\s*>)+ ?/, "");
  return /^\s*/.exec(text)![0].replace(/\t/g, "    ").length;
}

/** The item that a line belongs to as its first line, looking up for the next one that is indented at most as far. */
function itemBefore(doc: Text, item: Item, isParent: boolean): Item | null {
  for (let number = item.line.number - 1; number >= Math.max(1, item.line.number - LINES_MAX); number--) {
    const line = doc.line(number);
    const found = readItem(line);
    if (found && found.quote === item.quote && (isParent ? found.indent < item.indent : found.indent <= item.indent)) return found;
    if (!found && line.text.trim() !== "" && indentOf(line) === 0) return null;
  }
  return null;
}

/** The last line of an item with everything under it. */
function lastLineOf(doc: Text, item: Item): number {
  let last = item.line.number;
  for (let number = last + 1; number <= Math.min(doc.lines, item.line.number + LINES_MAX); number++) {
    const line = doc.line(number);
    if (line.text.trim() === "") continue;
    if (indentOf(line) <= item.indent) break;
    last = number;
  }
  return last;
}

function shift(line: Line, by: number): ChangeSpec | null {
  const quote = /^(?:\s*>)*/.exec(line.text.slice(0, 200))![0].length;
  if (by > 0) return line.text.trim() === "" ? null : { from: line.from + quote, insert: " ".repeat(by) };
  const space = /^[ \t]*/.exec(line.text.slice(quote, quote + 200))![0];
  let taken = 0;
  let columns = 0;
  const kept = quote > 0 && space.startsWith(" ") ? 1 : 0;
  while (taken < space.length - kept && columns < -by) columns += space[taken++] === "\t" ? 4 : 1;
  return taken > 0 ? { from: line.from + quote, to: line.from + quote + taken } : null;
}

/** The outermost items that the selection touches. */
function selectedItems(state: EditorState): Item[] {
  const items: Item[] = [];
  for (const range of state.selection.ranges) {
    const last = state.doc.lineAt(range.to).number;
    for (let number = state.doc.lineAt(range.from).number; number <= last; number++) {
      const item = readItem(state.doc.line(number));
      if (!item) continue;
      items.push(item);
      number = Math.max(number, lastLineOf(state.doc, item));
    }
  }
  return items;
}

/** What stands further than this from the text of the item above is code, not an item in it. */
const NESTED_MAX = 3;

function moveItems(view: EditorView, by: (doc: Text, item: Item, unit: number) => number): boolean {
  const { state } = view;
  if (state.readOnly || !readItem(state.doc.lineAt(state.selection.main.head))) return false;
  const changes: ChangeSpec[] = [];
  let previous: { indent: number; by: number } | null = null;
  for (const item of selectedItems(state)) {
    // Neighbours that are selected together move together.
    const columns: number = previous && previous.indent === item.indent ? previous.by : by(state.doc, item, getIndentUnit(state));
    previous = { indent: item.indent, by: columns };
    if (columns === 0) continue;
    for (let number = item.line.number; number <= lastLineOf(state.doc, item); number++) {
      const change = shift(state.doc.line(number), columns);
      if (change) changes.push(change);
    }
  }
  if (changes.length > 0) view.dispatch({ changes, userEvent: "input.indent", scrollIntoView: true });
  return true;
}

/** Tab in a list. Elsewhere it is not ours: it moves the focus, so that the keyboard is never trapped. */
export const indentItems: Command = (view) =>
  moveItems(view, (doc, item, unit) => {
    const before = itemBefore(doc, item, false);
    if (!before || before.content <= item.indent) return 0;
    return Math.min(Math.max(before.content, before.indent + unit), before.content + NESTED_MAX) - item.indent;
  });

/** Shift-Tab in a list. */
export const outdentItems: Command = (view) =>
  moveItems(view, (doc, item) => {
    const parent = itemBefore(doc, item, true);
    return parent ? parent.indent - item.indent : -item.indent;
  });

/** What has to change so that the ordered lists around a line count from their first number. `starts` says what an item that became the first counts from. */
export function renumbered(doc: Text, lineNumber: number, starts: ReadonlyMap<number, number> = new Map(), isMove = false): { from: number; to: number; insert: string }[] {
  const isPart = (line: Line) => readItem(line) !== null || line.text.trim() === "" || indentOf(line) > 0;
  let first = lineNumber;
  while (first > 1 && lineNumber - first < LINES_MAX && isPart(doc.line(first - 1))) first--;
  const lists: Item[][] = [];
  let open: { indent: number; quote: string; isOrdered: boolean; items: Item[] }[] = [];
  for (let number = first; number <= doc.lines && number - lineNumber < LINES_MAX; number++) {
    const line = doc.line(number);
    if (number > lineNumber + 1 && !isPart(line)) break;
    const item = readItem(line);
    if (!item) continue;
    open = open.filter((list) => list.indent <= item.indent && list.quote === item.quote);
    const list = open.at(-1);
    // An item is in the list of the one before it unless it stands under its text.
    if (list && list.isOrdered === (item.number !== null) && item.indent < list.items.at(-1)!.content) list.items.push(item);
    else {
      if (list && list.indent === item.indent) open.pop();
      const items = [item];
      open.push({ indent: item.indent, quote: item.quote, isOrdered: item.number !== null, items });
      if (item.number !== null) lists.push(items);
    }
  }
  const changes: { from: number; to: number; insert: string }[] = [];
  for (const items of lists) {
    const start = starts.get(items[0]!.line.number) ?? (isMove ? Math.min(...items.map((item) => item.number!)) : items[0]!.number!);
    // Someone who numbers every item 1 means that.
    if (items.length > 2 && items.slice(1).every((item) => item.number === items[1]!.number)) continue;
    items.forEach((item, index) => {
      const wanted = String(start + index);
      if (item.number !== start + index) changes.push({ from: item.numberAt, to: item.numberAt + item.numberLength, insert: wanted });
    });
  }
  return changes.sort((a, b) => a.from - b.from);
}

function renumber(transaction: Transaction): Transaction | readonly TransactionSpec[] {
  if (!transaction.docChanged) return transaction;
  const isIndent = transaction.isUserEvent("input.indent");
  const isMove = transaction.isUserEvent("move.line");
  const isDelete = transaction.isUserEvent("delete");
  if (!isIndent && !isMove && !isDelete && !transaction.isUserEvent("input.paste")) return transaction;
  const { startState, newDoc } = transaction;
  const touched = new Set<number>();
  const starts = new Map<number, number>();
  transaction.changes.iterChanges((fromA, toA, fromB, toB, inserted) => {
    const removed = startState.doc.lineAt(fromA);
    const isLines = toA > removed.to || inserted.lines > 1;
    if (!isLines && !isIndent) return;
    const at = newDoc.lineAt(fromB);
    touched.add(at.number).add(newDoc.lineAt(toB).number);
    // The list goes on counting from where its first item did.
    const old = readItem(removed);
    const here = readItem(at);
    if (isDelete && old?.number !== null && old && here?.number && fromA <= old.numberAt + old.numberLength) starts.set(at.number, old.number);
    if (isIndent && here?.number) starts.set(at.number, 1);
  });
  if (touched.size === 0 || touched.size > 50) return transaction;
  const changes = new Map<number, { from: number; to: number; insert: string }>();
  for (const number of touched) {
    const near = [number - 1, number, number + 1].filter((candidate) => candidate >= 1 && candidate <= newDoc.lines);
    if (near.some((candidate) => readItem(newDoc.line(candidate))?.number != null)) for (const change of renumbered(newDoc, number, starts, isMove)) changes.set(change.from, change);
  }
  return changes.size === 0 ? transaction : [transaction, { changes: [...changes.values()], sequential: true }];
}

export const listEditing = EditorState.transactionFilter.of(renumber);
