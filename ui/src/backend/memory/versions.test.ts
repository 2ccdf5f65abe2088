// The vault in memory keeps versions as the real one does.
import { expect, it } from "vitest";
import { MemoryBackend } from ".";

it("keeps what was typed as a version, brings an old one back and undoes that", async () => {
  let now = 1_000_000_000;
  const backend = new MemoryBackend(() => now);
  const { row } = backend.seed({ title: "Tide pools", body: "Limpets.", notebook_id: null, tags: [], pinned: false }, now);
  now += 3_600_000;
  const opened = await backend.noteOpen(row.id, () => {});
  await backend.notePush({ session: opened.session, client: "a", seq: 1, base: 0, changes: [8, [0, " Crabs."]] });
  const history = await backend.noteHistory(row.id, 0, 10);
  expect(history.versions.map((version) => [version.added, version.removed])).toEqual([[7, 0], [8, 0]]);
  const oldest = history.versions[1]!;
  const gesture = await backend.noteRestoreVersion(row.id, oldest.id, { title: true, text: true, tags: true, notebook: true });
  expect((await backend.noteVersion(row.id, oldest.id)).now.text).toBe("Limpets.");
  await backend.undo(gesture.group!, false);
  expect((await backend.noteVersion(row.id, oldest.id)).now.text).toBe("Limpets. Crabs.");
});

it("undoes what a device did for a while, but for what was written since", async () => {
  let now = 1_000_000_000;
  const backend = new MemoryBackend(() => now);
  const [first, second] = ["First", "Second"].map((title) => backend.seed({ title, body: "text", notebook_id: null, tags: [], pinned: false }, now).row.id) as [string, string];
  now += 3_600_000;
  const from = now;
  await backend.notesPatch([first, second], patch("Changed"));
  const to = now;
  now += 3_600_000;
  await backend.notesPatch([second], patch("Changed again"));
  const device_id = (await backend.vaultHistory({ before: null, device_id: null })).devices[0]!.id;
  const preview = await backend.undoSession({ device_id, from, to }, true);
  expect([preview.notes, preview.left_count, preview.group]).toEqual([1, 1, null]);
  const undone = await backend.undoSession({ device_id, from, to }, false);
  const titles = async () => Promise.all([first, second].map(async (id) => (await backend.noteMeta(id)).row.title));
  expect(await titles()).toEqual(["First", "Changed again"]);
  await backend.undo(undone.group!, false);
  expect(await titles()).toEqual(["Changed", "Changed again"]);
});

const patch = (title: string) => ({ title, pinned: null, archived: null, favorite: null, move_to: null, add_tags: [], remove_tags: [] });
