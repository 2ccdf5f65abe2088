// Draws the Markdown of one cell while no one edits it.
import type { EditorView } from "@codemirror/view";
import type { SyntaxNode, Tree } from "@lezer/common";
import { linkAddress } from "../follow";
import { imageWidget, noteAddress, noteLinks, placeName } from "../links-facet";
import { imageParts } from "../images";
import { MathWidget } from "../math";
import { inlineLanguage } from "../syntax";
import { m } from "../../../i18n";

const CLASSES: Record<string, string> = {
  StrongEmphasis: "cm-strong",
  Emphasis: "cm-emphasis",
  Strikethrough: "cm-strike",
  InlineCode: "cm-inline-code",
  Highlight: "cm-highlight",
};
const HIDDEN = /Mark$|^LinkTitle$/;
/** A cell longer than this shows its text without marks hidden. */
const PARSED_LENGTH_MAX = 20_000;

/** What a click on a drawn link in a cell follows. */
export const FOLLOW = "data-follow";

export function renderCell(into: HTMLElement, text: string, view: EditorView): void {
  into.replaceChildren();
  if (text.length > PARSED_LENGTH_MAX) {
    into.textContent = text;
    return;
  }
  const tree: Tree = inlineLanguage.parser.parse(text);
  renderChildren(into, tree.topNode, text, view);
  // An empty cell keeps its height.
  if (!into.hasChildNodes()) into.append(document.createElement("br"));
}

function renderChildren(into: HTMLElement, node: SyntaxNode, text: string, view: EditorView, from = node.from, to = node.to): void {
  let at = from;
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.to <= from || child.from >= to) continue;
    if (child.from > at) into.append(text.slice(at, child.from));
    renderNode(into, child, text, view);
    at = child.to;
  }
  if (to > at) into.append(text.slice(at, to));
}

function span(into: HTMLElement, classes: string): HTMLElement {
  const found = document.createElement("span");
  found.className = classes;
  into.append(found);
  return found;
}

function renderNode(into: HTMLElement, node: SyntaxNode, text: string, view: EditorView): void {
  const { name, from, to } = node;
  const source = text.slice(from, to);
  switch (name) {
    case "Paragraph":
      return renderChildren(into, node, text, view);
    case "Escape":
      into.append(text.slice(from + 1, to));
      return;
    case "HTMLTag":
      if (/^<br\s*\/?>$/i.test(source)) into.append(document.createElement("br"));
      else into.append(source);
      return;
    case "Tag":
      span(into, "cm-tag").append(source);
      into.lastElementChild!.setAttribute(FOLLOW, source);
      return;
    case "InlineMath": {
      const mark = source.startsWith("$$") ? 2 : 1;
      into.append(new MathWidget(source.slice(mark, -mark), false).toDOM(view));
      return;
    }
    case "WikiLink": {
      const [title, alias] = source.slice(2, -2).split("|");
      const isMissing = view.state.facet(noteLinks).resolve({ kind: "title", title: title!.trim() }) === null;
      const link = span(into, isMissing ? "cm-link cm-note-link cm-note-missing" : "cm-link cm-note-link");
      link.textContent = alias || title!;
      link.setAttribute(FOLLOW, source);
      return;
    }
    case "Image": {
      const image = imageParts(node, (start, end) => text.slice(start, end));
      if (image) into.append((view.state.facet(imageWidget)(image.source) ?? image.chip).toDOM(view));
      else into.append(source);
      return;
    }
    case "Link":
    case "Autolink":
    case "URL": {
      const url = name === "URL" ? node : node.getChild("URL");
      if (!url) return renderChildren(into, node, text, view);
      const address = text.slice(url.from, url.to);
      const link = span(into, "cm-link");
      link.setAttribute(FOLLOW, linkAddress(address));
      const marks = node.getChildren("LinkMark");
      const target = noteAddress(address);
      const note = target ? view.state.facet(noteLinks).resolve(target) : undefined;
      if (target) link.classList.add("cm-note-link");
      if (note === null) link.classList.add("cm-note-missing");
      if (note) link.textContent = target?.heading ? placeName(note.title || m.preview_untitled(), target.heading) : note.title || m.preview_untitled();
      else if (name === "Link" && marks.length > 1) renderChildren(link, node, text, view, marks[0]!.to, marks[1]!.from);
      else link.textContent = address;
      return;
    }
    default:
      if (HIDDEN.test(name)) return;
      renderChildren(CLASSES[name] ? span(into, CLASSES[name]) : into, node, text, view);
  }
}
