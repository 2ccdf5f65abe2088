// The question before something is taken away: whoever presses Enter at once loses nothing.
import { expect, it, onTestFinished } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import { MemoryBackend } from "../backend/memory";
import { LayoutState } from "../state/layout.svelte";
import { Workspace } from "../state/workspace.svelte";
import { pageSchedule } from "../shared/timers";
import App from "./App.svelte";
import { runKey } from "./keyboard";

async function open() {
  const backend = new MemoryBackend(() => Date.now());
  backend.vault = { kind: "ready", first_start: false, device: "Here" };
  const { row } = backend.seed({ title: "Tides", body: "", notebook_id: null, tags: [], pinned: false }, 1_000_000);
  const workspace = new Workspace(backend, new LayoutState(null, 1000), pageSchedule, () => Date.now());
  await workspace.start();
  await render(App, { workspace });
  return { backend, workspace, id: row.id };
}

const dialog = () => document.querySelector<HTMLElement>("dialog[open]");
const focused = () => document.activeElement?.textContent?.trim();

it("asks with the safe answer first, by name and with what it means", async () => {
  const { workspace, id, backend } = await open();
  await workspace.organizer.trash([id]);
  workspace.organizer.askPurge([id]);
  await expect.poll(focused).toBe("Cancel");
  expect(dialog()?.getAttribute("role")).toBe("alertdialog");
  expect(document.getElementById(dialog()?.getAttribute("aria-describedby") ?? "")?.textContent).not.toBe("");
  await userEvent.keyboard("{Enter}");
  await expect.poll(dialog).toBeNull();
  expect(backend.notes.has(id)).toBe(true);

  workspace.organizer.askPurge([id]);
  await expect.poll(focused).toBe("Cancel");
  await userEvent.keyboard("{Escape}");
  await expect.poll(dialog).toBeNull();
  expect(backend.notes.has(id)).toBe(true);

  workspace.organizer.askPurge([id]);
  await expect.poll(focused).toBe("Cancel");
  await userEvent.keyboard("{Tab}{Enter}");
  await expect.poll(() => backend.notes.has(id)).toBe(false);
});

it("deletes a notebook by the same question, and keeps its notes unless told otherwise", async () => {
  const { backend, workspace, id } = await open();
  const notebook = await backend.notebookCreate("Work", null);
  await backend.notesPatch([id], { move_to: { notebook_id: notebook.id } } as never);
  await workspace.changed([]);
  workspace.organizer.askDeleteNotebook(notebook.id);
  await expect.poll(focused).toBe("Cancel");
  await userEvent.keyboard("{Enter}");
  await expect.poll(dialog).toBeNull();
  expect(workspace.sidebar.notebook(notebook.id)).not.toBeNull();

  workspace.organizer.askDeleteNotebook(notebook.id);
  await expect.poll(focused).toBe("Cancel");
  await userEvent.keyboard("{ArrowRight}");
  expect(document.activeElement?.getAttribute("data-testid")).toBe("notebook-delete-keep");
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => workspace.sidebar.notebook(notebook.id)).toBeNull();
  expect(backend.notes.get(id)?.row.trashed).toBe(false);
});

it("keeps the keys of the window away while it asks where to", async () => {
  const { workspace, id, backend } = await open();
  const press = (event: KeyboardEvent) => void runKey(event, workspace);
  addEventListener("keydown", press, true);
  onTestFinished(() => removeEventListener("keydown", press, true));
  await workspace.select(id, 0);
  await expect.poll(() => workspace.note.meta?.row.id).toBe(id);
  await userEvent.keyboard("{Control>}{Shift>}i{/Shift}{/Control}");
  await expect.poll(() => document.activeElement?.getAttribute("data-testid")).toBe("choose-notebook");
  const before = backend.notes.size;
  await userEvent.keyboard("{Control>}n{/Control}");
  expect(workspace.organizer.asking).not.toBeNull();
  expect(backend.notes.size).toBe(before);
});
