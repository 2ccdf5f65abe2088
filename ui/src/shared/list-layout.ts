// Where rows and headings of a grouped list stand, whatever its length. Pure.

export interface Span {
  /** Index of the first row. */
  start: number;
  total: number;
  /** Of its heading, pixels. */
  top: number;
  height: number;
}

export class ListLayout {
  readonly spans: readonly Span[];
  readonly total: number;
  readonly height: number;
  readonly rowHeight: number;
  readonly headingHeight: number;

  /** `totals`: rows of each group, none for a list without groups. */
  constructor(total: number, totals: readonly number[], rowHeight: number, headingHeight: number) {
    this.rowHeight = rowHeight;
    const isGrouped = totals.length > 0;
    this.headingHeight = isGrouped ? headingHeight : 0;
    this.total = total;
    const spans: Span[] = [];
    let start = 0;
    let top = 0;
    for (const rows of isGrouped ? totals : [total]) {
      const height = this.headingHeight + rows * rowHeight;
      spans.push({ start, total: rows, top, height });
      start += rows;
      top += height;
    }
    this.spans = spans;
    this.height = top;
  }

  /** The group of a row. */
  spanOf(index: number): number {
    return this.#last((span) => span.start <= index && (span.total > 0 || span.start < index));
  }

  topOf(index: number): number {
    const span = this.spans[this.spanOf(index)];
    return span ? span.top + this.headingHeight + (index - span.start) * this.rowHeight : 0;
  }

  /** The row at a height; the first below a heading. */
  indexAt(y: number): number {
    const span = this.spans[this.#last((candidate) => candidate.top <= y)];
    if (!span) return 0;
    const within = Math.floor((y - span.top - this.headingHeight) / this.rowHeight);
    return Math.max(0, Math.min(this.total - 1, span.start + Math.max(0, Math.min(span.total - 1, within))));
  }

  #last(isBefore: (span: Span) => boolean): number {
    let [low, high] = [0, this.spans.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (isBefore(this.spans[middle]!)) low = middle;
      else high = middle - 1;
    }
    return Math.max(0, low);
  }
}
