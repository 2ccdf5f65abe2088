// A tag in the text: when it becomes one of the note, and when it goes.
import { EditorView } from "@codemirror/view";
import { afterEach, beforeEach, expect, it } from "vitest";
import { MemoryBackend } from "../backend/memory";
import { SimulatedTime } from "../editor/simulation";
import { TAGS_REST_MS } from "./inline-tags";
import { LayoutState } from "./layout.svelte";
import { Workspace } from "./workspace.svelte";

let backend: MemoryBackend;
let workspace: Workspace;
let time: SimulatedTime;
let view: EditorView;
let id: string;

async function open(body: string, tags: string[] = []): Promise<void> {
  time = new SimulatedTime();
  backend = new MemoryBackend(() => 1_700_000_000_000 + time.now);
  backend.vault = { kind: "ready", first_start: false, device: "Here" };
  id = backend.seed({ title: "One", body, notebook_id: null, tags, pinned: false }, 1).row.id;
  backend.seed({ title: "Two", body: "", notebook_id: null, tags: ["Garden/spring"], pinned: false }, 0);
  workspace = new Workspace(backend, new LayoutState(null, 1280), time.schedule, () => 1_700_000_000_000 + time.now);
  await workspace.start();
  await workspace.goTo(id);
  await time.run(100);
  workspace.note.session!.attach(view);
}

beforeEach(() => {
  view = new EditorView({ parent: document.body });
});
afterEach(() => view.destroy());

function type(text: string): void {
  const end = view.state.doc.length;
  view.dispatch({ changes: { from: end, insert: text }, selection: { anchor: end + text.length }, userEvent: "input.type" });
}

const tags = () => backend.notes.get(id)!.row.tags;

it("becomes a tag of the note when the writing rests, not while it is being typed", async () => {
  await open("");
  type("see #field");
  await time.run(TAGS_REST_MS + 100);
  expect(tags()).toEqual([]);
  type("work/tide now");
  await time.run(TAGS_REST_MS + 100);
  expect(tags()).toEqual(["fieldwork/tide"]);
});

it("becomes one when the text is left, also with the caret at its end", async () => {
  await open("");
  type("#fieldwork");
  workspace.note.session!.detach();
  await time.run(10);
  expect(tags()).toEqual(["fieldwork"]);
});

it("is spelled as the vault spells it", async () => {
  await open("");
  type("#garden/Spring ");
  await time.run(TAGS_REST_MS + 100);
  expect(tags()).toEqual(["Garden/spring"]);
});

it("never comes from looking at a note, from code, from headings, or from numbers", async () => {
  await open("#old\n\n```\n#code\n```\n`#inline` [a](#anchor)\n# Heading\n#42 ##x");
  type(" written ");
  await time.run(TAGS_REST_MS + 100);
  workspace.note.session!.detach();
  await time.run(10);
  expect(tags()).toEqual([]);
});

it("goes with its word when it was written here just now, and stays when it came from elsewhere", async () => {
  await open("#kept and ", ["kept"]);
  type("#slip ");
  await time.run(TAGS_REST_MS + 100);
  expect(tags()).toEqual(["kept", "slip"]);
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: "nothing" }, userEvent: "delete" });
  await time.run(TAGS_REST_MS + 100);
  expect(tags()).toEqual(["kept"]);
});

it("does not come back when it was taken from the note while its word stays", async () => {
  await open("");
  type("#gone ");
  await time.run(TAGS_REST_MS + 100);
  await workspace.patch({ remove_tags: ["gone"] });
  type("more ");
  await time.run(TAGS_REST_MS + 100);
  expect(tags()).toEqual([]);
});
