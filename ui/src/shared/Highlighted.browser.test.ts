// Passages of a search result: what matched is marked, the rest is as it was.
import { expect, it } from "vitest";
import { render } from "vitest-browser-svelte";
import Highlighted from "./Highlighted.svelte";

it("marks what matched", async () => {
  const screen = await render(Highlighted, { text: "low water", marks: [[0, 3]] });
  expect(screen.container.textContent).toBe("low water");
  expect(screen.container.querySelector("mark")?.textContent).toBe("low");
});
