// The list never holds or asks for all rows, and stays where the user looks.
import { expect, it } from "vitest";
import { MemoryBackend } from "../backend/memory";
import { NoteList } from "./note-list.svelte";

const NOTES = 3_000;

function filled(): { backend: MemoryBackend; list: NoteList } {
  const backend = new MemoryBackend(() => 10_000_000);
  for (let index = 0; index < NOTES; index++) {
    backend.seed({ title: `Note ${index}`, body: "", notebook_id: null, tags: [], pinned: false }, 1_000_000 - index);
  }
  return { backend, list: new NoteList(backend) };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve();
}

it("asks for windows only", async () => {
  const { backend, list } = filled();
  await list.refresh();
  list.look(1_500, 1_512);
  await settle();
  expect(list.total).toBe(NOTES);
  expect(list.rows.get(1_505)?.title).toBe("Note 1505");
  expect(list.rows.size).toBeLessThan(400);
  expect(Math.max(...backend.listRequests.map((request) => request.limit))).toBeLessThanOrEqual(400);
});

it("keeps memory bounded while scrolling through everything", async () => {
  const { list } = filled();
  await list.refresh();
  for (let first = 0; first < NOTES; first += 10) {
    list.look(first, first + 12);
    await settle();
    expect(list.rows.has(Math.min(first + 5, NOTES - 1))).toBe(true);
  }
  expect(list.rows.size).toBeLessThanOrEqual(1_400);
});

it("moves with the rows when notes arrive above, and keeps the selection on its note", async () => {
  const { backend, list } = filled();
  const shifts: number[] = [];
  list.onShift = (rows) => shifts.push(rows);
  await list.refresh();
  list.look(100, 112);
  await settle();
  const active = list.rows.get(104)!;
  list.activate(active.id, 104);
  backend.seed({ title: "New", body: "", notebook_id: null, tags: [], pinned: false }, 2_000_000);
  await list.refresh();
  expect(shifts).toEqual([1]);
  expect(list.activeIndex).toBe(105);
  expect(list.activeId).toBe(active.id);
});

it("stays at the top when the user is at the top", async () => {
  const { backend, list } = filled();
  const shifts: number[] = [];
  list.onShift = (rows) => shifts.push(rows);
  await list.refresh();
  backend.seed({ title: "New", body: "", notebook_id: null, tags: [], pinned: false }, 2_000_000);
  await list.refresh();
  expect(shifts).toEqual([]);
  expect(list.rows.get(0)?.title).toBe("New");
});

it("searches instead of the scope, and goes back to it", async () => {
  const { list } = filled();
  await list.refresh();
  await list.search("note 2999");
  expect(list.total).toBe(1);
  expect(list.understood).toContain("2999");
  await list.search("");
  expect(list.total).toBe(NOTES);
});

it("asks once for rows that the list no longer has", async () => {
  const { backend, list } = filled();
  await list.refresh();
  for (const id of [...backend.notes.keys()].slice(50)) backend.notes.delete(id);
  const before = backend.listRequests.length;
  for (let time = 0; time < 20; time++) {
    list.look(2_000, 2_012);
    await settle();
  }
  expect(backend.listRequests.length - before).toBeLessThanOrEqual(2);
});
