// What the palette puts first. Changing it is a decision.
import { expect, it } from "vitest";
import { fit, ranked } from "./fit";

const titles = ["Go to sidebar", "Show or hide the sidebar", "New note", "Next note", "Move the note to the trash", "All notes", "Délai de sauvegarde"];
const order = (query: string) => ranked(titles, (title) => title, query).map(({ offer }) => offer);

it("ranks beginnings, then words, initials, parts, letters", () => {
  expect(order("n")).toEqual(["New note", "Next note", "Move the note to the trash", "All notes"]);
  expect(order("note")).toEqual(["New note", "Next note", "Move the note to the trash", "All notes"]);
  expect(order("nn")).toEqual(["New note", "Next note"]);
  expect(order("note new")).toEqual(["New note"]);
  expect(order("ebar")).toEqual(["Go to sidebar", "Show or hide the sidebar"]);
  expect(order("delai")).toEqual(["Délai de sauvegarde"]);
  expect(order("zzz")).toEqual([]);
  expect(order("")).toEqual(titles);
});

it("marks what was found", () => {
  expect(fit("Go to sidebar", "side go")?.marks).toEqual([[0, 2], [6, 10]]);
  expect(fit("New note", "nn")?.marks).toEqual([[0, 1], [4, 5]]);
});
