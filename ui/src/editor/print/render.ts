// A note as plain elements, for paper: the whole text, not only what the editor draws. Elements are made one by one, so nothing in a note becomes markup.
import type { SyntaxNode } from "@lezer/common";
import { GFM, parser } from "@lezer/markdown";

const markdown = parser.configure([GFM]);

/** Syntax nodes that become an element with the same contents. */
const ELEMENTS: Record<string, string> = {
  Paragraph: "p", Blockquote: "blockquote", BulletList: "ul", OrderedList: "ol", ListItem: "li", Emphasis: "em", StrongEmphasis: "strong",
  Strikethrough: "del", ATXHeading1: "h2", ATXHeading2: "h3", ATXHeading3: "h4", ATXHeading4: "h5", ATXHeading5: "h6", ATXHeading6: "h6",
  SetextHeading1: "h2", SetextHeading2: "h3", Table: "table", TableHeader: "tr", TableRow: "tr", Task: "div",
};
/** Nodes between whose children there are no words, only the blanks of the source. */
const BLOCKS_ONLY = new Set(["Document", "Table", "TableHeader", "TableRow"]);
/** Marks that are not read. */
const MARKS = new Set(["HeaderMark", "QuoteMark", "ListMark", "EmphasisMark", "StrikethroughMark", "CodeMark", "CodeInfo", "LinkMark", "URL", "LinkTitle", "LinkLabel", "TableDelimiter"]);

/** Draws a text. Costs as much as the text is long: only for printing. */
export function renderForPrint(text: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  children(markdown.parse(text).topNode, text, fragment);
  return fragment;
}

/** Draws what is in a node, and the text between. */
function children(node: SyntaxNode, text: string, into: Node): void {
  let at = node.from;
  let isAfterMark = true;
  const plain = (to: number) => {
    let words = text.slice(at, to);
    if (isAfterMark) words = words.replace(/^[ \t]+/, "");
    if (words !== "" && (!BLOCKS_ONLY.has(node.name) || words.trim() !== "")) into.appendChild(document.createTextNode(words));
  };
  for (let child = node.firstChild; child; child = child.nextSibling) {
    plain(child.from);
    isAfterMark = MARKS.has(child.name) && /Header|Quote|List/.test(child.name);
    draw(child, text, into);
    at = child.to;
  }
  plain(node.to);
}

function draw(node: SyntaxNode, text: string, into: Node): void {
  const source = text.slice(node.from, node.to);
  if (MARKS.has(node.name)) return;
  switch (node.name) {
    case "HorizontalRule":
      into.appendChild(document.createElement("hr"));
      return;
    case "HardBreak":
      into.appendChild(document.createElement("br"));
      return;
    case "TaskMarker":
      into.appendChild(document.createTextNode(/x/i.test(source) ? "☑" : "☐"));
      return;
    case "Escape":
      into.appendChild(document.createTextNode(source.slice(1)));
      return;
    case "InlineCode":
      add("code", source.replace(/^`+|`+$/g, ""), into);
      return;
    case "FencedCode":
    case "CodeBlock": {
      const lines: string[] = [];
      for (let child = node.firstChild; child; child = child.nextSibling) if (child.name === "CodeText") lines.push(text.slice(child.from, child.to));
      add("code", lines.join(""), into.appendChild(document.createElement("pre")));
      return;
    }
    case "TableCell": {
      const cell = into.appendChild(document.createElement(node.parent?.name === "TableHeader" ? "th" : "td"));
      children(node, text, cell);
      return;
    }
    case "Image":
      // Pictures are loaded for the screen; on paper their words stand for them.
      add("em", source.replace(/^!\[([^\]]*)\][^]*$/, "[$1]"), into);
      return;
    case "HTMLBlock":
    case "CommentBlock":
      add("pre", source, into);
      return;
  }
  const element = ELEMENTS[node.name];
  if (element === undefined) {
    if (node.firstChild) children(node, text, into);
    else into.appendChild(document.createTextNode(source));
    return;
  }
  children(node, text, into.appendChild(document.createElement(element)));
}

function add(name: string, words: string, into: Node): void {
  const element = document.createElement(name);
  element.textContent = words;
  into.appendChild(element);
}
