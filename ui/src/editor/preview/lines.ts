// What shapes a whole line: headings and items of lists.
import { Decoration } from "@codemirror/view";
import type { SyntaxNode } from "@lezer/common";
import { hide, line, mark, type Builder } from "./builder";
import { Bullet, TaskBox } from "./widgets";

const bullet = Decoration.replace({ widget: new Bullet() });
const listMark = mark("cm-list-mark");
const done = mark("cm-done");
const gap = line("cm-gap");
const seam = line("cm-seam");
const headings = [1, 2, 3, 4, 5, 6].map((level) => line(`cm-h cm-h${Math.min(level, 4)}`));
const items = [1, 2, 3, 4, 5, 6].map((depth) => line(`cm-item cm-item-${depth}`));
const continued = [1, 2, 3, 4, 5, 6].map((depth) => line(`cm-item-more cm-item-${depth}`));
const taskLine = line("cm-task-line");
const underline = line("cm-heading-rule");

export function decorateHeading(builder: Builder, node: SyntaxNode): void {
  const level = Number(node.name.at(-1));
  const at = builder.state.doc.lineAt(node.from);
  builder.styledLine(headings[level - 1]!, at.from);
  decorateBlanks(builder, at.number);
  const isShown = builder.isTouched(at.from, at.to);
  for (const headerMark of node.getChildren("HeaderMark")) {
    const isOpening = headerMark.from === node.from;
    builder.mark(headerMark.from, isOpening && !isShown ? builder.withSpace(headerMark.to) : headerMark.to, isShown);
  }
}

/** A heading that is underlined by `===` or `---`. */
export function decorateSetext(builder: Builder, node: SyntaxNode): void {
  const rule = node.getChild("HeaderMark");
  if (!rule) return;
  const level = Number(node.name.at(-1));
  const last = builder.state.doc.lineAt(rule.from);
  builder.lines(node.from, last.from - 1, (at) => builder.styledLine(headings[level - 1]!, at));
  builder.styledLine(underline, last.from);
  builder.mark(rule.from, rule.to, builder.isTouched(node.from, node.to));
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

function listDepth(node: SyntaxNode): number {
  let depth = 0;
  for (let at: SyntaxNode | null = node; at; at = at.parent) if (at.name === "ListItem") depth++;
  return Math.min(depth, items.length);
}

export function decorateItem(builder: Builder, node: SyntaxNode): void {
  const { state } = builder;
  const mark = node.getChild("ListMark");
  if (!mark) return;
  const at = state.doc.lineAt(mark.from);
  const depth = listDepth(node);
  builder.add(items[depth - 1]!, at.from);
  // The indentation is drawn by the style of the line; after a quote's mark it starts there.
  let indent = mark.from;
  while (indent > at.from && /[ \t]/.test(state.sliceDoc(indent - 1, indent))) indent--;
  if (indent < mark.from && indent === at.from) builder.add(hide, indent, mark.from);
  decorateMore(builder, node, at.number + 1, depth);

  const task = node.getChild("Task")?.getChild("TaskMarker");
  const markEnd = builder.withSpace(mark.to);
  if (task) {
    const end = builder.withSpace(task.to);
    const isDone = /x/i.test(state.sliceDoc(task.from, task.to));
    builder.add(taskLine, at.from);
    if (isDone && at.to > end) builder.add(done, end, at.to);
    if (!builder.isTouched(mark.from, task.to)) {
      builder.add(Decoration.replace({ widget: new TaskBox(isDone, state.sliceDoc(end, Math.min(at.to, end + 200))) }), mark.from, end);
      return;
    }
  }
  const isOrdered = node.parent?.name === "OrderedList";
  if (isOrdered || builder.isTouched(mark.from, mark.to)) builder.add(listMark, mark.from, markEnd);
  else builder.add(bullet, mark.from, markEnd);
}

/** Further lines of an item stand under its first word. */
function decorateMore(builder: Builder, node: SyntaxNode, firstNumber: number, depth: number): void {
  const { doc } = builder.state;
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name !== "Paragraph" && child.name !== "Task") continue;
    if (child.to < builder.visibleFrom || child.from > builder.visibleTo) continue;
    builder.lines(child.from, child.to, (from) => {
      const line = doc.lineAt(from);
      if (line.number < firstNumber || line.length === 0) return;
      const indent = /^[ \t]*/.exec(line.text.slice(0, 100))![0].length;
      builder.add(continued[depth - 1]!, from);
      if (indent > 0) builder.add(hide, from, from + indent);
    });
  }
}
