// Marks the words of a search in a note, where they are seen, and jumps between them.
import { RangeSetBuilder, StateEffect, StateField, type EditorState, type Extension } from "@codemirror/state";
import { Decoration, EditorView, ViewPlugin, type DecorationSet, type ViewUpdate } from "@codemirror/view";

export interface FoundWord {
  text: string;
  /** Exactly as it stands; else the beginning of a word. */
  isPhrase: boolean;
}

interface Needle {
  letters: string;
  /** Must begin a word. */
  isAtWord: boolean;
}

interface Hit {
  from: number;
  to: number;
}

/** Letters of a note that jumping looks at: of a longer one only what is seen is marked. */
const LOOK_MAX = 2_000_000;
/** Hits counted at most. */
const HITS_MAX = 10_000;

/** The letters that need no table. */
const ASCII = /^[\0-\x7f]*$/;
const LETTER = /[\p{L}\p{N}]/u;
/** Scripts that are written without spaces, where a word may begin anywhere. */
const PAIRED = /[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]/;

/** A text as it is compared: without case, accents and width; and for each of its letters the one it comes from. */
function fold(text: string): { letters: string; source: (at: number) => number } {
  if (ASCII.test(text)) return { letters: text.toLowerCase(), source: (at) => at };
  let letters = "";
  const sources: number[] = [];
  let at = 0;
  for (const letter of text) {
    const folded = letter < "\x80" || PAIRED.test(letter) ? letter.toLowerCase() : letter.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    for (let unit = 0; unit < folded.length; unit++) sources.push(at);
    letters += folded;
    at += letter.length;
  }
  sources.push(at);
  return { letters, source: (index) => sources[index] ?? at };
}

function needlesOf(words: readonly FoundWord[]): Needle[] {
  return words.flatMap(({ text }) => {
    const trimmed = text.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
    const { letters } = fold(trimmed === "" ? text : trimmed);
    const first = letters[0] ?? "";
    return letters === "" ? [] : [{ letters, isAtWord: LETTER.test(first) && !PAIRED.test(first) }];
  });
}

/** Where the needles stand in a text, in order and without overlaps. `before`: the letter in front of it. */
function hitsIn(text: string, needles: readonly Needle[], before: string): Hit[] {
  const { letters, source } = fold(text);
  const found: Hit[] = [];
  for (const { letters: wanted, isAtWord } of needles) {
    for (let at = letters.indexOf(wanted); at >= 0 && found.length < HITS_MAX; at = letters.indexOf(wanted, at + 1)) {
      const previous = at === 0 ? before : (letters[at - 1] ?? "");
      if (isAtWord && LETTER.test(previous) && !PAIRED.test(previous)) continue;
      found.push({ from: source(at), to: source(at + wanted.length) });
    }
  }
  found.sort((a, b) => a.from - b.from || b.to - a.to);
  let end = -1;
  return found.filter(({ from, to }) => {
    if (from < end || to <= from) return false;
    end = to;
    return true;
  });
}

/** Marks these words from now on; none ends it. */
export const setFound = StateEffect.define<readonly FoundWord[]>();

const needles = StateField.define<readonly Needle[]>({
  create: () => [],
  update: (kept, transaction) => transaction.effects.reduce((all, effect) => (effect.is(setFound) ? needlesOf(effect.value) : all), kept),
});

const mark = Decoration.mark({ class: "cm-found" });

function marksSeen(view: EditorView): DecorationSet {
  const wanted = view.state.field(needles);
  const builder = new RangeSetBuilder<Decoration>();
  if (wanted.length === 0) return builder.finish();
  let end = -1;
  for (const range of view.visibleRanges) {
    // Whole lines, so that a word at the edge is whole, too.
    const from = Math.max(view.state.doc.lineAt(range.from).from, end + 1);
    const to = view.state.doc.lineAt(range.to).to;
    if (to <= from) continue;
    end = to;
    for (const hit of hitsIn(view.state.sliceDoc(from, to), wanted, "\n")) builder.add(from + hit.from, from + hit.to, mark);
  }
  return builder.finish();
}

const marks = ViewPlugin.fromClass(
  class {
    seen: DecorationSet;

    constructor(view: EditorView) {
      this.seen = marksSeen(view);
    }

    update(update: ViewUpdate): void {
      // While composing, decorations stay as they are: a changed one would end the composition.
      if (update.view.composing) this.seen = this.seen.map(update.changes);
      else if (update.docChanged || update.viewportChanged || update.startState.field(needles) !== update.state.field(needles)) this.seen = marksSeen(update.view);
    }
  },
  { decorations: (plugin) => plugin.seen },
);

/** Every hit of the note, in order. */
export function foundHits(state: EditorState): Hit[] {
  const wanted = state.field(needles, false) ?? [];
  return wanted.length === 0 ? [] : hitsIn(state.sliceDoc(0, Math.min(LOOK_MAX, state.doc.length)), wanted, "\n");
}

/** Selects the next hit (1) or the previous one (-1), around the end. Tells which it is, from 1. */
export function jumpToFound(view: EditorView, step: 1 | -1): { at: number; count: number } | null {
  const hits = foundHits(view.state);
  if (hits.length === 0) return null;
  const { from, to } = view.state.selection.main;
  const ahead = hits.findIndex((hit) => (from === to ? hit.from >= from : hit.from > from));
  const behind = hits.findLastIndex((hit) => hit.from < from);
  const at = step === 1 ? (ahead < 0 ? 0 : ahead) : behind < 0 ? hits.length - 1 : behind;
  const hit = hits[at]!;
  view.dispatch({ selection: { anchor: hit.from, head: hit.to }, effects: EditorView.scrollIntoView(hit.from, { y: "center" }), userEvent: "select.search" });
  return { at: at + 1, count: hits.length };
}

/** Brings the first hit into view, without moving the caret. */
export function revealFound(view: EditorView): void {
  const first = foundHits(view.state)[0];
  if (first) view.dispatch({ effects: EditorView.scrollIntoView(first.from, { y: "nearest", yMargin: 96 }) });
}

const look = EditorView.baseTheme({ ".cm-found": { backgroundColor: "var(--find)", borderRadius: "2px" } });

export const foundWords: Extension = [needles, marks, look];
