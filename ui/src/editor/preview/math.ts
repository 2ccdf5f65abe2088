// Formulas, drawn by KaTeX, which is loaded when the first one is seen. One that cannot be read shows its source and says why.
import { WidgetType, type EditorView } from "@codemirror/view";
import { m } from "../../i18n";

type Katex = typeof import("katex").default;

/** A formula longer than this stays text. */
const SOURCE_LENGTH_MAX = 10_000;

let katex: Katex | null = null;
let loading: Promise<Katex | null> | null = null;

function load(): Promise<Katex | null> {
  loading ??= Promise.all([import("katex"), import("katex/dist/katex.min.css")]).then(
    ([module]) => (katex = module.default),
    () => {
      // Tried again by the next formula.
      loading = null;
      return null;
    },
  );
  return loading;
}

function draw(into: HTMLElement, source: string, isBlock: boolean, tool: Katex): void {
  try {
    if (source.length > SOURCE_LENGTH_MAX) throw new Error(m.preview_math_long());
    // Built as elements, styled through the style objects: no markup in strings, so the policy of the window holds.
    tool.render(source, into, { displayMode: isBlock, throwOnError: true, strict: "ignore", trust: false, maxSize: 40, maxExpand: 200 });
    into.classList.remove("cm-math-waiting");
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.replace(/^KaTeX parse error: /, "").split(/ at (?:position|end of input)/)[0]! : "";
    into.replaceChildren(document.createElement("code"));
    into.firstElementChild!.textContent = source.trim().slice(0, 500);
    if (isBlock) {
      const words = document.createElement("span");
      words.className = "cm-math-reason";
      words.textContent = m.preview_math_error({ reason });
      into.append(words);
    }
    into.title = m.preview_math_error({ reason });
    into.classList.add("cm-math-error");
    into.classList.remove("cm-math-waiting");
  }
}

/** Draws a formula once, with its letters loaded: for paper, which waits for nothing. */
export async function drawFormula(source: string, isBlock: boolean): Promise<HTMLElement> {
  const into = document.createElement(isBlock ? "div" : "span");
  into.className = "cm-math";
  const tool = await load();
  if (tool) {
    draw(into, source, isBlock, tool);
    await Promise.all([...document.fonts].filter(({ family }) => family.includes("KaTeX")).map((font) => font.load().catch(() => font)));
  } else into.textContent = source.trim();
  return into;
}

/** Heights of drawn formulas, so that the text below does not jump when one is drawn again. */
const heights = new Map<string, number>();
const HEIGHTS_MAX = 500;

export class MathWidget extends WidgetType {
  constructor(
    readonly source: string,
    readonly isBlock: boolean,
    /** Lines of the source: the block is at least as high, so that opening it moves little. None below its open source. */
    readonly lines = 1,
  ) {
    super();
  }

  override eq(other: MathWidget): boolean {
    return other.source === this.source && other.isBlock === this.isBlock && other.lines === this.lines;
  }

  override get estimatedHeight(): number {
    return this.isBlock ? Math.max(this.lines * 26, heights.get(this.source) ?? 64) : -1;
  }

  override toDOM(view: EditorView): HTMLElement {
    const host: HTMLElement = document.createElement(this.isBlock ? "div" : "span");
    host.className = this.isBlock ? "cm-math cm-math-block" : "cm-math";
    const into = this.isBlock ? host.appendChild(document.createElement("div")) : host;
    if (this.isBlock) host.style.minHeight = `${this.lines * 26}px`;
    if (katex) draw(into, this.source, this.isBlock, katex);
    else {
      into.classList.add("cm-math-waiting");
      into.textContent = this.source.trim();
      void load().then((tool) => {
        if (!tool || !host.isConnected) return;
        into.textContent = "";
        draw(into, this.source, this.isBlock, tool);
        view.requestMeasure();
      });
    }
    if (this.isBlock && this.lines > 0) {
      host.addEventListener("mousedown", (event: MouseEvent) => {
        if (event.button !== 0) return;
        event.preventDefault();
        const from = view.posAtDOM(host);
        view.dispatch({ selection: { anchor: Math.min(from + 2, view.state.doc.length) }, scrollIntoView: true });
        view.focus();
      });
      view.requestMeasure({
        key: host,
        read: () => {
          if (!host.isConnected || host.offsetHeight === 0) return;
          if (heights.size >= HEIGHTS_MAX) heights.delete(heights.keys().next().value!);
          heights.set(this.source, host.offsetHeight);
        },
      });
    }
    return host;
  }

  override ignoreEvent(event: Event): boolean {
    return this.isBlock && event.type === "mousedown";
  }
}

/** The height a formula was drawn with, if it was. */
export function drawnHeight(source: string): number | null {
  return heights.get(source) ?? null;
}
