// A Mermaid block as its picture. Its source opens on a click and the picture then stays below it.
import { WidgetType, type EditorView } from "@codemirror/view";
import { m } from "../../../i18n";
import type { Drawn } from "./draw";

/** Letters typed in a diagram are drawn when they rest. */
const REST_MS = 250;

/** Sizes of what was drawn, so that the text below does not jump when it is drawn again. */
const heights = new Map<string, number>();
const HEIGHTS_MAX = 300;
const live = new Set<() => void>();
let isWatching = false;

/** Draws all diagrams again when the theme changes. */
function watchTheme(): void {
  if (isWatching) return;
  isWatching = true;
  const redraw = () => {
    for (const draw of live) draw();
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  new MutationObserver(redraw).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
}

class Diagram {
  source = "";
  #run = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #redraw = () => void this.#draw();

  constructor(
    readonly dom: HTMLElement,
    readonly view: EditorView,
    readonly isOpen: boolean,
  ) {
    live.add(this.#redraw);
    watchTheme();
  }

  show(source: string): void {
    if (source === this.source) return;
    const isFirst = this.source === "";
    this.source = source;
    clearTimeout(this.#timer);
    if (isFirst) void this.#draw();
    else this.#timer = setTimeout(this.#redraw, REST_MS);
  }

  destroy(): void {
    live.delete(this.#redraw);
    clearTimeout(this.#timer);
    this.#run++;
  }

  async #draw(): Promise<void> {
    const run = ++this.#run;
    const { source } = this;
    const { drawDiagram, themeColours, keptDrawing } = await import("./draw");
    if (run !== this.#run) return;
    const colours = themeColours(this.view.dom);
    const drawn = keptDrawing(source, colours) ?? (await drawDiagram(source, colours));
    if (run === this.#run) this.#show(source, drawn);
  }

  #show(source: string, drawn: Drawn): void {
    const { dom } = this;
    if ("picture" in drawn) {
      const { src, width, height } = drawn.picture;
      const image = document.createElement("img");
      image.width = width;
      image.height = height;
      image.draggable = false;
      const title = /^\s*accTitle\s*:\s*(.+)$/m.exec(source)?.[1]?.trim() ?? /^[\w-]+/.exec(source.trim())?.[0];
      image.alt = title ? m.preview_diagram_named({ title }) : m.preview_diagram();
      image.src = src;
      dom.replaceChildren(image);
      if (heights.size >= HEIGHTS_MAX) heights.delete(heights.keys().next().value!);
      heights.set(source, Math.round(height * Math.min(1, (dom.clientWidth || width) / width)) + 16);
    } else {
      const reason = document.createElement("span");
      reason.className = "cm-diagram-reason";
      reason.textContent = m.preview_diagram_error({ reason: drawn.error.split("\n").filter((line) => /\w/.test(line))[0] ?? "" });
      const picture = this.isOpen ? dom.querySelector("img") : null;
      // While it is written the last picture that could be drawn stays.
      if (picture) dom.replaceChildren(picture, reason);
      else if (this.isOpen) dom.replaceChildren(reason);
      else dom.replaceChildren(sourceOf(source, reason));
    }
    this.view.requestMeasure();
  }
}

function sourceOf(source: string, reason?: HTMLElement): HTMLElement {
  const block = document.createElement("div");
  block.className = "cm-diagram-source";
  block.textContent = source.slice(0, 2_000);
  if (reason) block.append(reason);
  return block;
}

const drawn = new WeakMap<HTMLElement, Diagram>();

export class DiagramWidget extends WidgetType {
  constructor(
    readonly source: string,
    /** Below its source, which is being edited. */
    readonly isOpen = false,
  ) {
    super();
  }

  override eq(other: DiagramWidget): boolean {
    return other.source === this.source && other.isOpen === this.isOpen;
  }

  override get estimatedHeight(): number {
    return heights.get(this.source) ?? 24 + this.source.split("\n").length * 20;
  }

  override toDOM(view: EditorView): HTMLElement {
    const host = document.createElement("div");
    host.className = "cm-diagram";
    const known = heights.get(this.source);
    if (known) host.style.minHeight = `${known}px`;
    else if (!this.isOpen) host.append(sourceOf(this.source));
    const diagram = new Diagram(host, view, this.isOpen);
    drawn.set(host, diagram);
    diagram.show(this.source);
    if (!this.isOpen) {
      host.addEventListener("mousedown", (event: MouseEvent) => {
        if (event.button !== 0) return;
        event.preventDefault();
        const line = view.state.doc.lineAt(view.posAtDOM(host));
        view.dispatch({ selection: { anchor: Math.min(line.to + 1, view.state.doc.length) }, scrollIntoView: true });
        view.focus();
      });
    }
    return host;
  }

  override updateDOM(dom: HTMLElement): boolean {
    const diagram = drawn.get(dom);
    if (!diagram || diagram.isOpen !== this.isOpen) return false;
    dom.style.minHeight = "";
    diagram.show(this.source);
    return true;
  }

  override destroy(dom: HTMLElement): void {
    drawn.get(dom)?.destroy();
  }

  override ignoreEvent(event: Event): boolean {
    return event.type === "mousedown";
  }
}
