// A note as plain elements, for paper: the whole text, not only what the editor draws, read by the editor's own grammar and drawn by its own
// formulas, diagrams and callouts. Elements are made one by one and no markup is read from a string, so nothing in a note becomes markup.
import type { SyntaxNode } from "@lezer/common";
import { m } from "../../i18n";
import { attachmentOf, splitAlt } from "../attachments/facet";
import { calloutHead } from "../preview/callout-head";
import { calloutIcon, calloutLabel } from "../preview/callouts";
import { imageParts } from "../preview/images";
import { drawFormula } from "../preview/math";
import { plainNoteLanguage } from "../preview/syntax";
import { readTable } from "../preview/tables/model";

/** Syntax nodes that become an element with the same contents. */
const ELEMENTS: Record<string, string> = {
  Paragraph: "p", Blockquote: "blockquote", BulletList: "ul", OrderedList: "ol", ListItem: "li", Emphasis: "em", StrongEmphasis: "strong",
  Strikethrough: "del", Highlight: "mark", ATXHeading1: "h2", ATXHeading2: "h3", ATXHeading3: "h4", ATXHeading4: "h5", ATXHeading5: "h6",
  ATXHeading6: "h6", SetextHeading1: "h2", SetextHeading2: "h3", Table: "table", TableHeader: "tr", TableRow: "tr", Task: "div",
};
/** Nodes between whose children there are no words, only the blanks of the source. */
const BLOCKS_ONLY = new Set(["Document", "Table", "TableHeader", "TableRow"]);
/** What is not read: marks, and what stands for something else. */
const MARKS = new Set([
  "HeaderMark", "QuoteMark", "ListMark", "EmphasisMark", "StrikethroughMark", "HighlightMark", "CodeMark", "CodeInfo", "LinkMark", "URL", "LinkTitle",
  "LinkLabel", "TableDelimiter", "WikiLinkMark", "FootnoteMark", "LinkReference", "FrontMatter", "CommentBlock", "Comment",
]);
/** Formulas, diagrams and pictures of a note that are drawn; those beyond are printed as they were written. */
const DRAWN_MAX = 500;

/** Where a picture of the vault is loaded from, by its file. */
export type SourceOf = (file: string) => string;

/** A note being drawn. */
class Paper {
  /** What needs time: formulas, diagrams and pictures. */
  readonly waiting: (() => Promise<void>)[] = [];

  constructor(
    readonly text: string,
    readonly sourceOf: SourceOf,
  ) {}

  /** Draws what is in a node, and the text between. */
  children(node: SyntaxNode, into: Node, from = node.from): void {
    let at = from;
    let isAfterMark = true;
    const plain = (to: number) => {
      let words = this.text.slice(at, to);
      if (isAfterMark) words = words.replace(/^[ \t]+/, "");
      if (words !== "" && (!BLOCKS_ONLY.has(node.name) || words.trim() !== "")) into.appendChild(document.createTextNode(words));
    };
    for (let child = node.firstChild; child; child = child.nextSibling) {
      if (child.to <= from) continue;
      plain(child.from);
      isAfterMark = MARKS.has(child.name) && /Header|Quote|List/.test(child.name);
      this.draw(child, into, Math.max(child.from, from));
      at = child.to;
    }
    plain(node.to);
  }

  /** Draws a node; of a callout's first paragraph only what follows its head. */
  draw(node: SyntaxNode, into: Node, from: number): void {
    const source = this.text.slice(node.from, node.to);
    if (MARKS.has(node.name)) return;
    switch (node.name) {
      case "HorizontalRule":
        into.appendChild(document.createElement("hr"));
        return;
      case "HardBreak":
        into.appendChild(document.createElement("br"));
        return;
      case "TaskMarker":
        into.appendChild(taskBox(/x/i.test(source)));
        return;
      case "Escape":
        into.appendChild(document.createTextNode(source.slice(1)));
        return;
      case "InlineCode":
        add("code", source.replace(/^`+|`+$/g, ""), into);
        return;
      case "FencedCode":
      case "CodeBlock":
        this.code(node, into);
        return;
      case "InlineMath":
      case "BlockMath":
        this.formula(source, node.name === "BlockMath", into);
        return;
      case "Blockquote":
        this.quote(node, into);
        return;
      case "Table":
        this.table(node, into);
        return;
      case "TableCell":
        this.children(node, into.appendChild(document.createElement(node.parent?.name === "TableHeader" ? "th" : "td")));
        return;
      case "WikiLink": {
        const shown = node.getChild("WikiLinkAlias") ?? node.getChild("WikiLinkTarget");
        if (shown) into.appendChild(document.createTextNode(this.text.slice(shown.from, shown.to)));
        return;
      }
      case "FootnoteReference":
        add("sup", source.slice(2, -1), into);
        return;
      case "FootnoteDefinition": {
        const mark = node.getChild("FootnoteMark");
        const line = into.appendChild(document.createElement("p"));
        line.className = "print-footnote";
        if (mark) add("sup", this.text.slice(mark.from + 2, mark.to - 2), line);
        this.children(node, line, mark?.to ?? node.from);
        return;
      }
      case "Image":
        this.image(node, source, into);
        return;
      case "HTMLBlock":
        add("pre", source, into);
        return;
    }
    const element = ELEMENTS[node.name];
    if (element === undefined) {
      if (node.firstChild) this.children(node, into, from);
      else into.appendChild(document.createTextNode(this.text.slice(from, node.to)));
      return;
    }
    this.children(node, into.appendChild(document.createElement(element)), from);
  }

  code(node: SyntaxNode, into: Node): void {
    const lines: string[] = [];
    for (let child = node.firstChild; child; child = child.nextSibling) if (child.name === "CodeText") lines.push(this.text.slice(child.from, child.to));
    const source = lines.join("");
    const info = node.getChild("CodeInfo");
    if (info && /^mermaid\b/i.test(this.text.slice(info.from, info.to))) this.diagram(source, into);
    else add("code", source, into.appendChild(document.createElement("pre")));
  }

  formula(source: string, isBlock: boolean, into: Node): void {
    const inside = source.replace(/^\${1,2}|\${1,2}$/g, "");
    const host = into.appendChild(document.createElement(isBlock ? "div" : "span"));
    host.className = isBlock ? "print-formula" : "";
    host.textContent = inside.trim();
    this.later(async () => host.replaceChildren(await drawFormula(inside, isBlock || source.startsWith("$$"))));
  }

  diagram(source: string, into: Node): void {
    const host = into.appendChild(document.createElement("figure"));
    add("code", source, host.appendChild(document.createElement("pre")));
    this.later(async () => {
      const { drawDiagram, PAPER_COLOURS } = await import("../preview/diagrams/draw");
      const drawn = await drawDiagram(source, PAPER_COLOURS);
      // One that cannot be read is printed as it was written.
      if (!("picture" in drawn)) return;
      const image = document.createElement("img");
      image.alt = m.preview_diagram();
      image.width = drawn.picture.width;
      image.height = drawn.picture.height;
      image.src = drawn.picture.src;
      await image.decode().catch(() => {});
      host.replaceChildren(image);
    });
  }

  /** A picture of the vault. Of others, and of one that is not here, the words stand for it: paper loads nothing from outside. */
  image(node: SyntaxNode, source: string, into: Node): void {
    const parts = imageParts(node, (from, to) => this.text.slice(from, to));
    const { words, width } = splitAlt(parts?.source.alt ?? source.replace(/^!\[([^\]]*)\][^]*$/, "$1"));
    const stand = into.appendChild(document.createElement("em"));
    stand.textContent = `[${words}]`;
    const found = parts && attachmentOf(parts.source.url);
    const address = found ? this.sourceOf(found.file) : "";
    if (address === "") return;
    this.later(async () => {
      const image = document.createElement("img");
      image.alt = words;
      if (width !== null) image.width = width;
      image.src = address;
      await image.decode();
      stand.replaceWith(image);
    });
  }

  /** A quote, or a callout with its sign and title. */
  quote(node: SyntaxNode, into: Node): void {
    const box = into.appendChild(document.createElement("blockquote"));
    const lineEnd = this.text.indexOf("\n", node.from);
    const first = this.text.slice(node.from, lineEnd < 0 || lineEnd > node.to ? node.to : lineEnd);
    const head = calloutHead(first.slice(0, 1_000));
    if (!head) return this.children(node, box);
    box.className = "print-callout";
    box.dataset.kind = head.kind;
    const title = box.appendChild(document.createElement("p"));
    title.className = "print-callout-title";
    title.append(calloutIcon(head.kind));
    const own = first.slice(head.to).trim();
    if (own === "") title.append(calloutLabel(head));
    else this.inline(node, node.from + head.to, node.from + first.length, title);
    this.children(node, box, Math.min(node.to, node.from + first.length + 1));
  }

  /** Draws the words between two places of a block, with their marks. */
  inline(block: SyntaxNode, from: number, to: number, into: Node): void {
    const paragraph = block.getChild("Paragraph");
    let at = from;
    for (let child = paragraph?.firstChild; child && child.from < to; child = child.nextSibling) {
      if (child.from < from) continue;
      into.appendChild(document.createTextNode(this.text.slice(at, child.from)));
      this.draw(child, into, child.from);
      at = child.to;
    }
    into.appendChild(document.createTextNode(this.text.slice(at, to)));
  }

  table(node: SyntaxNode, into: Node): void {
    const table = into.appendChild(document.createElement("table"));
    this.children(node, table);
    const aligns = readTable(this.text.slice(node.from, node.to))?.aligns ?? [];
    for (const row of table.rows) for (const [column, cell] of [...row.cells].entries()) cell.dataset.align = aligns[column] ?? "none";
  }

  later(work: () => Promise<void>): void {
    if (this.waiting.length < DRAWN_MAX) this.waiting.push(work);
  }
}

/** Draws a text; ready when formulas, diagrams and pictures are drawn. Costs as much as the text is long: only for printing. */
export async function renderForPrint(text: string, sourceOf: SourceOf = () => ""): Promise<DocumentFragment> {
  const fragment = document.createDocumentFragment();
  const paper = new Paper(text, sourceOf);
  paper.children(plainNoteLanguage.parser.parse(text).topNode, fragment);
  // What cannot be drawn stays as its source.
  await Promise.all(paper.waiting.map((work) => work().catch(() => {})));
  return fragment;
}

function taskBox(isDone: boolean): HTMLElement {
  const box = document.createElement("span");
  box.className = "print-task";
  box.dataset.done = String(isDone);
  box.setAttribute("role", "img");
  box.setAttribute("aria-label", isDone ? "☑" : "☐");
  return box;
}

function add(name: string, words: string, into: Node): void {
  const element = document.createElement(name);
  element.textContent = words;
  into.appendChild(element);
}
