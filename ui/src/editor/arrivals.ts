// What came in from other devices since the reader last looked, marked calmly in the margin. State of this window only: nothing of it is saved or sent.
import { RangeSet, RangeValue, StateEffect, StateField, type ChangeDesc, type EditorState, type Range } from "@codemirror/state";
import { EditorView, layer, RectangleMarker, ViewPlugin, type ViewUpdate } from "@codemirror/view";

/** How long a change has to be in sight, in a window that has the focus, to count as looked at. */
export const LOOKED_AT_MS = 5_000;
/** Marks kept at most; more are one, from the first to the last. */
const MARKS_MAX = 500;

class Arrival extends RangeValue {
  override startSide = -1;
  override endSide = 1;
}

const mark = new Arrival();

/** A change of another device was applied; positions are of the text after it. */
const arrived = StateEffect.define<ChangeDesc>();
/** The reader has seen the marks in this range. */
const seen = StateEffect.define<{ from: number; to: number }>();

const arrivals = StateField.define<RangeSet<Arrival>>({
  create: () => RangeSet.empty,
  update(marks, transaction) {
    let now = transaction.docChanged ? marks.map(transaction.changes) : marks;
    for (const effect of transaction.effects) {
      if (effect.is(arrived)) now = withArrived(now, effect.value);
      if (effect.is(seen)) {
        const { from, to } = effect.value;
        now = now.update({ filter: (start, end) => end < from || start > to });
      }
    }
    return now;
  },
});

function withArrived(marks: RangeSet<Arrival>, changes: ChangeDesc): RangeSet<Arrival> {
  const add: Range<Arrival>[] = [];
  changes.iterChangedRanges((_fromA, _toA, from, to) => add.push(mark.range(from, to)));
  const all = marks.update({ add, sort: true });
  if (all.size <= MARKS_MAX) return all;
  const spans = marksIn(all, 0, Number.MAX_SAFE_INTEGER);
  return RangeSet.of([mark.range(spans[0]!.from, spans.at(-1)!.to)]);
}

/** What to dispatch after a change of another device was. */
export function markArrival(changes: ChangeDesc): StateEffect<unknown> {
  return arrived.of(changes);
}

interface Span {
  from: number;
  to: number;
}

function marksIn(marks: RangeSet<Arrival>, from: number, to: number): Span[] {
  const found: Span[] = [];
  marks.between(from, Math.min(to, 2 ** 30), (start, end) => void found.push({ from: start, to: end }));
  return found;
}

/** The marks of a text, in order. */
export function arrivalsOf(state: EditorState): Span[] {
  return marksIn(state.field(arrivals, false) ?? RangeSet.empty, 0, state.doc.length);
}

/** One dot for each line that a change touches, in the margin before it. */
const dots = layer({
  above: false,
  class: "cm-arrivals",
  update: (update) => update.docChanged || update.geometryChanged || update.viewportChanged || update.startState.field(arrivals) !== update.state.field(arrivals),
  markers(view) {
    const { from, to } = view.viewport;
    const base = view.scrollDOM.getBoundingClientRect();
    const lines = new Set<number>();
    for (const span of marksIn(view.state.field(arrivals), from, to)) {
      for (let at = Math.max(from, span.from); at <= Math.min(to, span.to); ) {
        const line = view.state.doc.lineAt(at);
        lines.add(line.from);
        at = line.to + 1;
      }
    }
    const left = view.contentDOM.getBoundingClientRect().left - base.left - 18;
    return [...lines].map((at) => {
      const first = view.coordsAtPos(at, 1);
      const block = view.lineBlockAt(at);
      const middle = first ? (first.top + first.bottom) / 2 - base.top : view.documentTop - base.top + block.top + 13;
      return new RectangleMarker("cm-arrival", left, middle - 3, 6, 6);
    });
  },
});

/** Takes marks away that were looked at. */
class Reader {
  #timer: ReturnType<typeof setTimeout> | null = null;
  readonly #look = () => this.#watch();

  constructor(readonly view: EditorView) {
    window.addEventListener("focus", this.#look);
    document.addEventListener("scroll", this.#look, { capture: true, passive: true });
    this.#watch();
  }

  update(update: ViewUpdate): void {
    if (update.startState.field(arrivals) !== update.state.field(arrivals) || update.geometryChanged) this.#watch();
  }

  #watch(): void {
    if (this.#timer !== null || this.view.state.field(arrivals).size === 0) return;
    // Measured after the update that brought them.
    this.#timer = setTimeout(() => {
      const before = this.#inSight();
      this.#timer = before.length === 0 ? null : setTimeout(() => this.#read(before), LOOKED_AT_MS);
    });
  }

  #read(before: Span[]): void {
    this.#timer = null;
    const now = this.#inSight();
    // Only what was in sight all the time; marks that moved are looked at a little longer.
    const both = now.filter((span) => before.some((other) => other.from === span.from && other.to === span.to));
    if (both.length > 0) this.view.dispatch({ effects: both.map((span) => seen.of(span)) });
    this.#watch();
  }

  #inSight(): Span[] {
    if (!document.hasFocus()) return [];
    const pane = (this.view.dom.closest(".scroll") ?? this.view.scrollDOM).getBoundingClientRect();
    return marksIn(this.view.state.field(arrivals), 0, this.view.state.doc.length).filter(({ from }) => {
      const top = this.view.documentTop + this.view.lineBlockAt(from).top;
      return top >= pane.top - 8 && top <= pane.bottom - 8;
    });
  }

  destroy(): void {
    window.removeEventListener("focus", this.#look);
    document.removeEventListener("scroll", this.#look, { capture: true });
    if (this.#timer !== null) clearTimeout(this.#timer);
  }
}

export const arrivalMarks = [arrivals, dots, ViewPlugin.fromClass(Reader)];
