// The live preview: Markdown is the truth, its marks hide where the caret is not. Cost depends on what is visible, not on the note's length.
import { syntaxTree } from "@codemirror/language";
import type { Range } from "@codemirror/state";
import { Decoration, type EditorView } from "@codemirror/view";
import type { SyntaxNodeRef } from "@lezer/common";
import { decorateQuote } from "./callouts";
import { decorateCode } from "./code";
import { drawnBlockAt } from "./blocks";
import { Builder, hide, line, mark, visibleMark } from "./builder";
import { decorateInline } from "./inline";
import { decorateHeading, decorateItem, decorateSetext } from "./lines";
import { Rule } from "./widgets";

const rule = Decoration.replace({ widget: new Rule() });
const tableLine = line("cm-table");
const footnoteLine = line("cm-footnote-line");
const footnoteMark = mark("cm-footnote-mark");
const mathLine = line("cm-math-lines");
const fieldLine = line("cm-front-matter");
const automatic = Decoration.line({ attributes: { dir: "auto" } });
const RIGHT_TO_LEFT = /[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Decorations for the visible part of the note. */
export function visibleDecorations(view: EditorView): Range<Decoration>[] {
  const found: Range<Decoration>[] = [];
  for (const { from, to } of view.visibleRanges) {
    const builder = new Builder(view.state, view.hasFocus, from, to);
    syntaxTree(view.state).iterate({ from, to, enter: (node) => decorateNode(builder, node) });
    markDirections(builder);
    for (const range of builder.found) found.push(range);
  }
  return found;
}

function decorateNode(builder: Builder, node: SyntaxNodeRef): boolean | void {
  const { name, from, to } = node;
  if (name === "Document" || name === "Paragraph") return;
  const isDone = decorateInline(builder, node.node);
  if (isDone !== null) return isDone;
  if (name.startsWith("ATXHeading")) return decorateHeading(builder, node.node);
  if (name.startsWith("SetextHeading")) return decorateSetext(builder, node.node);
  switch (name) {
    case "ListItem":
      return decorateItem(builder, node.node);
    case "FencedCode":
      return drawnBlockAt(builder.state, from) ? false : decorateCode(builder, node.node);
    case "Blockquote":
      return decorateQuote(builder, node.node);
    case "QuoteMark": {
      const at = builder.state.doc.lineAt(from);
      if (builder.isTouched(at.from, at.to)) builder.add(visibleMark, from, to);
      else builder.add(hide, from, builder.withSpace(to));
      return;
    }
    case "HorizontalRule":
      if (!builder.isTouched(from, to)) builder.add(rule, from, to);
      return false;
    case "Table":
      // A drawn table needs nothing more.
      if (drawnBlockAt(builder.state, from)) return false;
      builder.lines(from, to, (at) => builder.styledLine(tableLine, at));
      return;
    case "TableDelimiter":
      builder.add(visibleMark, from, to);
      return;
    case "BlockMath":
      if (!drawnBlockAt(builder.state, from)) builder.lines(from, to, (at) => builder.styledLine(mathLine, at));
      return false;
    case "FrontMatter":
      if (!drawnBlockAt(builder.state, from)) builder.lines(from, to, (at) => builder.styledLine(fieldLine, at));
      return false;
    case "FootnoteDefinition":
      builder.lines(from, to, (at) => builder.styledLine(footnoteLine, at));
      return;
    case "FootnoteMark":
      builder.add(footnoteMark, from, to);
      return;
    case "CommentBlock":
    case "Comment":
    case "HTMLTag":
      builder.add(visibleMark, from, to);
      return;
    default:
      return;
  }
}

/** Lines with letters that run from right to left find their direction by themselves; the others are spared the work. */
function markDirections(builder: Builder): void {
  const { state, visibleFrom, visibleTo } = builder;
  if (!RIGHT_TO_LEFT.test(state.sliceDoc(visibleFrom, visibleTo))) return;
  builder.lines(visibleFrom, visibleTo, (at) => {
    const to = Math.min(state.doc.lineAt(at).to, visibleTo);
    if (RIGHT_TO_LEFT.test(state.sliceDoc(Math.max(at, visibleFrom), to))) builder.add(automatic, at);
  });
}
