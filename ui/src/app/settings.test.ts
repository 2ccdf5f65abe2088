// The settings page: sections, search, and that what is set is kept and in force.
import { EditorView } from "@codemirror/view";
import { flushSync, mount, tick, unmount } from "svelte";
import { afterEach, beforeEach, expect, it } from "vitest";
import { MemoryBackend } from "../backend/memory";
import { pageSchedule } from "../shared/timers";
import { LayoutState } from "../state/layout.svelte";
import { SECTIONS } from "../state/settings.svelte";
import { Workspace } from "../state/workspace.svelte";
import { commands } from "./commands";
import { runKey } from "./keyboard";
import App from "./App.svelte";
import { ENTRIES, findEntries } from "../features/settings/entries";

let drawn: ReturnType<typeof mount>;
let backend: MemoryBackend;
let workspace: Workspace;

const one = (testid: string) => document.querySelector<HTMLElement>(`[data-testid="${testid}"]`)!;

async function settle(): Promise<void> {
  await import("../features/settings/SettingsPage.svelte");
  for (let turn = 0; turn < 8; turn++) {
    await tick();
    flushSync();
    await Promise.resolve();
  }
}

function press(target: EventTarget, key: string, code: string, more: KeyboardEventInit = {}): void {
  target.dispatchEvent(new KeyboardEvent("keydown", { key, code, bubbles: true, cancelable: true, ...more }));
}

beforeEach(async () => {
  HTMLDialogElement.prototype.showModal ??= () => {};
  Element.prototype.scrollIntoView ??= () => {};
  backend = new MemoryBackend(() => 1_700_000_000_000);
  backend.vault = { kind: "ready", first_start: false, device: "Here" };
  workspace = new Workspace(backend, new LayoutState(null, 1280), pageSchedule, () => 1_700_000_000_000);
  drawn = mount(App, { target: document.body, props: { workspace } });
  await workspace.start();
  await workspace.showSettings("appearance");
  await settle();
});

afterEach(async () => {
  await workspace.preferences.set({ theme: "system", language: "en", shortcuts: {}, textSize: 16 });
  await unmount(drawn);
  document.body.replaceChildren();
});

it("shows every section, by click and by arrow keys", async () => {
  for (const section of SECTIONS) {
    one(`settings-${section}`).click();
    await settle();
    expect(one(`settings-${section}`).getAttribute("aria-current"), section).toBe("page");
    const wanted = ENTRIES.filter((entry) => entry.section === section && !["size", "folder"].includes(entry.id));
    for (const entry of wanted) expect(document.querySelector(`[data-setting="${entry.id}"]`), entry.id).not.toBeNull();
  }
  workspace.settings.show("appearance");
  await settle();
  press(one("settings-appearance"), "ArrowDown", "ArrowDown");
  await settle();
  expect(workspace.settings.section).toBe("editor");
  expect(document.activeElement).toBe(one("settings-editor"));
});

it("applies and keeps what is set", async () => {
  one("set-theme-dark").click();
  await settle();
  expect(document.documentElement.dataset.theme).toBe("dark");
  one("set-compactRows").click();
  await settle();
  expect(one("set-compactRows").getAttribute("aria-checked")).toBe("true");
  const size = one("set-textSize") as HTMLInputElement;
  size.value = "21";
  size.dispatchEvent(new Event("input", { bubbles: true }));
  await settle();
  expect(document.documentElement.style.getPropertyValue("--text-size")).toBe("21px");
  one("set-language-de").click();
  await workspace.preferences.spoken;
  await settle();
  expect(one("settings-shortcuts").textContent?.trim()).toBe("Tastenkürzel");
  expect(JSON.parse((await backend.preferences())!)).toMatchObject({ theme: "dark", compactRows: true, textSize: 21, language: "de" });
});

it("finds settings by their words, and leads to those that need more room", async () => {
  expect(findEntries("dark").map((entry) => entry.id)).toContain("theme");
  expect(findEntries("  ")).toEqual([]);
  expect(findEntries("zebra")).toEqual([]);
  const search = one("settings-search") as HTMLInputElement;
  search.value = "backup";
  search.dispatchEvent(new Event("input", { bubbles: true }));
  await settle();
  const found = document.querySelector<HTMLElement>('[data-setting="found-backup"] button')!;
  found.click();
  await settle();
  expect(workspace.settings.section).toBe("storage");
  expect(document.activeElement).toBe(one("backup"));
});

it("remaps a command by pressing keys, asks before it takes a chord, refuses what types", async () => {
  workspace.settings.show("shortcuts");
  await settle();
  one("shortcut-note.pin").click();
  await settle();
  // While keys are recorded, they run nothing.
  expect(runKey(new KeyboardEvent("keydown", { key: "n", code: "KeyN", ctrlKey: true }), workspace)).toBe(false);
  press(window, "q", "KeyQ", { ctrlKey: true, altKey: true });
  await settle();
  expect(one("shortcut-told").textContent).toContain("AltGr");
  press(window, "n", "KeyN", { ctrlKey: true });
  await settle();
  expect(one("shortcut-conflict").textContent).toContain("New note");
  expect(workspace.preferences.values.shortcuts).toEqual({});
  one("shortcut-replace").click();
  await settle();
  expect(workspace.preferences.values.shortcuts).toEqual({ "note.pin": ["Mod-N"], "note.new": [] });
  const before = backend.notes.size;
  runKey(new KeyboardEvent("keydown", { key: "n", code: "KeyN", ctrlKey: true, cancelable: true }), workspace);
  await settle();
  expect(backend.notes.size).toBe(before);
  // Escape leaves everything as it was.
  one("shortcut-note.tag").click();
  await settle();
  press(window, "Escape", "Escape");
  await settle();
  expect(workspace.settings.isRecording).toBe(false);
  expect(commands.find((command) => command.id === "note.new")!.keys).toEqual(["Mod-N"]);
  one("shortcut-reset-note.pin").click();
  await settle();
  one("shortcut-reset-note.new").click();
  await settle();
  expect(workspace.preferences.values.shortcuts).toEqual({});
});

it("a chord that was taken away does nothing, not even what the editor would do with it", async () => {
  await workspace.preferences.set({ shortcuts: { "text.find": ["F7"] } });
  const event = new KeyboardEvent("keydown", { key: "f", code: "KeyF", ctrlKey: true, cancelable: true });
  expect(runKey(event, workspace)).toBe(true);
  expect(event.defaultPrevented).toBe(true);
});

it("changes the passphrase, and says in words why not", async () => {
  workspace.settings.show("security");
  await settle();
  const fill = (id: string, value: string) => {
    const field = document.querySelector<HTMLInputElement>(id)!;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const submit = async () => {
    one("passphrase-change").closest("form")!.dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true }));
    await settle();
  };
  fill("#passphrase-old", "wrong");
  fill("#passphrase-new", "a new passphrase");
  fill("#passphrase-new-again", "another passphrase");
  await submit();
  expect(one("settings").textContent).toContain("The two new passphrases differ.");
  fill("#passphrase-new-again", "a new passphrase");
  await submit();
  expect(one("settings").textContent).toContain("The passphrase of now is another one.");
  fill("#passphrase-old", "correct passphrase");
  await submit();
  expect(one("settings").textContent).toContain("The new passphrase opens your notes from now on.");
});

it("sets and removes a passphrase, locks, and tries out and restores backups", async () => {
  backend.keyPlaces = async () => ["keychain"];
  workspace.settings.show("security");
  await settle();
  expect((one("lock-now") as HTMLButtonElement).disabled).toBe(true);
  backend.keyPlaces = async () => ["keychain", "passphrase"];
  workspace.settings.show("about");
  await settle();
  workspace.settings.show("security");
  await settle();
  const before = backend.locked.times;
  one("lock-now").click();
  await settle();
  expect(backend.locked.times).toBe(before + 1);

  one("backup-create").click();
  await settle();
  expect(one("backup-told").textContent).toBe("The backup is written, opened and checked.");
  const rows = () => [...one("backups").querySelectorAll("li")];
  expect(rows().length).toBe(4);
  rows()[0]!.querySelector<HTMLButtonElement>("[data-testid=backup-check]")!.click();
  await settle();
  expect(rows()[0]!.textContent).toContain("It opens and is whole");

  const asked: (string | null)[] = [];
  const restore = backend.backupRestore;
  backend.backupRestore = async (id, passphrase) => {
    asked.push(passphrase);
    return restore(id, passphrase);
  };
  rows()[1]!.querySelector<HTMLButtonElement>("[data-testid=backup-restore]")!.click();
  await settle();
  const field = one("restore-passphrase") as HTMLInputElement;
  const submit = async (text: string) => {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.form!.dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true }));
    await settle();
  };
  await submit("wrong passphrase");
  expect(field.form!.textContent).toContain("The passphrase is not right.");
  await submit("correct passphrase");
  expect(asked).toEqual(["wrong passphrase", "correct passphrase"]);
  expect(document.querySelector("dialog")!.textContent).toContain("set-aside");
});

it("makes a note of a welcome note with every letter typed while it becomes one", async () => {
  await import("../features/start/WelcomePage.svelte");
  await workspace.showWelcome();
  await settle();
  const view = EditorView.findFromDOM(one("welcome-text"))!;
  const type = (text: string) => view.dispatch({ changes: { from: view.state.selection.main.head, insert: text }, selection: { anchor: view.state.selection.main.head + text.length }, userEvent: "input.type" });
  // The disk takes its time; the hands do not wait.
  const create = backend.noteCreate;
  backend.noteCreate = async (note) => {
    const made = await create(note);
    for (const letter of "ine: ") {
      type(letter);
      await settle();
    }
    return made;
  };
  type("M");
  for (let turn = 0; turn < 6; turn++) await settle();
  expect(workspace.page).toBe("notes");
  expect(workspace.editorView!.state.doc.toString()).toMatch(/^Mine: This is a quiet place/);
  expect(workspace.editorView!.state.selection.main.head).toBe("Mine: ".length);
  expect(workspace.welcome.notes.map((note) => note.id)).not.toContain("hello");
});

it("leaves the server only after a question, and says that the notes stay", async () => {
  await workspace.sync.connect("driftless1");
  backend.setStatus({ pending: 2 });
  workspace.settings.show("sync");
  await settle();
  one("disconnect").click();
  await settle();
  expect(workspace.question?.body).toContain("All notes stay here");
  expect(workspace.question?.body).toContain("2 changes were not sent");
  expect(workspace.sync.status?.server).not.toBeNull();
  const before = backend.notes.size;
  await workspace.question!.answers[0]!.run();
  await settle();
  expect(workspace.sync.status).toMatchObject({ server: null, mood: "local", pending: 2 });
  expect(backend.notes.size).toBe(before);
  expect(document.querySelector("[data-testid='disconnect']")).toBeNull();
});
