// Emphasis and other marks inside a line: put on, taken off, and found again by what the parser says they are.
import { syntaxTree } from "@codemirror/language";
import { EditorSelection, type ChangeSpec, type EditorState, type SelectionRange } from "@codemirror/state";
import type { Command } from "@codemirror/view";
import type { SyntaxNode } from "@lezer/common";
import { isAddress } from "./addresses";
import { linkAt } from "./links";
import { followAt, toggleTaskAt } from "./preview";

/** One kind of mark: what is written around the words, and the node the parser makes of it. */
export interface InlineMark {
  marks: string;
  node: string;
}

export const BOLD: InlineMark = { marks: "**", node: "StrongEmphasis" };
export const ITALIC: InlineMark = { marks: "*", node: "Emphasis" };
export const STRIKE: InlineMark = { marks: "~~", node: "Strikethrough" };
export const CODE: InlineMark = { marks: "`", node: "InlineCode" };
export const HIGHLIGHT: InlineMark = { marks: "==", node: "Highlight" };

/** What a line starts with and a mark never goes around: quotes, list marks, task boxes, hashes. */
const LEAD = /^(?:[ \t]*>)*[ \t]*(?:#{1,6}[ \t]+|(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?)?/;

interface Span {
  from: number;
  to: number;
}

/** The parts of a range that marks can go around: one for each line, without what the line starts with and spaces at its ends. */
function markableSpans(state: EditorState, range: Span): Span[] {
  const spans: Span[] = [];
  const last = state.doc.lineAt(range.to).number;
  for (let number = state.doc.lineAt(range.from).number; number <= last; number++) {
    const line = state.doc.line(number);
    const lead = line.from + (LEAD.exec(line.text)?.[0].length ?? 0);
    const from = Math.max(range.from, lead);
    const to = Math.min(range.to, line.to);
    if (from >= to) continue;
    const text = state.sliceDoc(from, to);
    const words = text.trim();
    if (words === "") continue;
    const start = from + text.indexOf(words);
    spans.push({ from: start, to: start + words.length });
  }
  return spans;
}

/** The marked node around a span, by the parser; where it makes none of this kind, by the characters around. */
function markedAround(state: EditorState, { from, to }: Span, mark: InlineMark): { outer: Span; inner: Span } | null {
  for (const side of [1, -1] as const) {
    for (let node: SyntaxNode | null = syntaxTree(state).resolveInner(side === 1 ? from : to, side); node; node = node.parent) {
      const first = node.firstChild;
      const last = node.lastChild;
      if (node.name !== mark.node || !first || !last || node.from > from || node.to < to) continue;
      return { outer: { from: node.from, to: node.to }, inner: { from: first.to, to: last.from } };
    }
  }
  const length = mark.marks.length;
  const isBare = mark.node === "Highlight" && state.sliceDoc(from - length, from) === mark.marks && state.sliceDoc(to, to + length) === mark.marks;
  return isBare ? { outer: { from: from - length, to: to + length }, inner: { from, to } } : null;
}

function unmark(state: EditorState, span: Span, found: { outer: Span; inner: Span }, mark: InlineMark): ChangeSpec[] {
  const { outer, inner } = found;
  const from = Math.max(span.from, inner.from);
  const to = Math.min(span.to, inner.to);
  const before = state.sliceDoc(inner.from, from);
  const after = state.sliceDoc(to, inner.to);
  const isWhole = span.from === span.to;
  const changes: ChangeSpec[] = [];
  // Words of the node that are not selected keep their mark; a mark never stands beside a space on its inner side.
  if (isWhole || before.trim() === "") changes.push({ from: outer.from, to: inner.from });
  else changes.push({ from: inner.from + before.trimEnd().length, insert: mark.marks });
  if (isWhole || after.trim() === "") changes.push({ from: inner.to, to: outer.to });
  else changes.push({ from: inner.to - after.trimStart().length, insert: mark.marks });
  return changes;
}

/** True when everything selected has the mark already. */
export function isMarked(state: EditorState, mark: InlineMark): boolean {
  const { main } = state.selection;
  const spans = main.empty ? [main] : markableSpans(state, main);
  return spans.length > 0 && spans.every((span) => markedAround(state, span, mark) !== null);
}

function toggledRange(state: EditorState, range: SelectionRange, mark: InlineMark): { changes: ChangeSpec[]; range: SelectionRange } {
  const { marks } = mark;
  if (range.empty) {
    const found = markedAround(state, range, mark);
    if (found) {
      const changes = unmark(state, range, found, mark);
      return { changes, range: EditorSelection.cursor(state.changes(changes).mapPos(range.head)) };
    }
    const word = state.wordAt(range.head);
    if (word && word.from < range.head && word.to > range.head) {
      return {
        changes: [{ from: word.from, insert: marks }, { from: word.to, insert: marks }],
        range: EditorSelection.cursor(range.head + marks.length),
      };
    }
    return { changes: [{ from: range.head, insert: marks + marks }], range: EditorSelection.cursor(range.head + marks.length) };
  }
  const spans = markableSpans(state, range);
  const found = spans.map((span) => markedAround(state, span, mark));
  const isAll = spans.length > 0 && found.every((around) => around !== null);
  const changes = spans.flatMap((span, index): ChangeSpec[] => {
    const around = found[index];
    if (isAll && around) return unmark(state, span, around, mark);
    if (around) return [];
    return [{ from: span.from, insert: marks }, { from: span.to, insert: marks }];
  });
  const map = state.changes(changes);
  const first = spans[0];
  const last = spans.at(-1);
  if (!first || !last) return { changes: [], range };
  // The same words stay selected, without their marks.
  const from = map.mapPos(first.from, 1);
  const to = Math.max(from, map.mapPos(last.to, -1));
  return { changes, range: range.anchor <= range.head ? EditorSelection.range(from, to) : EditorSelection.range(to, from) };
}

/** Puts a mark around what is selected, line by line, or takes it away where everything has it; without a selection around the word. */
export function toggleMark(mark: InlineMark): Command {
  return (view) => {
    const { state } = view;
    if (state.readOnly) return false;
    const transaction = state.update(state.changeByRange((range) => toggledRange(state, range, mark)), { userEvent: "input.format", scrollIntoView: true });
    if (transaction.changes.empty) return false;
    view.dispatch(transaction);
    return true;
  };
}

/** Makes the selected words a link with the caret where its address goes, or takes the link away. */
export const toggleLink: Command = (view) => {
  const { state } = view;
  if (state.readOnly) return false;
  const { main } = state.selection;
  for (let node: SyntaxNode | null = syntaxTree(state).resolveInner(main.from, 1); node; node = node.parent) {
    if (node.name !== "Link" || node.to < main.to) continue;
    const [open, close] = node.getChildren("LinkMark");
    if (!open || !close) break;
    view.dispatch({ changes: [{ from: open.from, to: open.to }, { from: close.from, to: node.to }], userEvent: "input.format" });
    return true;
  }
  const span = main.empty ? main : (markableSpans(state, main)[0] ?? main);
  const words = state.sliceDoc(span.from, span.to);
  if (isAddress(words)) {
    view.dispatch({ changes: { from: span.from, to: span.to, insert: `[](${words})` }, selection: { anchor: span.from + 1 }, userEvent: "input.format" });
    return true;
  }
  view.dispatch({
    changes: [{ from: span.from, insert: "[" }, { from: span.to, insert: "]()" }],
    // Without words they come first, then the address.
    selection: { anchor: words === "" ? span.from + 1 : span.to + 3 },
    userEvent: "input.format",
    scrollIntoView: true,
  });
  return true;
};

/** Toggles the task under the caret, or follows the link there. */
export function toggleTaskOrFollow(open: (url: string) => void): Command {
  return (view) => {
    const head = view.state.selection.main.head;
    if (followAt(view, head)) return true;
    const url = linkAt(view.state, head);
    if (url) {
      open(url);
      return true;
    }
    if (followAt(view, head)) return true;
    return toggleTaskAt(view, head);
  };
}
