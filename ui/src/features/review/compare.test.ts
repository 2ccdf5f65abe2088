// Comparing two titles loses no letter of either.
import { expect, it } from "vitest";
import { compare, type Piece } from "./compare";

const read = (pieces: Piece[], without: "first" | "second") => pieces.filter(({ side }) => side !== without).map(({ text }) => text).join("");

it("reads as either text again", () => {
  const texts = ["", "Letter to Anna", "Letter home (draft)", "読書メモ：雪国", "読書メモ：山の音", "café 👩‍👧 x", "cafe\u0301 👨‍👧 x", "a".repeat(300), "مرحبا بالعالم"];
  for (const first of texts) {
    for (const second of texts) {
      const pieces = compare(first, second);
      expect(read(pieces, "second")).toBe(first);
      expect(read(pieces, "first")).toBe(second);
    }
  }
});

it("marks the words that differ, not the letters", () => {
  expect(compare("Letter home", "Letter to Anna home")).toEqual([
    { text: "Letter ", side: "both" },
    { text: "to Anna ", side: "second" },
    { text: "home", side: "both" },
  ]);
});

it("shows texts that are too long to compare whole", () => {
  const long = "x".repeat(300_000);
  expect(compare(long, "y").map(({ side }) => side)).toEqual(["first", "second"]);
});
