// The window drawn from the in-memory vault: what real-window tests hold on to, and what must not be drawn.
import { flushSync, mount, tick, unmount } from "svelte";
import { afterEach, beforeEach, expect, it } from "vitest";
import { MemoryBackend } from "../backend/memory";
import { pageSchedule } from "../shared/timers";
import { LayoutState } from "../state/layout.svelte";
import { Workspace } from "../state/workspace.svelte";
import App from "./App.svelte";
import { runKey } from "./keyboard";
import { pages } from "./pages";

const NOTES = 100_000;
let drawn: ReturnType<typeof mount>;
let backend: MemoryBackend;
let workspace: Workspace;

beforeEach(async () => {
  HTMLDialogElement.prototype.showModal ??= () => {};
  backend = new MemoryBackend(() => 1_700_000_000_000);
  backend.vault = { kind: "ready", first_start: false, device: "Here" };
  backend.status = { ...backend.status, mood: "synced", server: "https://notes.example.org" };
  for (let index = 0; index < NOTES; index++) backend.seed({ title: `Note ${index}`, body: "", notebook_id: null, tags: index === 0 ? ["one"] : [], pinned: false }, 1_600_000_000_000 - index);
  workspace = new Workspace(backend, new LayoutState(null, 1280), pageSchedule, () => 1_700_000_000_000);
  drawn = mount(App, { target: document.body, props: { workspace } });
  await workspace.start();
  await settle();
});

afterEach(async () => {
  await unmount(drawn);
  document.body.replaceChildren();
});

async function settle(): Promise<void> {
  if (workspace.page !== "notes") await pages[workspace.page].load();
  for (let turn = 0; turn < 5; turn++) {
    await tick();
    flushSync();
    await Promise.resolve();
  }
}

const all = (testid: string) => [...document.querySelectorAll<HTMLElement>(`[data-testid="${testid}"]`)];
const one = (testid: string) => all(testid)[0]!;

it("draws a handful of 100,000 rows, one of them reachable by Tab", () => {
  const rows = all("note-row");
  expect(rows.length).toBeGreaterThan(5);
  expect(rows.length).toBeLessThan(40);
  expect(one("note-list").dataset.total).toBe(String(NOTES));
  expect(document.querySelectorAll('[role="option"][tabindex="0"]').length).toBe(1);
  expect(rows[0]!.getAttribute("aria-selected")).toBe("true");
  expect(rows[0]!.dataset.selected).toBe("true");
  expect(rows[0]!.dataset.noteId).toBe([...backend.notes.keys()][0]);
  expect(rows[0]!.getAttribute("aria-setsize")).toBe(String(NOTES));
});

it("names everything that tests of the real window look for", async () => {
  for (const testid of ["sidebar", "nav-all", "nav-pinned", "nav-review", "nav-trash", "tag-one", "note-list", "new-note", "search", "note-title", "editor", "sync-state", "sync-now", "note-menu", "tag-input", "notebook-select", "pin-note"]) {
    expect(all(testid).length, testid).toBe(1);
  }
  expect(document.querySelector('[data-testid="editor"] .cm-content')).not.toBeNull();
  expect(one("sync-state").dataset.mood).toBe("synced");
  expect(one("sync-state").textContent).toContain("All changes synced");

  one("note-menu").click();
  await settle();
  expect(all("trash-note").length).toBe(1);
  one("trash-note").click();
  await settle();
  await workspace.show({ kind: "trash" });
  await settle();
  expect(all("restore-note").length).toBe(1);
});

it("shows errors until they are dismissed", async () => {
  workspace.notices.show("The disk is full. Your text is kept in the window.");
  await settle();
  expect(one("error-notice").textContent).toContain("The disk is full.");
  one("error-notice").querySelector("button")!.click();
  await settle();
  expect(all("error-notice").length).toBe(0);
});

it("draws the review page and its choices", async () => {
  const [id] = [...backend.notes.keys()] as [string];
  backend.reviewItems = [
    { id: "r", entity_id: id, title: "Note 0", reason: { kind: "field", field: "title", shown: { value: "A", device: null, at: 1 }, others: [{ value: "B", device: "Laptop", at: 2 }] } },
  ];
  await workspace.note.refresh();
  await settle();
  expect(all("review-banner").length).toBe(1);
  await workspace.showReview(id);
  await settle();
  for (const testid of ["review-list", "review-item", "keep-shown", "keep-other", "keep-both"]) expect(all(testid).length, testid).toBe(1);
  one("keep-both").click();
  await settle();
  expect(backend.notes.get(id)!.row.title).toBe("A / B");
});

it("draws the form for a connect code, and keeps what was typed when it is refused", async () => {
  backend.setStatus({ mood: "local", server: null });
  await workspace.showSync();
  await settle();
  one("connect-open").click();
  await settle();
  const field = one("connect-code-input") as HTMLTextAreaElement;
  field.value = "half a code";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await settle();
  one("connect-submit").closest("form")!.dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true }));
  await settle();
  expect(document.querySelector("#connect-error")?.textContent).toContain("not a whole connect code");
  expect(field.value).toBe("half a code");
});

it("runs commands by key, but never a key that confirms a candidate of an input method", async () => {
  const before = backend.notes.size;
  const press = (more: KeyboardEventInit) => runKey(new KeyboardEvent("keydown", { key: "n", code: "KeyN", ctrlKey: true, cancelable: true, ...more }), workspace);
  expect(press({ isComposing: true })).toBe(false);
  expect(press({ keyCode: 229 })).toBe(false);
  expect(backend.notes.size).toBe(before);
  expect(press({})).toBe(true);
  await settle();
  expect(backend.notes.size).toBe(before + 1);
});
