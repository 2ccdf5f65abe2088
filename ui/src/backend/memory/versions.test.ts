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
