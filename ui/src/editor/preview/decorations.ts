// The live preview: Markdown is the truth, its marks hide where the caret is not. Cost depends on what is visible, not on the note's length.
import { syntaxTree } from "@codemirror/language";
import type { EditorState, Range } from "@codemirror/state";
import { Decoration, type EditorView } from "@codemirror/view";
import type { SyntaxNode, SyntaxNodeRef } from "@lezer/common";
import { Bullet, Rule, TaskBox } from "./widgets";

const hide = Decoration.replace({});
const bullet = Decoration.replace({ widget: new Bullet() });
const rule = Decoration.replace({ widget: new Rule() });
const mark = (name: string) => Decoration.mark({ class: name });
const line = (name: string) => Decoration.line({ class: name });

const visibleMark = mark("cm-mark");
const listMark = mark("cm-list-mark");
const done = mark("cm-done");
const link = mark("cm-link");
const inline: Record<string, Decoration> = {
  StrongEmphasis: mark("cm-strong"),
  Emphasis: mark("cm-emphasis"),
  Strikethrough: mark("cm-strike"),
  InlineCode: mark("cm-inline-code"),
};
const gap = line("cm-gap");
const seam = line("cm-seam");
const headings = [1, 2, 3, 4, 5, 6].map((level) => line(`cm-h cm-h${Math.min(level, 4)}`));
const items = [1, 2, 3, 4, 5, 6].map((depth) => line(`cm-item cm-item-${depth}`));

class Builder {
  readonly found: Range<Decoration>[] = [];

  constructor(
    readonly state: EditorState,
    readonly isFocused: boolean,
  ) {}

  /** True when the caret or selection touches the span: there the raw marks show. */
  isTouched(from: number, to: number): boolean {
    return this.isFocused && this.state.selection.ranges.some((range) => range.from <= to && range.to >= from);
  }

  add(decoration: Decoration, from: number, to = from): void {
    this.found.push(decoration.range(from, to));
  }

  lines(from: number, to: number, decorate: (lineFrom: number, isFirst: boolean, isLast: boolean) => void): void {
    const first = this.state.doc.lineAt(from).number;
    const last = this.state.doc.lineAt(to).number;
    for (let number = first; number <= last; number++) decorate(this.state.doc.line(number).from, number === first, number === last);
  }
}

/** Decorations for the visible part of the note. */
export function visibleDecorations(view: EditorView): Range<Decoration>[] {
  const builder = new Builder(view.state, view.hasFocus);
  for (const { from, to } of view.visibleRanges) {
    syntaxTree(view.state).iterate({ from, to, enter: (node) => decorateNode(builder, node, from, to) });
  }
  return builder.found;
}

function decorateNode(builder: Builder, node: SyntaxNodeRef, visibleFrom: number, visibleTo: number): boolean | void {
  const { name, from, to } = node;
  const style = inline[name];
  if (style) {
    builder.add(style, from, to);
    hideMarks(builder, node.node, from, to);
    return;
  }
  if (name.startsWith("ATXHeading")) return decorateHeading(builder, node.node);
  switch (name) {
    case "Link":
    case "Image":
      return decorateLink(builder, node.node);
    case "Autolink":
    case "URL":
      // Inside a link the whole link is decorated already.
      if (node.node.parent?.name !== "Link" && node.node.parent?.name !== "Image") builder.add(link, from, to);
      return false;
    case "ListItem":
      return decorateItem(builder, node.node);
    case "FencedCode":
      return decorateCode(builder, node.node, visibleFrom, visibleTo);
    case "Blockquote":
      builder.lines(Math.max(from, visibleFrom), Math.min(to, visibleTo), (at) => builder.add(line("cm-quote"), at));
      return;
    case "QuoteMark":
      if (!builder.isTouched(builder.state.doc.lineAt(from).from, builder.state.doc.lineAt(from).to)) builder.add(hide, from, trailingSpace(builder, to));
      else builder.add(visibleMark, from, to);
      return;
    case "HorizontalRule":
      if (!builder.isTouched(from, to)) builder.add(rule, from, to);
      return false;
    case "Table":
      builder.lines(Math.max(from, visibleFrom), Math.min(to, visibleTo), (at) => builder.add(line("cm-table"), at));
      return;
    case "TableDelimiter":
      builder.add(visibleMark, from, to);
      return;
    default:
      return;
  }
}

function trailingSpace(builder: Builder, at: number): number {
  return builder.state.sliceDoc(at, at + 1) === " " ? at + 1 : at;
}

function hideMarks(builder: Builder, node: SyntaxNode, from: number, to: number): void {
  const isShown = builder.isTouched(from, to);
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (/^(EmphasisMark|CodeMark|StrikethroughMark)$/.test(child.name)) builder.add(isShown ? visibleMark : hide, child.from, child.to);
  }
}

function decorateHeading(builder: Builder, node: SyntaxNode): void {
  const level = Number(node.name.at(-1));
  const at = builder.state.doc.lineAt(node.from);
  builder.add(headings[level - 1]!, at.from);
  decorateBlanks(builder, at.number);
  const isShown = builder.isTouched(at.from, at.to);
  for (const headerMark of node.getChildren("HeaderMark")) {
    const isOpening = headerMark.from === node.from;
    if (isShown) builder.add(visibleMark, headerMark.from, headerMark.to);
    else if (isOpening) builder.add(hide, headerMark.from, trailingSpace(builder, headerMark.to));
    else builder.add(hide, headerMark.from, headerMark.to);
  }
}

/** The blank lines around a heading: never restyled under the caret's feet at the end of the note, where one is still writing. */
function decorateBlanks(builder: Builder, headingNumber: number): void {
  const { doc } = builder.state;
  const before = headingNumber > 1 ? doc.line(headingNumber - 1) : null;
  if (before && before.length === 0) builder.add(gap, before.from);
  if (headingNumber + 2 > doc.lines) return;
  const after = doc.line(headingNumber + 1);
  if (after.length === 0 && doc.line(headingNumber + 2).length > 0) builder.add(seam, after.from);
}

function decorateLink(builder: Builder, node: SyntaxNode): boolean | void {
  const marks = node.getChildren("LinkMark");
  const open = marks[0];
  const close = marks[1];
  if (!open || !close || !node.getChild("URL")) return;
  if (builder.isTouched(node.from, node.to)) {
    builder.add(visibleMark, open.from, open.to);
    builder.add(visibleMark, close.from, node.to);
  } else if (close.from > open.to) {
    builder.add(hide, open.from, open.to);
    builder.add(hide, close.from, node.to);
  }
  if (close.from > open.to) builder.add(link, open.to, close.from);
}

function listDepth(node: SyntaxNode): number {
  let depth = 0;
  for (let at: SyntaxNode | null = node; at; at = at.parent) if (at.name === "ListItem") depth++;
  return Math.min(depth, items.length);
}

function decorateItem(builder: Builder, node: SyntaxNode): void {
  const listMarkNode = node.getChild("ListMark");
  if (!listMarkNode) return;
  const at = builder.state.doc.lineAt(listMarkNode.from);
  builder.add(items[listDepth(node) - 1]!, at.from);
  const indentEnd = at.from + (/^\s*/.exec(at.text)?.[0].length ?? 0);
  if (indentEnd === listMarkNode.from && indentEnd > at.from) builder.add(hide, at.from, indentEnd);

  const task = node.getChild("Task")?.getChild("TaskMarker");
  const markEnd = trailingSpace(builder, listMarkNode.to);
  if (task) {
    const end = trailingSpace(builder, task.to);
    const isDone = /x/i.test(builder.state.sliceDoc(task.from, task.to));
    builder.add(line("cm-task-line"), at.from);
    if (isDone && at.to > end) builder.add(done, end, at.to);
    if (!builder.isTouched(listMarkNode.from, task.to)) {
      builder.add(Decoration.replace({ widget: new TaskBox(isDone, builder.state.sliceDoc(end, at.to)) }), listMarkNode.from, end);
      return;
    }
  }
  const isOrdered = node.parent?.name === "OrderedList";
  if (isOrdered || builder.isTouched(listMarkNode.from, listMarkNode.to)) builder.add(listMark, listMarkNode.from, markEnd);
  else builder.add(bullet, listMarkNode.from, markEnd);
}

function decorateCode(builder: Builder, node: SyntaxNode, visibleFrom: number, visibleTo: number): boolean {
  const isShown = builder.isTouched(node.from, node.to);
  const fences = node.getChildren("CodeMark");
  const firstLine = builder.state.doc.lineAt(node.from).from;
  const lastLine = builder.state.doc.lineAt(node.to).from;
  builder.lines(Math.max(node.from, visibleFrom), Math.min(node.to, visibleTo), (at) => {
    const name = ["cm-code", at === firstLine ? "cm-code-first" : "", at === lastLine ? "cm-code-last" : ""].join(" ").trim();
    builder.add(line(name), at);
  });
  for (const fence of fences) {
    const end = builder.state.doc.lineAt(fence.from).to;
    if (isShown) builder.add(mark("cm-code-fence"), fence.from, end);
    else builder.add(hide, fence.from, end);
  }
  return false;
}
