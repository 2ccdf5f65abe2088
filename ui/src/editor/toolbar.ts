// The toolbar on a selection: a calm row of buttons above it. Reached by Tab or its command, arrows walk, Escape goes back to the text.
import { type Command, EditorView, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import type { EditorState } from "@codemirror/state";
import { locale, m } from "../i18n";
import { isComposing } from "../shared/composition";
import { headingLevel, isQuoted, listKind, toggleHeading, toggleList, toggleQuote } from "./blocks";
import { BOLD, CODE, HIGHLIGHT, isMarked, ITALIC, STRIKE, toggleLink, toggleMark, type InlineMark } from "./formatting";
import { icon } from "./icons";
import { toolbarPlace } from "./toolbar-place";

interface Tool {
  name: string;
  label: () => string;
  run: Command;
  /** Pressed already; absent for what is done, not switched. */
  isOn?: (state: EditorState) => boolean;
}

const marked = (name: string, label: () => string, mark: InlineMark): Tool => ({ name, label, run: toggleMark(mark), isOn: (state) => isMarked(state, mark) });

/** Plain, then each level, then plain again: one button for what four keys do. */
const nextHeading: Command = (view) => toggleHeading((headingLevel(view.state) + 1) % 4)(view);

const groups: readonly (readonly Tool[])[] = [
  [
    marked("bold", m.editor_tool_bold, BOLD),
    marked("italic", m.editor_tool_italic, ITALIC),
    marked("strike", m.editor_tool_strike, STRIKE),
    marked("highlight", m.editor_tool_highlight, HIGHLIGHT),
    marked("code", m.editor_tool_code, CODE),
    { name: "link", label: m.editor_tool_link, run: toggleLink },
  ],
  [
    { name: "heading", label: m.editor_tool_heading, run: nextHeading, isOn: (state) => headingLevel(state) > 0 },
    { name: "quote", label: m.editor_tool_quote, run: toggleQuote, isOn: isQuoted },
    { name: "bullet", label: m.editor_tool_bullet, run: toggleList("bullet"), isOn: (state) => listKind(state) === "bullet" },
    { name: "task", label: m.editor_tool_task, run: toggleList("task"), isOn: (state) => listKind(state) === "task" },
  ],
];

class Toolbar {
  readonly dom: HTMLElement;
  readonly #buttons: { tool: Tool; dom: HTMLButtonElement }[] = [];
  #isPointing = false;
  /** Closed by Escape until the selection changes. */
  #isDismissed = false;
  #spoken = locale();

  constructor(readonly view: EditorView) {
    this.dom = document.createElement("div");
    this.dom.className = "cm-toolbar";
    this.dom.setAttribute("role", "toolbar");
    this.dom.dataset.testid = "toolbar";
    this.dom.hidden = true;
    groups.forEach((tools, index) => {
      if (index > 0) this.dom.append(Object.assign(document.createElement("span"), { className: "cm-toolbar-gap" }));
      for (const tool of tools) this.#add(tool);
    });
    this.#name();
    // The selection stays where it is when a button is pressed.
    this.dom.addEventListener("mousedown", (event) => event.preventDefault());
    this.dom.addEventListener("keydown", (event) => this.#key(event));
    this.dom.addEventListener("focusout", (event) => {
      if (!(event.relatedTarget instanceof Node) || !view.dom.contains(event.relatedTarget)) this.#hide();
    });
    view.dom.append(this.dom);
    view.dom.addEventListener("pointerdown", this.#pointerDown);
    window.addEventListener("pointerup", this.#pointerUp);
    window.addEventListener("resize", this.#moved);
    view.scrollDOM.closest(".scroll")?.addEventListener("scroll", this.#moved, { passive: true });
  }

  #add(tool: Tool): void {
    const dom = document.createElement("button");
    dom.type = "button";
    dom.className = "icon-button";
    dom.dataset.testid = `tool-${tool.name}`;
    dom.tabIndex = this.#buttons.length === 0 ? 0 : -1;
    dom.append(icon(tool.name));
    dom.addEventListener("click", () => {
      tool.run(this.view);
      if (tool.name === "link") this.view.focus();
    });
    this.dom.append(dom);
    this.#buttons.push({ tool, dom });
  }

  #name(): void {
    this.#spoken = locale();
    this.dom.setAttribute("aria-label", m.editor_toolbar());
    for (const { tool, dom } of this.#buttons) {
      dom.setAttribute("aria-label", tool.label());
      dom.title = tool.label();
    }
  }

  #pointerDown = (event: Event): void => {
    // While a selection is being drawn the bar would only be in its way.
    if (event.target instanceof Node && this.dom.contains(event.target)) return;
    this.#isPointing = true;
    this.#show();
  };

  #pointerUp = (): void => {
    if (!this.#isPointing) return;
    this.#isPointing = false;
    this.#show();
  };

  #moved = (): void => {
    if (!this.dom.hidden) this.#place();
  };

  #key(event: KeyboardEvent): void {
    if (isComposing(event)) return;
    const at = this.#buttons.findIndex(({ dom }) => dom === document.activeElement);
    const count = this.#buttons.length;
    const next = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: count - 1 }[event.key];
    if (next !== undefined) this.#focus((next + count) % count);
    else if (event.key === "Escape") {
      this.#isDismissed = true;
      this.view.focus();
      this.#hide();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #focus(index: number): void {
    this.#buttons.forEach(({ dom }, at) => (dom.tabIndex = at === index ? 0 : -1));
    this.#buttons[index]?.dom.focus();
  }

  /** Moves the keyboard into the bar; false while it is not shown. */
  enter(): boolean {
    this.#isDismissed = false;
    this.#show();
    if (!this.#isWanted) return false;
    this.dom.hidden = false;
    this.#place();
    this.#focus(Math.max(0, this.#buttons.findIndex(({ dom }) => dom.tabIndex === 0)));
    return true;
  }

  get #isWanted(): boolean {
    const { state } = this.view;
    const { main } = state.selection;
    if (main.empty || state.readOnly || this.view.composing || this.#isPointing || this.#isDismissed) return false;
    // Only spaces and line ends: nothing to format.
    if (state.sliceDoc(main.from, Math.min(main.to, main.from + 1_000)).trim() === "") return false;
    return this.view.hasFocus || this.dom.contains(document.activeElement);
  }

  update(update: ViewUpdate): void {
    // Who walks from hit to hit reads; the bar would cover what is found.
    if (update.selectionSet || update.docChanged) this.#isDismissed = update.transactions.some((transaction) => transaction.isUserEvent("select.search"));
    if (this.#spoken !== locale()) this.#name();
    if (update.selectionSet || update.docChanged || update.focusChanged || update.geometryChanged || update.startState.readOnly !== update.state.readOnly || update.transactions.some((transaction) => transaction.effects.length > 0)) this.#show();
  }

  #show(): void {
    if (!this.#isWanted) {
      // The keyboard is not left behind in a bar that goes away.
      if (this.dom.contains(document.activeElement)) this.view.focus();
      this.#hide();
      return;
    }
    for (const { tool, dom } of this.#buttons) if (tool.isOn) dom.setAttribute("aria-pressed", String(tool.isOn(this.view.state)));
    this.#place();
  }

  #hide(): void {
    this.dom.hidden = true;
  }

  #place(): void {
    this.view.requestMeasure({
      key: this,
      read: () => {
        if (!this.#isWanted) return null;
        const { main } = this.view.state.selection;
        const first = this.view.coordsAtPos(main.from, 1) ?? this.view.coordsAtPos(this.view.viewport.from, 1);
        const last = this.view.coordsAtPos(main.to, -1) ?? this.view.coordsAtPos(this.view.viewport.to, -1);
        if (!first || !last) return null;
        const host = this.view.dom.getBoundingClientRect();
        const pane = (this.view.dom.closest(".scroll") ?? this.view.dom).getBoundingClientRect();
        // Measured also while it is hidden: it has a place in the layout, only not on the screen.
        this.dom.hidden = false;
        const size = this.dom.getBoundingClientRect();
        const seen = { left: Math.max(0, pane.left), right: Math.min(window.innerWidth, pane.right), top: Math.max(0, pane.top), bottom: Math.min(window.innerHeight, pane.bottom) };
        const place = toolbarPlace(first, last, size, seen);
        return place && { left: place.left - host.left, top: place.top - host.top };
      },
      write: (place) => {
        this.dom.hidden = place === null;
        if (!place) return;
        this.dom.style.left = `${place.left}px`;
        this.dom.style.top = `${place.top}px`;
      },
    });
  }

  destroy(): void {
    window.removeEventListener("pointerup", this.#pointerUp);
    window.removeEventListener("resize", this.#moved);
    this.view.scrollDOM.closest(".scroll")?.removeEventListener("scroll", this.#moved);
    this.view.dom.removeEventListener("pointerdown", this.#pointerDown);
    this.dom.remove();
  }
}

const plugin = ViewPlugin.fromClass(Toolbar);

/** Moves the keyboard into the toolbar of the selection. */
export const enterToolbar: Command = (view) => view.plugin(plugin)?.enter() ?? false;

export const selectionToolbar = [plugin];
