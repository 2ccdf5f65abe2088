// Typing survives the end of a session, and is never doubled.
import { ChangeSet, Text } from "@codemirror/state";
import { expect, it } from "vitest";
import { rebaseUnsent } from "./unsent";

const text = (content: string) => Text.of(content.split("\n"));
const insert = (at: number, words: string, length: number) => ChangeSet.of({ from: at, insert: words }, length);

function carried(confirmed: string, updates: ChangeSet[], now: string): string {
  return rebaseUnsent({ confirmed: text(confirmed), updates }, text(now)).apply(text(now)).toString();
}

it("types again what did not arrive", () => {
  expect(carried("base", [insert(4, " one", 4), insert(8, " two", 8)], "base")).toBe("base one two");
});

it("leaves out what did arrive", () => {
  expect(carried("base", [insert(4, " one", 4), insert(8, " two", 8)], "base one")).toBe("base one two");
  expect(carried("base", [insert(4, " one", 4), insert(8, " two", 8)], "base one two")).toBe("base one two");
});

it("merges with what others wrote meanwhile", () => {
  expect(carried("one three", [insert(9, " mine", 9)], "one two three")).toBe("one two three mine");
  expect(carried("a", [insert(1, " mine", 1)], "")).toBe(" mine");
});

it("does nothing when nothing is left", () => {
  expect(carried("base", [], "something else")).toBe("something else");
});
