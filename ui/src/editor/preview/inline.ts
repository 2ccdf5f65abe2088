// Marks within a line: emphasis, code, links, tags, footnotes, formulas, images.
import { Decoration } from "@codemirror/view";
import type { SyntaxNode } from "@lezer/common";
import { m } from "../../i18n";
import { hide, mark, type Builder } from "./builder";
import { FootnoteMarker } from "./footnotes";
import { imageParts } from "./images";
import { imageWidget, noteAddress, placeName, noteLinks, type NoteTarget } from "./links-facet";
import { MathWidget } from "./math";
import { RenamedTitle } from "./widgets";

const inline: Record<string, Decoration> = {
  StrongEmphasis: mark("cm-strong"),
  Emphasis: mark("cm-emphasis"),
  Strikethrough: mark("cm-strike"),
  Highlight: mark("cm-highlight"),
  InlineCode: mark("cm-inline-code"),
};
const link = mark("cm-link");
const address = mark("cm-mark cm-address");
const tag = (name: string) => Decoration.mark({ class: "cm-tag", attributes: { "data-tag": name } });
const follow = (isMissing: boolean) => Decoration.mark({ class: isMissing ? "cm-link cm-note-link cm-note-missing" : "cm-link cm-note-link" });
const MARKS = /^(?:EmphasisMark|CodeMark|StrikethroughMark|HighlightMark)$/;

/** Decorates an inline node. Returns false when its children are done, true to go into them, null when it is not inline. */
export function decorateInline(builder: Builder, node: SyntaxNode): boolean | null {
  const { name, from, to } = node;
  const style = inline[name];
  if (style) {
    builder.add(style, from, to);
    const isShown = builder.isTouched(from, to);
    for (let child = node.firstChild; child; child = child.nextSibling) if (MARKS.test(child.name)) builder.mark(child.from, child.to, isShown);
    return true;
  }
  switch (name) {
    case "Link":
      return decorateLink(builder, node);
    case "Image":
      return decorateImage(builder, node);
    case "Autolink":
      builder.add(link, from, to);
      for (const child of node.getChildren("LinkMark")) builder.mark(child.from, child.to, builder.isTouched(from, to));
      return false;
    case "URL":
      // Inside of a link the whole link is decorated already.
      if (!/^(?:Link|Image|Autolink|LinkReference)$/.test(node.parent?.name ?? "")) builder.add(link, from, to);
      return false;
    case "WikiLink":
      return decorateWikiLink(builder, node);
    case "Tag":
      builder.add(tag(builder.state.sliceDoc(from + 1, to)), from, to);
      return false;
    case "FootnoteReference":
      if (builder.isTouched(from, to)) builder.add(mark("cm-mark"), from, to);
      else builder.add(Decoration.replace({ widget: new FootnoteMarker(builder.state.sliceDoc(from + 2, to - 1)) }), from, to);
      return false;
    case "InlineMath":
      return decorateMath(builder, node);
    case "Escape":
      builder.mark(from, from + 1, builder.isTouched(from, to));
      return false;
    default:
      return null;
  }
}

/** What a `Link` or `WikiLink` names, when it is a note. */
export function noteTarget(builder: Pick<Builder, "state">, node: SyntaxNode): NoteTarget | null {
  if (node.name === "WikiLink") {
    const target = node.getChild("WikiLinkTarget");
    return target && { kind: "title", title: builder.state.sliceDoc(target.from, target.to).trim() };
  }
  const url = node.name === "Link" ? node.getChild("URL") : null;
  return url && noteAddress(builder.state.sliceDoc(url.from, url.to));
}

function shownName(title: string, target: NoteTarget): string {
  return target.kind === "id" && target.heading ? placeName(title, target.heading) : title;
}

function decorateLink(builder: Builder, node: SyntaxNode): boolean {
  const marks = node.getChildren("LinkMark");
  const open = marks[0];
  const close = marks[1];
  const url = node.getChild("URL");
  if (!open || !close || !url || close.from <= open.to) return true;
  const isShown = builder.isTouched(node.from, node.to);
  builder.mark(open.from, open.to, isShown);
  if (isShown) {
    builder.mark(close.from, url.from, true);
    // A long address stays short until the caret is in it: it must not push the words to another line.
    if (builder.isTouched(url.from, url.to)) builder.mark(url.from, url.to, true);
    else builder.add(address, url.from, url.to);
    builder.mark(url.to, node.to, true);
  } else builder.add(hide, close.from, node.to);
  const target = noteTarget(builder, node);
  const note = target && builder.state.facet(noteLinks).resolve(target);
  const text = builder.state.sliceDoc(open.to, close.from);
  if (!target) builder.add(link, open.to, close.from);
  else if (!isShown && note && shownName(note.title, target) !== text.replace(/\\(.)/g, "$1")) {
    builder.add(Decoration.replace({ widget: new RenamedTitle(shownName(note.title || m.preview_untitled(), target)) }), open.to, close.from);
    return false;
  } else builder.add(follow(note === null), open.to, close.from);
  return true;
}

function decorateWikiLink(builder: Builder, node: SyntaxNode): boolean {
  const isShown = builder.isTouched(node.from, node.to);
  const target = node.getChild("WikiLinkTarget");
  const alias = node.getChild("WikiLinkAlias");
  if (!target) return false;
  const shown = alias && alias.to > alias.from ? alias : target;
  if (isShown) for (const child of node.getChildren("WikiLinkMark")) builder.mark(child.from, child.to, true);
  else {
    builder.mark(node.from, shown.from, false);
    builder.mark(shown.to, node.to, false);
  }
  const title = builder.state.sliceDoc(target.from, target.to).trim();
  const isMissing = builder.state.facet(noteLinks).resolve({ kind: "title", title }) === null;
  builder.add(follow(isMissing), isShown ? target.from : shown.from, isShown ? (alias ?? target).to : shown.to);
  return false;
}

function decorateImage(builder: Builder, node: SyntaxNode): boolean {
  const image = imageParts(node, (from, to) => builder.state.sliceDoc(from, to));
  if (!image) return true;
  // Drawn beside the caret as well: only a caret inside of its source opens it.
  if (builder.isFocused && builder.state.selection.ranges.some((range) => range.from > node.from && range.to < node.to)) {
    builder.add(mark("cm-mark"), node.from, node.to);
    return false;
  }
  builder.add(Decoration.replace({ widget: builder.state.facet(imageWidget)(image.source) ?? image.chip }), node.from, node.to);
  return false;
}

function decorateMath(builder: Builder, node: SyntaxNode): boolean {
  const [open, close] = node.getChildren("MathMark");
  if (!open || !close) return false;
  if (builder.isTouched(node.from, node.to)) {
    builder.add(mark("cm-math-source"), node.from, node.to);
    builder.mark(open.from, open.to, true);
    builder.mark(close.from, close.to, true);
  } else builder.add(Decoration.replace({ widget: new MathWidget(builder.state.sliceDoc(open.to, close.from), false) }), node.from, node.to);
  return false;
}
