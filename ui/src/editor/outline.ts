// The headings of a note, found line by line: the parser of the editor may not have come to the end of a long note.
import type { Text } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

export interface OutlineEntry {
  /** 1 to 6. */
  level: number;
  /** The words, without the marks around them. */
  text: string;
  /** Where the line begins, UTF-16 code units. */
  from: number;
}

/** Headings at most; a text with more is a list. */
const HEADINGS_MAX = 2_000;

/** Words of one line as they are shown: without emphasis, with the words of a link instead of its address. */
export function plainWords(markdown: string): string {
  return markdown
    .replace(/!?\[((?:\\.|[^\]\\])*)\]\([^)]*\)/g, "$1")
    .replace(/\[\[(?:[^\]|]*\|)?([^\]]*)\]\]/g, "$1")
    .replace(/`+/g, "")
    .replace(/(\*\*|__|~~|==|[*_])(?=\S)(.*?\S)\1/g, "$2")
    .replace(/(\*\*|__|~~|==|[*_])(?=\S)(.*?\S)\1/g, "$2")
    .replace(/\\([!-/:-@[-`{-~])/g, "$1")
    .trim();
}

export function outlineOf(doc: Text): OutlineEntry[] {
  const entries: OutlineEntry[] = [];
  let fence: string | null = null;
  let isFrontMatter = false;
  let before: { text: string; from: number } | null = null;
  let from = 0;
  let number = 0;
  for (const text of doc.iterLines()) {
    number += 1;
    const at = from;
    from += text.length + 1;
    const previous = before;
    before = null;
    if (number === 1 && text === "---") {
      isFrontMatter = true;
      continue;
    }
    if (isFrontMatter) {
      isFrontMatter = text !== "---" && text !== "...";
      continue;
    }
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(text)?.[1];
    if (fence !== null) {
      if (mark?.startsWith(fence) && /^\s*[`~]+\s*$/.test(text)) fence = null;
      continue;
    }
    if (mark) {
      fence = mark;
      continue;
    }
    const heading = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/.exec(text);
    if (heading) entries.push({ level: heading[1]!.length, text: plainWords(heading[2] ?? ""), from: at });
    else if (previous && /^ {0,3}(?:=+|-{2,})[ \t]*$/.test(text)) entries.push({ level: text.includes("=") ? 1 : 2, text: plainWords(previous.text), from: previous.from });
    else if (/^ {0,3}[^\s>#\-*+|]/.test(text) && !/^ {0,3}\d+[.)]\s/.test(text)) before = { text, from: at };
    if (entries.length >= HEADINGS_MAX) break;
  }
  return entries;
}

/** The heading that a position is under: its index, -1 before the first. */
export function headingAt(outline: readonly OutlineEntry[], position: number): number {
  return outline.findLastIndex((entry) => entry.from <= position);
}

/** Puts the caret at a line, and the line near the top. */
export function showLine(view: EditorView, from: number): void {
  const line = view.state.doc.lineAt(Math.min(from, view.state.doc.length));
  view.dispatch({ selection: { anchor: line.to }, effects: EditorView.scrollIntoView(line.from, { y: "start", yMargin: 24 }) });
}

/** Goes to the first heading with these words, whatever their capitals; false when there is none (any more). */
export function showHeading(view: EditorView, words: string): boolean {
  const wanted = plainWords(words).toLocaleLowerCase();
  const found = outlineOf(view.state.doc).find((entry) => entry.text.toLocaleLowerCase() === wanted);
  if (found) showLine(view, found.from);
  return found !== undefined;
}
