// Footnotes: `[^1]` is a small raised number that shows its text on hover and jumps to it; `[^1]:` jumps back.
import { syntaxTree } from "@codemirror/language";
import type { EditorState, Text } from "@codemirror/state";
import { EditorView, hoverTooltip, WidgetType } from "@codemirror/view";
import { m } from "../../i18n";

/** Characters of a note that are shown on hover, at most. */
const HOVER_LENGTH_MAX = 500;

export class FootnoteMarker extends WidgetType {
  constructor(readonly label: string) {
    super();
  }

  override eq(other: FootnoteMarker): boolean {
    return other.label === this.label;
  }

  override toDOM(view: EditorView): HTMLElement {
    const raised = document.createElement("sup");
    raised.className = "cm-footnote";
    raised.textContent = this.label;
    raised.setAttribute("role", "link");
    raised.setAttribute("aria-label", m.preview_footnote({ label: this.label }));
    raised.addEventListener("mousedown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      jumpToDefinition(view, this.label);
    });
    return raised;
  }

  override ignoreEvent(event: Event): boolean {
    return event.type === "mousedown";
  }
}

/** Where a footnote's text stands: the whole line after `[^label]: `. Looked for only when it is asked for. */
export function findDefinition(doc: Text, label: string): { from: number; textFrom: number; text: string } | null {
  const start = `[^${label}]:`;
  let from = 0;
  for (const line of doc.iterLines()) {
    const at = line.length < 100_000 ? line.search(/\S/) : 0;
    if (at >= 0 && at <= 3 && line.startsWith(start, at)) {
      const text = line.slice(at + start.length);
      return { from: from + at, textFrom: from + line.length - text.trimStart().length, text: text.trim() };
    }
    from += line.length + 1;
  }
  return null;
}

/** The first place that points to a footnote. */
export function findReference(doc: Text, label: string): number | null {
  const wanted = `[^${label}]`;
  let from = 0;
  for (const line of doc.iterLines()) {
    for (let at = line.indexOf(wanted); at >= 0; at = line.indexOf(wanted, at + 1)) if (line[at + wanted.length] !== ":" || /\S/.test(line.slice(0, at))) return from + at;
    from += line.length + 1;
  }
  return null;
}

function jump(view: EditorView, to: number): void {
  view.dispatch({ selection: { anchor: to }, effects: EditorView.scrollIntoView(to, { y: "center" }) });
  view.focus();
}

export function jumpToDefinition(view: EditorView, label: string): boolean {
  const definition = findDefinition(view.state.doc, label);
  if (!definition) return false;
  jump(view, definition.textFrom);
  return true;
}

export function jumpBack(view: EditorView, label: string): boolean {
  const reference = findReference(view.state.doc, label);
  if (reference === null) return false;
  jump(view, reference + label.length + 3);
  return true;
}

/** The label of the footnote or definition at a position. */
export function footnoteAt(state: EditorState, position: number): { label: string; isDefinition: boolean } | null {
  for (const side of [1, -1] as const) {
    const node = syntaxTree(state).resolveInner(position, side);
    const text = state.sliceDoc(node.from, node.to);
    if (node.name === "FootnoteReference") return { label: text.slice(2, -1), isDefinition: false };
    if (node.name === "FootnoteMark") return { label: text.slice(2, -2), isDefinition: true };
  }
  return null;
}

/** Shows the text of a footnote under the pointer. */
export const footnoteHover = hoverTooltip((view, position, side) => {
  const node = syntaxTree(view.state).resolveInner(position, side);
  if (node.name !== "FootnoteReference") return null;
  const definition = findDefinition(view.state.doc, view.state.sliceDoc(node.from + 2, node.to - 1));
  return {
    pos: node.from,
    end: node.to,
    above: true,
    create: () => {
      const dom = document.createElement("div");
      dom.className = "cm-footnote-text";
      dom.dir = "auto";
      dom.textContent = definition?.text.slice(0, HOVER_LENGTH_MAX) || m.preview_footnote_missing();
      return { dom };
    },
  };
});
