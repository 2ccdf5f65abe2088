// Collects decorations for the visible part, and knows what the caret touches.
import type { EditorState, Range } from "@codemirror/state";
import { Decoration } from "@codemirror/view";

export const hide = Decoration.replace({});
export const mark = (name: string) => Decoration.mark({ class: name });
export const line = (name: string) => Decoration.line({ class: name });
const styled = mark("cm-styled");
/** Marks of the syntax while they show. */
export const visibleMark = mark("cm-mark");

export class Builder {
  readonly found: Range<Decoration>[] = [];

  constructor(
    readonly state: EditorState,
    readonly isFocused: boolean,
    readonly visibleFrom: number,
    readonly visibleTo: number,
  ) {}

  /** True when the caret or selection touches the span: there the raw marks show. */
  isTouched(from: number, to: number): boolean {
    return this.isFocused && this.state.selection.ranges.some((range) => range.from <= to && range.to >= from);
  }

  add(decoration: Decoration, from: number, to = from): void {
    this.found.push(decoration.range(from, to));
  }

  /** Hides a mark, or shows it faintly where the caret is. */
  mark(from: number, to: number, isShown: boolean): void {
    if (to > from) this.add(isShown ? visibleMark : hide, from, to);
  }

  /** The visible lines of a span. */
  lines(from: number, to: number, decorate: (lineFrom: number) => void): void {
    const { doc } = this.state;
    const first = doc.lineAt(Math.max(from, this.visibleFrom)).number;
    const last = doc.lineAt(Math.min(to, this.visibleTo)).number;
    for (let number = first; number <= last; number++) decorate(doc.line(number).from);
  }

  /**
   * A line that is higher or lower than text: its words are never what the editor estimates unseen lines by. (It takes the first short line of
   * bare text for that, and throws all it measured away when that height changes.)
   */
  styledLine(decoration: Decoration, at: number): void {
    this.add(decoration, at);
    const { to } = this.state.doc.lineAt(at);
    if (to > at) this.add(styled, at, to);
  }

  /** The end of a mark with the one space after it. */
  withSpace(to: number): number {
    return this.state.sliceDoc(to, to + 1) === " " ? to + 1 : to;
  }
}
