// Choosing a notebook by typing, with the real keyboard and focus of a browser.
import { afterEach, expect, it, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import type { NotebookRow } from "../bindings";
import NotebookChooser from "./NotebookChooser.svelte";

const notebook = (id: string, name: string, parent_id: string | null, depth: number): NotebookRow => ({ id, name, parent_id, depth, notes: 0 });
const notebooks = [notebook("w", "Work", null, 0), notebook("p", "Projects", "w", 1), notebook("h", "Home", null, 0), notebook("q", "Projets d’été", "h", 1)];
const onchoose = vi.fn();
const onclose = vi.fn();

async function open(currentId: string | null | undefined) {
  const { container } = await render(NotebookChooser, { title: "Move note to", notebooks, noneLabel: "No notebook", currentId, onchoose, onclose });
  const offers = () => [...container.querySelectorAll("[role=option]")].map((it) => it.textContent?.trim());
  const active = () => container.querySelector("[aria-selected=true]")?.textContent?.trim();
  return { container, offers, active };
}

afterEach(() => {
  onchoose.mockClear();
  onclose.mockClear();
});

it("begins where the note is, and the arrows go on from there", async () => {
  const { offers, active } = await open("p");
  expect(offers()).toEqual(["No notebook", "Work", "Projects", "Home", "Projets d’été"]);
  expect(active()).toBe("Projects");
  await userEvent.keyboard("{ArrowDown}");
  expect(active()).toBe("Home");
  await userEvent.keyboard("{End}{ArrowDown}");
  expect(active()).toBe("No notebook");
  await userEvent.keyboard("{Enter}");
  expect(onchoose).toHaveBeenCalledExactlyOnceWith(null);
});

it("narrows as somebody types, with or without accents, and by the notebook around it", async () => {
  const { offers } = await open(undefined);
  await userEvent.keyboard("proj");
  expect(offers()).toEqual(["Work / Projects", "Home / Projets d’été"]);
  await userEvent.keyboard(" ete");
  expect(offers()).toEqual(["Home / Projets d’été"]);
  await userEvent.keyboard("{Enter}");
  expect(onchoose).toHaveBeenCalledExactlyOnceWith("q");
});

it("chooses nothing when nothing fits, and Esc closes", async () => {
  const { container } = await open("w");
  await userEvent.keyboard("zzz{Enter}");
  expect(onchoose).not.toHaveBeenCalled();
  expect(container.querySelector("[aria-disabled=true]")).not.toBeNull();
  await userEvent.keyboard("{Escape}");
  expect(onclose).toHaveBeenCalledOnce();
});

it("takes a click", async () => {
  const { container } = await open(undefined);
  await userEvent.click(container.querySelectorAll("[role=option]")[3]!);
  expect(onchoose).toHaveBeenCalledExactlyOnceWith("h");
});
