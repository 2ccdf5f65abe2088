// Selecting and doing things with many notes, against the vault in memory.
import { beforeEach, expect, it } from "vitest";
import { MemoryBackend } from "../backend/memory";
import { pageSchedule } from "../shared/timers";
import { LayoutState } from "./layout.svelte";
import { Workspace } from "./workspace.svelte";

let backend: MemoryBackend;
let workspace: Workspace;

beforeEach(async () => {
  backend = new MemoryBackend(() => 1_700_000_000_000);
  backend.vault = { kind: "ready", first_start: false, device: "Here" };
  for (let index = 0; index < 3_000; index++) backend.seed({ title: `Note ${index}`, body: "", notebook_id: null, tags: index % 2 === 0 ? ["even/two"] : [], pinned: false }, 1_600_000_000_000 - index);
  workspace = new Workspace(backend, new LayoutState(null, 1280), pageSchedule, () => 1_700_000_000_000);
  await workspace.start();
});

it("selects a whole list without loading its rows", async () => {
  const asked = backend.listRequests.length;
  await workspace.selection.everything();
  expect(workspace.selection.count).toBe(3_000);
  expect(backend.listRequests.length).toBe(asked);
  expect(workspace.list.rows.size).toBeLessThan(500);
});

it("moves a range as one gesture, and takes it back whole", async () => {
  const { id } = await backend.notebookCreate("Work", null);
  await workspace.selectIndex(1);
  await workspace.selection.extendTo(2_000);
  expect(workspace.selection.count).toBe(2_000);
  await workspace.organizer.move(workspace.organizer.targets, id);
  expect(workspace.selection.count).toBe(0);
  expect([...backend.notes.values()].filter(({ row }) => row.notebook_id === id).length).toBe(2_000);
  await workspace.undo.undoLast();
  expect([...backend.notes.values()].filter(({ row }) => row.notebook_id === id).length).toBe(0);
});

it("forgets selected notes that left the list, and one alone is no selection", async () => {
  await workspace.selectIndex(0);
  await workspace.selection.extendTo(1);
  const [gone] = [...workspace.selection.ids];
  await backend.notesTrash([gone!]);
  await workspace.changed([gone!]);
  expect(workspace.selection.isMany).toBe(false);
});

it("restores a group of the trash, and renames a tag with those nested in it", async () => {
  await workspace.selectIndex(0);
  await workspace.selection.extendTo(4);
  await workspace.organizer.trash(workspace.organizer.targets);
  await workspace.show({ kind: "trash" });
  expect(workspace.list.groups.map(({ total }) => total)).toEqual([5]);
  await workspace.organizer.restoreGroup(workspace.list.groups[0]!, 0);
  expect(workspace.sidebar.data.trash).toBe(0);
  await workspace.organizer.renameTag("even", "odd");
  expect(workspace.sidebar.data.tags.map(({ name }) => name)).toEqual(["odd", "odd/two"]);
});
