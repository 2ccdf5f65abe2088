// Images in the text. Nothing is loaded from elsewhere: what no one draws is a chip with its address, which opens on a click.
import { WidgetType, type EditorView } from "@codemirror/view";
import type { SyntaxNode } from "@lezer/common";
import { m } from "../../i18n";
import { followAddress, type ImageSource } from "./links-facet";

/** An address as it is read: without scheme, short. */
export function shortAddress(url: string): string {
  const text = url.replace(/^[a-z]+:\/\/(?:www\.)?/i, "").replace(/^data:([^;,]*).*$/is, "$1");
  return text.length > 48 ? `${text.slice(0, 32)}…${text.slice(-12)}` : text;
}

class ImageChip extends WidgetType {
  constructor(readonly source: ImageSource) {
    super();
  }

  override eq(other: ImageChip): boolean {
    return other.source.url === this.source.url && other.source.alt === this.source.alt;
  }

  override toDOM(view: EditorView): HTMLElement {
    const chip = document.createElement("span");
    chip.className = "cm-image-chip";
    const { url, alt } = this.source;
    const canOpen = /^https?:\/\//i.test(url);
    chip.setAttribute("role", canOpen ? "link" : "img");
    if (!canOpen) chip.setAttribute("aria-label", m.preview_image({ alt: alt || shortAddress(url) }));
    if (canOpen) chip.title = url;
    if (alt) {
      const name = document.createElement("span");
      name.textContent = alt;
      chip.append(name);
    }
    const place = document.createElement("span");
    place.className = "cm-image-address";
    place.textContent = shortAddress(url);
    chip.append(place);
    if (canOpen) {
      const words = document.createElement("span");
      words.className = "cm-heard";
      words.textContent = m.preview_image_elsewhere();
      chip.append(words);
    }
    chip.addEventListener("mousedown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      if (event.detail === 2 || !canOpen) openSource(view, chip);
    });
    chip.addEventListener("click", (event) => {
      if (canOpen && event.detail === 1) view.state.facet(followAddress)(url);
    });
    return chip;
  }

  override ignoreEvent(event: Event): boolean {
    return event.type === "mousedown" || event.type === "click";
  }
}

/** Puts the caret into the source of a drawn image, which shows it. */
export function openSource(view: EditorView, dom: HTMLElement): void {
  view.dispatch({ selection: { anchor: view.posAtDOM(dom) + 2 } });
  view.focus();
}

/** The image of an `Image` node, or null when it is a reference to elsewhere in the note. */
export function imageParts(node: SyntaxNode, slice: (from: number, to: number) => string): { source: ImageSource; chip: WidgetType } | null {
  const marks = node.getChildren("LinkMark");
  const url = node.getChild("URL");
  if (!url || marks.length < 2) return null;
  const title = node.getChild("LinkTitle");
  const source: ImageSource = {
    url: slice(url.from, url.to).replace(/^<|>$/g, ""),
    alt: slice(marks[0]!.to, marks[1]!.from),
    title: title && slice(title.from + 1, title.to - 1),
  };
  return { source, chip: new ImageChip(source) };
}
