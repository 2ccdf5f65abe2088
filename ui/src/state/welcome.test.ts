// Welcome notes are on no server and in no database until one is edited.
import { expect, it } from "vitest";
import { MemoryBackend } from "../backend/memory";
import { pageSchedule } from "../shared/timers";
import { LayoutState } from "./layout.svelte";
import { Workspace } from "./workspace.svelte";

async function start(first_start: boolean) {
  const backend = new MemoryBackend(() => 1_700_000_000_000);
  backend.vault = { kind: "ready", first_start, device: "Here" };
  const workspace = new Workspace(backend, new LayoutState(null, 1280), pageSchedule, () => 1_700_000_000_000);
  await workspace.start();
  return { backend, workspace };
}

it("offers them on the very first start only, beside a blank note", async () => {
  const { backend, workspace } = await start(true);
  expect(workspace.welcome.isShown).toBe(true);
  expect(workspace.welcome.notes.length).toBe(4);
  expect([...backend.notes.values()].every((note) => note.row.title === "" && note.session.text === "")).toBe(true);
  expect((await start(false)).workspace.welcome.isShown).toBe(false);
});

it("makes a note of the one that is edited, and of no other", async () => {
  const { backend, workspace } = await start(true);
  const before = backend.notes.size;
  const id = await workspace.welcome.keep("writing", "edited");
  expect(workspace.welcome.notes.length).toBe(4);
  await workspace.welcome.kept("writing");
  await workspace.welcome.kept("writing");
  expect(backend.notes.size).toBe(before + 1);
  expect(backend.notes.get(id)!.session.text).toBe("edited");
  expect(workspace.welcome.notes.map((note) => note.id)).toEqual(["hello", "finding", "devices"]);
});

it("takes them away in one go and keeps what became a note", async () => {
  const { backend, workspace } = await start(true);
  const id = await workspace.welcome.keep("hello", "mine");
  await workspace.welcome.kept("hello");
  await workspace.welcome.remove();
  expect(workspace.welcome.isShown).toBe(false);
  expect(backend.notes.has(id)).toBe(true);
  await workspace.welcome.offer();
  expect(workspace.welcome.isShown).toBe(false);
  await workspace.showWelcome();
  expect(workspace.welcome.isShown).toBe(true);
});
