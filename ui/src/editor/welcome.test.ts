// Letters typed while a welcome note becomes a note arrive in it.
import { Text, ChangeSet } from "@codemirror/state";
import { expect, it } from "vitest";
import { changeBetween } from "./welcome";

it.each([
  ["abc", "abXc"],
  ["abc", ""],
  ["", "abc"],
  ["aaaa", "aaa"],
  ["x😀y", "x😁y"],
  ["😀😀", "😀😀😀"],
  ["a\nb", "a\nc\nb"],
])("makes %j into %j", (before, after) => {
  const change = changeBetween(before, after)!;
  const text = ChangeSet.of(change, before.length).apply(Text.of(before.split("\n")));
  expect(text.toString()).toBe(after);
  const { insert } = change as { insert: string };
  expect(insert.isWellFormed()).toBe(true);
});

it("changes nothing where nothing changed", () => {
  expect(changeBetween("same", "same")).toBeNull();
});
