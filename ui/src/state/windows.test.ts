// A window on one note shows that note only; links of the system open a note and do nothing else.
import { expect, it } from "vitest";
import { MemoryBackend } from "../backend/memory";
import { LayoutState } from "./layout.svelte";
import { Workspace } from "./workspace.svelte";

const newNote = (title: string) => ({ title, body: `${title} body`, notebook_id: null, tags: [], pinned: false });

async function setUp(prepare: (backend: MemoryBackend, ids: string[]) => void = () => {}) {
  const backend = new MemoryBackend(() => 1_000);
  backend.vault = { kind: "ready", first_start: false, device: "Test" };
  const ids = ["First", "Second"].map((title, index) => backend.seed(newNote(title), index).row.id);
  prepare(backend, ids);
  const workspace = new Workspace(backend, new LayoutState(null, 1280), (_ms, run) => (queueMicrotask(run), () => {}), () => 1_000);
  await workspace.start();
  return { backend, workspace, ids };
}

it("opens a window on a note with what was typed in its title", async () => {
  const { backend, workspace, ids } = await setUp();
  await workspace.goTo(ids[0]!);
  workspace.note.editTitle("First, renamed");
  await workspace.openWindow(workspace.note.id);
  expect(backend.opened).toEqual([ids[0]]);
  expect(backend.notes.get(ids[0]!)!.row.title).toBe("First, renamed");
});

it("shows the only note of its window", async () => {
  const { workspace, ids } = await setUp((backend, ids) => (backend.onlyNote = ids[0]!));
  expect(workspace.windows.isMain).toBe(false);
  expect(workspace.note.id).toBe(ids[0]);
});

it("closes the window of a note that goes to the trash, and leaves the others alone", async () => {
  const { backend, workspace, ids } = await setUp((backend, ids) => (backend.onlyNote = ids[0]!));
  await workspace.trash();
  expect(backend.closed).toBe(1);
  expect(backend.notes.get(ids[0]!)!.row.trashed).toBe(true);
  expect(backend.notes.get(ids[1]!)!.row.trashed).toBe(false);
});

it("gives a new note a window of its own, when it is asked for in the window of another", async () => {
  const { backend, workspace, ids } = await setUp((backend, ids) => (backend.onlyNote = ids[0]!));
  await workspace.newNote();
  expect(backend.notes.size).toBe(3);
  expect(backend.opened).toHaveLength(1);
  expect(workspace.note.id).toBe(ids[0]);
});

it("follows a link, also one that came before the window was there", async () => {
  const { backend, workspace, ids } = await setUp((backend, ids) => backend.follow(ids[0]!));
  expect(workspace.note.id).toBe(ids[0]);
  backend.follow(ids[1]!);
  await expect.poll(() => workspace.note.id).toBe(ids[1]);
});

it("says calmly that the note of a link is not here", async () => {
  const { backend, workspace, ids } = await setUp();
  await workspace.goTo(ids[0]!);
  backend.follow("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b");
  await expect.poll(() => workspace.notices.list.length).toBe(1);
  expect(workspace.note.id).toBe(ids[0]);
});
