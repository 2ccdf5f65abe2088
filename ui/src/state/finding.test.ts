// Searching as the window does it: reading, searching, saving, going back.
import { beforeEach, expect, it } from "vitest";
import { MemoryBackend } from "../backend/memory";
import { readingWords, troubleWords } from "../shared/search-words";
import { LayoutState } from "./layout.svelte";
import { recentCommands, rememberCommand } from "./recent-commands";
import { Workspace } from "./workspace.svelte";

const NOW = new Date(2026, 2, 1, 9).getTime();
let backend: MemoryBackend;
let workspace: Workspace;
const ids: string[] = [];

beforeEach(async () => {
  backend = new MemoryBackend(() => NOW);
  backend.vault = { kind: "ready", first_start: false, device: "Here" };
  ids.length = 0;
  for (const [title, body, tags] of [["Tide pools", "limpets", ["sea"]], ["Shopping", "bread", []], ["Surf", "limpets and waves", ["sea/deep"]]] as const) {
    ids.push(backend.seed({ title, body, notebook_id: null, tags: [...tags], pinned: false }, NOW - ids.length * 1_000).row.id);
  }
  workspace = new Workspace(backend, new LayoutState(null, 1280), (_, run) => (run(), () => {}), () => NOW);
  await workspace.start();
});

async function search(text: string): Promise<void> {
  workspace.finding.text = text;
  await workspace.finding.search();
}

const shown = () => [...workspace.list.rows.values()].map((row) => row.title);

it("tells how a search was understood, and marks its words but not those that must be missing", async () => {
  await search("limpets tag:sea -waves");
  expect(readingWords(workspace.finding.reading!)).toBe("Notes with “limpets…”, tagged “sea”, and not with “waves…”.");
  expect(shown()).toEqual(["Tide pools"]);
  expect(workspace.finding.words).toEqual([{ text: "limpets", isPhrase: false }]);
  await workspace.finding.clear();
  expect(workspace.finding.words).toEqual([]);
  expect(shown().length).toBe(3);
});

it("keeps the list while a search is not understood", async () => {
  await search("bread");
  await search("bread is:blue");
  expect(troubleWords(workspace.finding.reading!.trouble)).toContain("“is:blue” is not understood.");
  expect(shown()).toEqual(["Shopping"]);
});

it("looks only where the user is, when asked to", async () => {
  await workspace.show({ kind: "tag", name: "sea/deep" });
  await search("limpets");
  expect(shown().length).toBe(2);
  await workspace.finding.toggleWithin();
  expect(shown()).toEqual(["Surf"]);
  expect(backend.listRequests.at(-1)!.scope).toMatchObject({ kind: "search", within: { kind: "tag", name: "sea/deep" } });
});

it("saves a search, counts what it finds, and opens it", async () => {
  await workspace.savedSearches.create(" Sea ", "limpets");
  await workspace.savedSearches.create("Bread", "bread");
  expect(workspace.savedSearches.list.map((saved) => saved.name)).toEqual(["Bread", "Sea"]);
  await workspace.savedSearches.count();
  const sea = workspace.savedSearches.list[1]!;
  expect(workspace.savedSearches.counts[sea.id]).toBe(2);
  await workspace.finding.open(sea);
  expect(workspace.finding.text).toBe("limpets");
  expect(shown().length).toBe(2);
  await workspace.savedSearches.rename(sea.id, "Ocean");
  await workspace.savedSearches.remove(workspace.savedSearches.list[0]!.id);
  expect(workspace.savedSearches.list.map((saved) => saved.name)).toEqual(["Ocean"]);
});

it("goes back to the note in the list where it was looked at, and forward again", async () => {
  await workspace.goTo(ids[0]!);
  await workspace.show({ kind: "tag", name: "sea" });
  await search("waves");
  await workspace.goTo(ids[2]!);
  await workspace.show({ kind: "all" });
  await workspace.goTo(ids[1]!);
  await workspace.goBack(-1);
  expect(workspace.note.id).toBe(ids[2]);
  expect(workspace.list.searchText).toBe("waves");
  expect(workspace.list.scope).toEqual({ kind: "tag", name: "sea" });
  await workspace.goBack(1);
  expect(workspace.note.id).toBe(ids[1]);
  expect(workspace.list.searchText).toBe("");
  expect(workspace.trail.canGoForward).toBe(false);
});

it("makes the note of a day once, from the template that is chosen", async () => {
  const template = backend.seed({ title: "Day", body: "# {{title}}\n{{date:YYYY}}\n{{cursor}}", notebook_id: null, tags: [], pinned: false }, NOW).row;
  template.template = true;
  await workspace.preferences.set({ dailyTemplate: template.id, dailyTitle: "[Day] YYYY-MM-DD" });
  await workspace.making.today();
  const first = workspace.note.id;
  expect(workspace.note.title).toBe("Day 2026-03-01");
  expect(workspace.note.session!.state.doc.toString()).toBe("# Day 2026-03-01\n2026\n");
  expect(workspace.note.session!.state.selection.main.head).toBe(22);
  await workspace.goTo(ids[0]!);
  await workspace.making.today();
  expect(workspace.note.id).toBe(first);
  await workspace.making.nearDay(-1);
  expect(workspace.notices.list.length).toBe(1);
});

it("makes a template of a note, and notes of the template", async () => {
  await workspace.goTo(ids[1]!);
  await workspace.making.saveAsTemplate();
  expect(workspace.note.meta!.row.template).toBe(true);
  expect(workspace.list.scope).toEqual({ kind: "templates" });
  const [template] = await workspace.making.templates();
  await workspace.making.fromTemplate(template!.id);
  expect(workspace.note.meta!.row.template).toBe(false);
  expect(workspace.note.session!.state.doc.toString()).toBe("bread");
});

it("remembers commands, the last one first, and survives a spoiled memory", () => {
  localStorage.setItem("driftless.recent-commands", "{oops");
  expect(recentCommands(localStorage)).toEqual([]);
  for (const id of ["a", "b", "a"]) rememberCommand(localStorage, id);
  expect(recentCommands(localStorage)).toEqual(["a", "b"]);
});
