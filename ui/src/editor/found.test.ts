// Found words in a note: which letters are marked, and where jumping leads.
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { afterEach, expect, it } from "vitest";
import { foundHits, foundWords, jumpToFound, setFound, type FoundWord } from "./found";

let view: EditorView | null = null;

function open(doc: string, words: FoundWord[]): EditorView {
  view = new EditorView({ state: EditorState.create({ doc, extensions: [foundWords] }), parent: document.body });
  view.dispatch({ effects: setFound.of(words) });
  return view;
}

afterEach(() => view?.destroy());

const word = (text: string): FoundWord => ({ text, isPhrase: false });

function marked(doc: string, ...words: FoundWord[]): string[] {
  const { state } = open(doc, words);
  return foundHits(state).map(({ from, to }) => state.sliceDoc(from, to));
}

it("marks beginnings of words, without case, accents and width", () => {
  expect(marked("Cafés, decafe, CAFE", word("cafe"))).toEqual(["Café", "CAFE"]);
  expect(marked("🎉 café 🎉", word("café"))).toEqual(["café"]);
  expect(marked("東京都と京都", word("京都"))).toEqual(["京都", "京都"]);
  expect(marked("a 🎉 b", word("🎉"))).toEqual(["🎉"]);
  expect(marked("see “tide pools” now", { text: "tide pools", isPhrase: true })).toEqual(["tide pools"]);
  expect(marked("nothing", word("x"))).toEqual([]);
});

it("does not mark a letter twice", () => {
  expect(marked("tidewater", word("tide"), word("tidewater"))).toEqual(["tidewater"]);
});

it("draws what it marks, and nothing after the search ends", () => {
  const shown = open("tide and tide", [word("tide")]);
  expect(shown.dom.querySelectorAll(".cm-found").length).toBe(2);
  shown.dispatch({ changes: { from: 0, insert: "un" } });
  expect(shown.dom.querySelectorAll(".cm-found").length).toBe(1);
  shown.dispatch({ effects: setFound.of([]) });
  expect(shown.dom.querySelectorAll(".cm-found").length).toBe(0);
});

it("jumps forward and back, around the end", () => {
  const shown = open("one tide two tide three", [word("tide")]);
  expect(jumpToFound(shown, 1)).toEqual({ at: 1, count: 2 });
  expect(shown.state.selection.main.from).toBe(4);
  expect(jumpToFound(shown, 1)).toEqual({ at: 2, count: 2 });
  expect(jumpToFound(shown, 1)).toEqual({ at: 1, count: 2 });
  expect(jumpToFound(shown, -1)).toEqual({ at: 2, count: 2 });
  expect(jumpToFound(open("none", []), 1)).toBeNull();
});
