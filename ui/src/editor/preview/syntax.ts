// The Markdown of notes: GitHub's, and what notes need besides: [[links]], #tags, ==highlights==, $math$, footnotes, front matter.
import { markdownLanguage } from "@codemirror/lang-markdown";
import { Language } from "@codemirror/language";
import { tags } from "@lezer/highlight";
import { parseCode, type BlockContext, type DelimiterType, type InlineContext, type Line, type MarkdownConfig } from "@lezer/markdown";
import { codeParser } from "./code-languages";

const BRACKET = 91;
const CARET = 94;
const DOLLAR = 36;
const EQUALS = 61;
const HASH = 35;
const BANG = 33;

const PUNCTUATION = /[\p{P}\p{S}]/u;
/** A tag without its `#`: letters, digits, `_`, `-`, and `/` between levels; one letter at least, `#42` is a number. */
export const TAG = /^(?=[^\p{L}\s#]*\p{L})[\p{L}\p{M}\p{N}_-]+(?:\/[\p{L}\p{M}\p{N}_-]+)*/u;
const TAG_LENGTH_MAX = 100;
// How far the end of a link or formula is looked for: a paragraph of many openings must not cost their square.
const LINK_LENGTH_MAX = 600;
const MATH_LENGTH_MAX = 2_000;
/** Lines of front matter, at most: what is longer is text. */
const FRONT_MATTER_LINES_MAX = 200;

const highlightDelimiter: DelimiterType = { resolve: "Highlight", mark: "HighlightMark" };

function highlight(cx: InlineContext, next: number, at: number): number {
  if (next !== EQUALS || cx.char(at + 1) !== EQUALS || cx.char(at + 2) === EQUALS) return -1;
  const before = cx.slice(at - 1, at);
  const after = cx.slice(at + 2, at + 3);
  const [spaceBefore, spaceAfter] = [/^\s?$/.test(before), /^\s?$/.test(after)];
  const [pointBefore, pointAfter] = [PUNCTUATION.test(before), PUNCTUATION.test(after)];
  const canOpen = !spaceAfter && (!pointAfter || spaceBefore || pointBefore);
  const canClose = !spaceBefore && (!pointBefore || spaceAfter || pointAfter);
  return cx.addDelimiter(highlightDelimiter, at, at + 2, canOpen, canClose);
}

/** `[[Title]]` and `[[Title|shown]]`. */
function wikiLink(cx: InlineContext, next: number, at: number): number {
  if (next !== BRACKET || cx.char(at + 1) !== BRACKET || cx.char(at - 1) === BANG) return -1;
  const rest = cx.slice(at + 2, Math.min(cx.end, at + LINK_LENGTH_MAX));
  const end = rest.indexOf("]]");
  const text = rest.slice(0, end);
  if (end < 1 || /[\n[\]]/.test(text) || text.trim() === "") return -1;
  const bar = text.indexOf("|");
  const to = at + 2 + end;
  const target = bar < 0 ? to : at + 2 + bar;
  const children = [cx.elt("WikiLinkMark", at, at + 2), cx.elt("WikiLinkTarget", at + 2, target)];
  if (bar >= 0) children.push(cx.elt("WikiLinkMark", target, target + 1), cx.elt("WikiLinkAlias", target + 1, to));
  children.push(cx.elt("WikiLinkMark", to, to + 2));
  return cx.addElement(cx.elt("WikiLink", at, to + 2, children));
}

function footnote(cx: InlineContext, next: number, at: number): number {
  if (next !== BRACKET || cx.char(at + 1) !== CARET) return -1;
  const match = /^\[\^([^\]\s[]{1,100})\]/.exec(cx.slice(at, Math.min(cx.end, at + 104)));
  return match ? cx.addElement(cx.elt("FootnoteReference", at, at + match[0].length)) : -1;
}

function tag(cx: InlineContext, next: number, at: number): number {
  if (next !== HASH) return -1;
  const before = cx.slice(at - 1, at);
  if (before !== "" && !/[\s(]/.test(before)) return -1;
  const match = TAG.exec(cx.slice(at + 1, Math.min(cx.end, at + 1 + TAG_LENGTH_MAX)));
  return match && /\p{L}/u.test(match[0]) ? cx.addElement(cx.elt("Tag", at, at + 1 + match[0].length)) : -1;
}

/** `$x$` touches what it holds on both sides and no digit follows it, so that "from $5 to $9" stays text; `$$x$$` in a line is larger. */
function inlineMath(cx: InlineContext, next: number, at: number): number {
  if (next !== DOLLAR) return -1;
  const isDouble = cx.char(at + 1) === DOLLAR;
  const mark = isDouble ? 2 : 1;
  const rest = cx.slice(at, Math.min(cx.end, at + MATH_LENGTH_MAX));
  const match = (isDouble ? /^\$\$((?:[^$\\]|\\[^])+?)\$\$/ : /^\$(?=\S)((?:[^$\\\n]|\\[^])*?(?:[^\s$\\]|\\[^]))\$(?!\d)/).exec(rest);
  if (!match) return isDouble ? at + 2 : -1;
  const to = at + match[0].length;
  return cx.addElement(cx.elt("InlineMath", at, to, [cx.elt("MathMark", at, at + mark), cx.elt("MathMark", to - mark, to)]));
}

/** Lines of the block that the context is in; a block ends with its container. */
function isInside(cx: BlockContext, line: Line): boolean {
  return (line as Line & { depth: number }).depth >= cx.depth;
}

/** `$$` to `$$`, on one line or several without a blank one. */
function blockMath(cx: BlockContext, line: Line): boolean {
  const opening = line.text.slice(line.pos);
  if (!opening.startsWith("$$")) return false;
  const from = cx.lineStart + line.pos;
  const rest = opening.slice(2).trimEnd();
  if (rest.includes("$$")) {
    if (!rest.endsWith("$$") || rest.indexOf("$$") !== rest.length - 2 || rest.length === 2) return false;
    const to = cx.lineStart + line.text.trimEnd().length;
    cx.nextLine();
    cx.addElement(cx.elt("BlockMath", from, to, [cx.elt("MathMark", from, from + 2), cx.elt("MathMark", to - 2, to)]));
    return true;
  }
  while (cx.nextLine() && isInside(cx, line)) {
    const text = line.text.trimEnd();
    if (text === "" || line.pos > text.length) break;
    if (!text.endsWith("$$")) continue;
    const to = cx.lineStart + text.length;
    cx.nextLine();
    cx.addElement(cx.elt("BlockMath", from, to, [cx.elt("MathMark", from, from + 2), cx.elt("MathMark", to - 2, to)]));
    return true;
  }
  // Never closed: text like any other.
  cx.addElement(cx.elt("Paragraph", from, cx.prevLineEnd()));
  return true;
}

const FOOTNOTE_DEFINITION = /^\[\^([^\]\s[]{1,100})\]:/;

/** Fields between `---` and `---`, at the very start of a note. */
function frontMatter(cx: BlockContext, line: Line): boolean {
  if (cx.lineStart !== 0 || line.text.trimEnd() !== "---" || !/^[\w-]+\s*:|^---\s*$/.test(cx.peekLine())) return false;
  for (let lines = 0; cx.nextLine() && lines < FRONT_MATTER_LINES_MAX; lines++) {
    if (/^(?:---|\.\.\.)\s*$/.test(line.text)) {
      const to = cx.lineStart + line.text.length;
      cx.nextLine();
      cx.addElement(cx.elt("FrontMatter", 0, to));
      return true;
    }
    // A blank line ends it too: what is never closed must not take the note with it.
    if (line.text.trim() === "" || !/^(?:\s|#|-|[\w-]+\s*:)/.test(line.text)) break;
  }
  cx.addElement(cx.elt("HorizontalRule", 0, 3));
  if (cx.prevLineEnd() > 4) cx.addElement(cx.elt("Paragraph", 4, cx.prevLineEnd()));
  return true;
}

const notes: MarkdownConfig = {
  // `[^1][^2]` is two footnotes, not something raised.
  remove: ["Subscript", "Superscript", "Emoji"],
  defineNodes: [
    { name: "Highlight", style: { "Highlight/...": tags.special(tags.content) } },
    "HighlightMark",
    "WikiLink",
    "WikiLinkMark",
    "WikiLinkTarget",
    "WikiLinkAlias",
    "FootnoteReference",
    { name: "FootnoteDefinition", block: true },
    "FootnoteMark",
    "Tag",
    "InlineMath",
    { name: "BlockMath", block: true },
    "MathMark",
    { name: "FrontMatter", block: true },
  ],
  parseInline: [
    { name: "WikiLink", parse: wikiLink, before: "Link" },
    { name: "FootnoteReference", parse: footnote, before: "WikiLink" },
    { name: "Highlight", parse: highlight, after: "Emphasis" },
    { name: "Tag", parse: tag, before: "Emphasis" },
    { name: "InlineMath", parse: inlineMath, before: "Emphasis" },
  ],
  parseBlock: [
    { name: "FrontMatter", parse: frontMatter, before: "HorizontalRule" },
    {
      name: "BlockMath",
      parse: blockMath,
      endLeaf: (_cx, line) => line.text.startsWith("$$", line.pos),
      before: "FencedCode",
    },
    {
      name: "FootnoteDefinition",
      leaf: (_cx, start) =>
        FOOTNOTE_DEFINITION.test(start.content)
          ? {
              nextLine: () => false,
              finish(cx, leaf) {
                const length = FOOTNOTE_DEFINITION.exec(leaf.content)?.[0].length ?? 0;
                const inline = cx.parser.parseInline(leaf.content.slice(length), leaf.start + length);
                const mark = cx.elt("FootnoteMark", leaf.start, leaf.start + length);
                cx.addLeafElement(leaf, cx.elt("FootnoteDefinition", leaf.start, leaf.start + leaf.content.length, [mark, ...inline]));
                return true;
              },
            }
          : null,
      endLeaf: (_cx, line) => FOOTNOTE_DEFINITION.test(line.text.slice(line.pos)),
      before: "LinkReference",
    },
  ],
};

const parser = markdownLanguage.parser as unknown as { configure: (spec: unknown) => typeof markdownLanguage.parser };
// Commands of lang-markdown know Markdown by its data.
const language = (spec: unknown) => new Language(markdownLanguage.data, parser.configure(spec), [], "markdown");

/** The language of a note's text. */
export const noteLanguage = language([notes, parseCode({ codeParser })]);

/** The same grammar without those of code inside: what is read once, as a whole, needs no colours. */
export const plainNoteLanguage = language([notes]);

/** The same inside of one line, for the cells of tables: no blocks. */
export const inlineLanguage = language([
  notes,
  {
    remove: [
      "LinkReference", "IndentedCode", "FencedCode", "Blockquote", "HorizontalRule", "BulletList", "OrderedList", "ATXHeading", "HTMLBlock",
      "SetextHeading", "Table", "TaskList", "FrontMatter", "BlockMath", "FootnoteDefinition",
    ],
  },
]);
