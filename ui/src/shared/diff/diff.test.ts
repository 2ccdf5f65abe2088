// Both texts can be read out of their diff, in every form of it.
import { expect, it } from "vitest";
import { diffPieces, folded, rowsOf, type Piece } from "./diff";

const side = (pieces: Piece[], gone: Piece["kind"]) => pieces.filter((piece) => piece.kind !== gone).map((piece) => piece.text).join("");

const pairs: [string, string][] = [
  ["", ""],
  ["", "one\ntwo"],
  ["one\ntwo", ""],
  ["Tide pools\n\nLimpets at low water.", "Tide pools\n\nLimpets and crabs at low water.\nMore."],
  ["長い雨の日 😀", "長い雪の日 😀😀"],
  ["café 👩‍👧 x", "cafe\u0301 👨‍👧 x"],
  ["مرحبا بالعالم", "Letter home (draft)"],
  [Array.from({ length: 200 }, (_, n) => `line ${n}`).join("\n"), Array.from({ length: 200 }, (_, n) => (n === 100 ? "changed" : `line ${n}`)).join("\n")],
];

it.each(pairs)("keeps both sides of %j and %j", (before, after) => {
  const pieces = diffPieces(before, after);
  expect(side(pieces, "new")).toBe(before);
  expect(side(pieces, "gone")).toBe(after);
  const rows = rowsOf(pieces);
  const lines = (of: "before" | "after") => rows.map((row) => row[of]).filter((cell) => cell !== null).map((cell) => cell.map((piece) => piece.text).join("")).join("\n");
  expect(lines("before")).toBe(before);
  expect(lines("after")).toBe(after);
});

it("marks the words that differ, not the letters", () => {
  expect(diffPieces("Letter home", "Letter to Anna home")).toEqual([
    { kind: "same", text: "Letter " },
    { kind: "new", text: "to Anna " },
    { kind: "same", text: "home" },
  ]);
});

it("folds what is far from a change, and loses no line of it", () => {
  const [before, after] = pairs.at(-1)!;
  const parts = folded(diffPieces(before, after), 3);
  expect(parts.filter((part) => part.kind === "fold")).toHaveLength(2);
  const text = parts.map((part) => (part.kind === "fold" ? part.text : side(part.pieces, "new"))).join("\n");
  expect(text).toBe(before);
});
