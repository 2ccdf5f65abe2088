// Sending the keyboard to a place that is still on its way.
import { afterEach, beforeEach, expect, it } from "vitest";
import { FocusPlaces } from "./focus";

let places: FocusPlaces;
let heard: string[];

beforeEach(() => {
  places = new FocusPlaces();
  heard = [];
});

afterEach(() => document.body.replaceChildren());

it("focuses a place that comes after it was asked for, once", async () => {
  await places.focus("history");
  const release = places.register("history", () => heard.push("history"));
  expect(heard).toEqual(["history"]);
  release();
  places.register("history", () => heard.push("again"));
  expect(heard).toEqual(["history"]);
});

it("leaves the keyboard to who went elsewhere meanwhile", async () => {
  await places.focus("history");
  const field = document.body.appendChild(document.createElement("input"));
  field.focus();
  places.register("history", () => heard.push("history"));
  expect(heard).toEqual([]);
});

it("forgets a place when another is asked for", async () => {
  places.register("list", () => heard.push("list"));
  await places.focus("history");
  await places.focus("list");
  places.register("history", () => heard.push("history"));
  expect(heard).toEqual(["list"]);
});
