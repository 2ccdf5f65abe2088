// Whole lines: headings, lists, quotes, and the blocks that the slash menu and the palette put in.
import type { ChangeSpec, EditorState, Line } from "@codemirror/state";
import type { Command, EditorView } from "@codemirror/view";

/** Where the caret goes in a template of `insertBlock`. Two of them select what is between. */
export const CARET = "\u0000";

export type ListKind = "bullet" | "ordered" | "task";

const HEADING = /^#{1,6}[ \t]+/;
const QUOTE = /^(?:[ \t]*>[ \t]?)+/;
const ITEM = /^([ \t]*)(?:([-*+])|(\d{1,9})([.)]))[ \t]+(\[[ xX]\][ \t]+)?/;

function selectedLines(state: EditorState): Line[] {
  const { from, to } = state.selection.main;
  const first = state.doc.lineAt(from).number;
  const last = state.doc.lineAt(to).number;
  const lines: Line[] = [];
  for (let number = first; number <= last; number++) {
    const line = state.doc.line(number);
    // A selection that ends before the first letter of a line does not mean that line.
    if (number > first && line.from === to) break;
    lines.push(line);
  }
  // Blank lines between paragraphs stay as they are; a single blank line is where something begins.
  const written = lines.filter((line) => line.text.trim() !== "");
  return written.length > 0 ? written : lines;
}

function change(view: EditorView, changes: ChangeSpec[]): boolean {
  const set = view.state.changes(changes);
  if (set.empty) return false;
  // What is written at the caret goes before it.
  view.dispatch({ changes: set, selection: view.state.selection.map(set, 1), userEvent: "input.format", scrollIntoView: true });
  return true;
}

/** Makes the selected lines headings of `level`, or plain again when they all are already. 0 is plain. */
export function toggleHeading(level: number): Command {
  return (view) => {
    const { state } = view;
    if (state.readOnly) return false;
    const wanted = level === 0 ? "" : `${"#".repeat(level)} `;
    const lines = selectedLines(state);
    const present = lines.map((line) => HEADING.exec(line.text)?.[0] ?? "");
    const isAll = present.every((mark) => mark.trimEnd() === wanted.trimEnd());
    return change(view, lines.map((line, index) => ({ from: line.from, to: line.from + present[index]!.length, insert: isAll ? "" : wanted })));
  };
}

/** The level of the heading that the caret is in, 0 for none. */
export function headingLevel(state: EditorState): number {
  return (HEADING.exec(state.doc.lineAt(state.selection.main.head).text)?.[0].trimEnd().length) ?? 0;
}

function kindOf(text: string): ListKind | null {
  const item = ITEM.exec(text);
  if (!item) return null;
  if (item[5] !== undefined) return "task";
  return item[3] !== undefined ? "ordered" : "bullet";
}

/** The kind of list that all selected lines are in. */
export function listKind(state: EditorState): ListKind | null {
  const kinds = new Set(selectedLines(state).map((line) => kindOf(line.text)));
  return kinds.size === 1 ? [...kinds][0]! : null;
}

/** Makes the selected lines items of a list, or plain again when they all are already. */
export function toggleList(kind: ListKind): Command {
  return (view) => {
    const { state } = view;
    if (state.readOnly) return false;
    const isAll = listKind(state) === kind;
    const numbers = new Map<number, number>();
    return change(
      view,
      selectedLines(state).map((line) => {
        const item = ITEM.exec(line.text);
        const indent = item?.[1] ?? /^[ \t]*/.exec(line.text)![0];
        const number = (numbers.get(indent.length) ?? 0) + 1;
        numbers.set(indent.length, number);
        const mark = { bullet: "- ", ordered: `${number}. `, task: "- [ ] " }[kind];
        return { from: line.from + indent.length, to: line.from + Math.max(item?.[0].length ?? 0, indent.length), insert: isAll ? "" : mark };
      }),
    );
  };
}

/** True when all selected lines are quoted. */
export function isQuoted(state: EditorState): boolean {
  return selectedLines(state).every((line) => QUOTE.test(line.text));
}

/** Quotes the selected lines with the blank ones between them, or takes one level of quoting away. */
export const toggleQuote: Command = (view) => {
  const { state } = view;
  if (state.readOnly) return false;
  const isAll = isQuoted(state);
  const lines = selectedLines(state);
  const changes: ChangeSpec[] = [];
  for (let number = lines[0]!.number; number <= lines.at(-1)!.number; number++) {
    const line = state.doc.line(number);
    if (!isAll) changes.push({ from: line.from, insert: line.length === 0 && lines.length > 1 ? ">" : "> " });
    else changes.push({ from: line.from, to: line.from + (/^[ \t]*>[ \t]?/.exec(line.text)?.[0].length ?? 0) });
  }
  return change(view, changes);
};

/**
 * Puts a block on lines of its own: where the caret is when the line is blank, else below it. `replaced` is what was typed to get it.
 */
export function insertBlock(template: string, replaced?: { from: number; to: number }): Command {
  return (view) => {
    const { state } = view;
    if (state.readOnly) return false;
    const at = replaced ?? state.selection.main;
    const line = state.doc.lineAt(at.to);
    const before = state.sliceDoc(state.doc.lineAt(at.from).from, at.from);
    const after = state.sliceDoc(at.to, line.to);
    const isBlank = before.trim() === "" && after.trim() === "";
    const from = isBlank ? state.doc.lineAt(at.from).from : line.to;
    const next = line.number < state.doc.lines ? state.doc.line(line.number + 1) : null;
    const head = isBlank ? "" : "\n\n";
    // A block runs into what follows it without a blank line.
    const tail = next && next.text.trim() !== "" ? "\n" : "";
    const [first = "", second, third] = template.split(CARET);
    const text = [first, second, third].filter((part) => part !== undefined).join("");
    const start = from + head.length;
    const changes: ChangeSpec[] = [];
    if (replaced && !isBlank) changes.push({ from: replaced.from, to: replaced.to });
    changes.push({ from, to: line.to, insert: head + text + tail });
    const set = state.changes(changes);
    const shift = replaced && !isBlank ? replaced.to - replaced.from : 0;
    const anchor = second === undefined ? start + text.length : start + first.length;
    const end = third === undefined ? anchor : anchor + second!.length;
    view.dispatch({ changes: set, selection: { anchor: anchor - shift, head: end - shift }, userEvent: "input.block", scrollIntoView: true });
    return true;
  };
}
