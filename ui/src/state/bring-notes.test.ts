// Bringing notes: nothing is written before the user says so, and a failure leads back to where one was.
import { expect, it } from "vitest";
import { MemoryBackend } from "../backend/memory";
import { BringNotes } from "./bring-notes.svelte";

it("looks first, then imports", async () => {
  const backend = new MemoryBackend(() => 0);
  const bring = new BringNotes(backend);
  await bring.choose("A folder");
  expect([bring.step, bring.plan?.notes, bring.plan?.not_taken.total]).toEqual(["plan", 3, 2]);
  expect(backend.notes.size).toBe(0);
  await bring.import();
  expect([bring.step, bring.report?.notes, backend.notes.size]).toEqual(["done", 3, 3]);
  expect(bring.report?.group).not.toBeNull();
});

it("says why a folder cannot be read, and keeps what was typed", async () => {
  const bring = new BringNotes(new MemoryBackend(() => 0));
  bring.folder = "/missing";
  await bring.look();
  expect([bring.step, bring.error?.kind, bring.folder]).toEqual(["choose", "bad_input", "/missing"]);
  bring.folder = "/home/you/notes";
  await bring.look();
  expect([bring.step, bring.error]).toEqual(["plan", null]);
});

it("stops in the middle, keeps what has come and names what has not", async () => {
  const backend = new MemoryBackend(() => 0);
  const bring = new BringNotes(backend);
  await bring.choose("A folder");
  const create = backend.noteCreate;
  backend.noteCreate = async (note) => {
    const made = await create(note);
    await bring.cancel();
    return made;
  };
  await bring.import();
  expect(bring.report).toMatchObject({ notes: 1, cancelled: true });
  expect(bring.report?.not_imported.total).toBe(2);
  expect(backend.notes.size).toBe(1);
});

it("takes the whole import back, but for what was changed since", async () => {
  const backend = new MemoryBackend(() => 0);
  const bring = new BringNotes(backend);
  await bring.choose("A folder");
  await bring.import();
  expect((await backend.sidebar()).all).toBe(3);
  await bring.undo();
  expect([bring.step, bring.left]).toEqual(["undone", 0]);
  expect((await backend.sidebar()).all).toBe(0);
});
