// Quotes, and callouts: quotes that begin with `[!note] Title`. `-` after the bracket folds one, `+` says that it can be folded.
import { Decoration, WidgetType, type EditorView } from "@codemirror/view";
import type { SyntaxNode } from "@lezer/common";
import { m } from "../../i18n";
import { foldAt, toggleFold } from "./blocks";
import { line, mark, type Builder } from "./builder";
import { calloutHead, type CalloutHead, type Kind } from "./callout-head";

const quoteLine = line("cm-quote");
const title = mark("cm-callout-title");

const names: Record<string, () => string> = {
  note: m.preview_callout_note, info: m.preview_callout_info, todo: m.preview_callout_todo, abstract: m.preview_callout_summary, summary: m.preview_callout_summary,
  tldr: m.preview_callout_summary, important: m.preview_callout_important, tip: m.preview_callout_tip, hint: m.preview_callout_tip, success: m.preview_callout_done,
  check: m.preview_callout_done, done: m.preview_callout_done, question: m.preview_callout_question, help: m.preview_callout_question, faq: m.preview_callout_question,
  warning: m.preview_callout_warning, caution: m.preview_callout_caution, attention: m.preview_callout_warning, danger: m.preview_callout_danger,
  error: m.preview_callout_error, bug: m.preview_callout_bug, failure: m.preview_callout_error, fail: m.preview_callout_error, missing: m.preview_callout_error,
  example: m.preview_callout_example, quote: m.preview_callout_quote, cite: m.preview_callout_quote,
};

/** What a callout is called when it has no title of its own. */
export function calloutLabel(head: CalloutHead): string {
  return names[head.name]?.() ?? head.name.charAt(0).toUpperCase() + head.name.slice(1);
}

/** Paths of Lucide icons, 24 units wide. */
const ICONS: Record<Kind, string[]> = {
  note: ["M12 16v-4", "M12 8h.01", "M22 12a10 10 0 1 1-20 0 10 10 0 0 1 20 0z"],
  tip: ["M15 14c.2-1 .7-1.7 1.5-2.5 1-.9 1.5-2.2 1.5-3.5A6 6 0 0 0 6 8c0 1 .2 2.2 1.5 3.5.7.7 1.3 1.5 1.5 2.5", "M9 18h6", "M10 22h4"],
  done: ["M22 12a10 10 0 1 1-20 0 10 10 0 0 1 20 0z", "m9 12 2 2 4-4"],
  question: ["M22 12a10 10 0 1 1-20 0 10 10 0 0 1 20 0z", "M9.09 9a3 3 0 0 1 5.83 1c0 2-3 3-3 3", "M12 17h.01"],
  warning: ["m21.73 18-8-14a2 2 0 0 0-3.48 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.73-3", "M12 9v4", "M12 17h.01"],
  danger: ["M12 8v4", "M12 16h.01", "M7.86 2h8.28L22 7.86v8.28L16.14 22H7.86L2 16.14V7.86L7.86 2z"],
  example: ["M8 6h13", "M8 12h13", "M8 18h13", "M3 6h.01", "M3 12h.01", "M3 18h.01"],
  quote: ["M17 6H3", "M21 12H8", "M21 18H8", "M3 12v6"],
};
const CHEVRON = ["m9 18 6-6-6-6"];

/** The sign of a callout. */
export function calloutIcon(kind: Kind): SVGElement {
  return icon(ICONS[kind]);
}

function icon(paths: string[]): SVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [name, value] of Object.entries({ viewBox: "0 0 24 24", width: "16", height: "16", fill: "none", stroke: "currentColor", "stroke-width": "1.75", "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true" })) {
    svg.setAttribute(name, value);
  }
  for (const d of paths) svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "path")).setAttribute("d", d);
  return svg;
}

class CalloutMark extends WidgetType {
  constructor(
    readonly kind: Kind,
    readonly words: string,
  ) {
    super();
  }

  override eq(other: CalloutMark): boolean {
    return other.kind === this.kind && other.words === this.words;
  }

  override toDOM(): HTMLElement {
    const host = document.createElement("span");
    host.className = "cm-callout-mark";
    host.append(calloutIcon(this.kind));
    const name = document.createElement("span");
    name.textContent = this.words;
    // Beside a title of its own the kind is only heard.
    if (this.words.startsWith(HIDDEN)) {
      name.className = "cm-heard";
      name.textContent = `${this.words.slice(1)}: `;
    }
    host.append(name);
    return host;
  }
}

const HIDDEN = "\u0000";

class FoldButton extends WidgetType {
  constructor(readonly isFolded: boolean) {
    super();
  }

  override eq(other: FoldButton): boolean {
    return other.isFolded === this.isFolded;
  }

  override toDOM(view: EditorView): HTMLElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "cm-fold";
    button.setAttribute("aria-expanded", String(!this.isFolded));
    button.setAttribute("aria-label", this.isFolded ? m.preview_unfold() : m.preview_fold());
    button.append(icon(CHEVRON));
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => {
      const at = view.state.doc.lineAt(view.posAtDOM(button)).from;
      view.dispatch({ effects: toggleFold.of(at) });
    });
    return button;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

export function decorateQuote(builder: Builder, node: SyntaxNode): void {
  const { doc } = builder.state;
  const first = doc.lineAt(node.from);
  const isNested = node.parent?.name !== "Document";
  const head = isNested ? null : calloutHead(first.text.slice(0, 1_000));
  if (!head) {
    if (!isNested) builder.lines(node.from, node.to, (at) => builder.add(quoteLine, at));
    return;
  }
  const last = doc.lineAt(node.to).from;
  builder.lines(node.from, node.to, (at) => {
    const ends = `${at === first.from ? " cm-callout-first" : ""}${at === last || (at === first.from && foldAt(builder.state, first.from)) ? " cm-callout-last" : ""}`;
    builder.styledLine(line(`cm-callout cm-callout-${head.kind}${ends}`), at);
  });
  if (first.to < builder.visibleFrom) return;
  const [from, to] = [first.from + head.from, first.from + head.to];
  if (builder.isTouched(first.from, first.to)) builder.mark(from, to, true);
  else {
    const words = to === first.to ? calloutLabel(head) : HIDDEN + calloutLabel(head);
    builder.add(Decoration.replace({ widget: new CalloutMark(head.kind, words) }), from, to);
  }
  if (to < first.to) builder.add(title, to, first.to);
  if (head.fold && first.number < doc.lineAt(node.to).number) {
    builder.add(Decoration.widget({ widget: new FoldButton(foldAt(builder.state, first.from) !== null), side: 1 }), first.to);
  }
}
