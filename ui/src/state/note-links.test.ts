// Where following a link to a note leads: to the note, to a heading in it, or to a window of its own.
import { EditorView } from "@codemirror/view";
import { expect, it, vi } from "vitest";
import { MemoryBackend } from "../backend/memory";
import { SimulatedTime } from "../editor/simulation";
import { servicesOf } from "./editor-services";
import { LayoutState } from "./layout.svelte";
import { Workspace } from "./workspace.svelte";

async function scene() {
  const time = new SimulatedTime();
  const clock = () => 1_700_000_000_000 + time.now;
  const backend = new MemoryBackend(clock);
  backend.vault = { kind: "ready", first_start: false, device: "Here" };
  const seed = (title: string, body: string, age: number) => backend.seed({ title, body, notebook_id: null, tags: [], pinned: false }, 1_000_000 - age).row.id;
  const [from, tide] = [seed("From", "", 0), seed("Tide", "intro\n\n## Low *water*\n\ntext", 5)];
  const workspace = new Workspace(backend, new LayoutState(null, 1280), time.schedule, clock);
  await workspace.start();
  await time.run(100);
  const { links, headings } = servicesOf(workspace, from);
  return { backend, workspace, from, tide, links, headings };
}

it("opens a window of its own when asked for, and leaves this one as it is", async () => {
  const { backend, workspace, from, tide, links } = await scene();
  links.open({ kind: "id", id: tide }, { inNewWindow: true });
  await vi.waitFor(() => expect((backend as unknown as { opened: string[] }).opened).toEqual([tide]));
  expect(workspace.note.id).toBe(from);
  links.open({ kind: "title", title: "tide" }, { inNewWindow: false });
  await vi.waitFor(() => expect(workspace.note.id).toBe(tide));
});

it("goes to the heading that a link names", async () => {
  const { workspace, tide, links, headings } = await scene();
  expect(await headings(tide)).toEqual(["Low water"]);
  const view = new EditorView();
  workspace.editorView = view;
  for (const target of [{ kind: "id" as const, id: tide, heading: "low water" }, { kind: "title" as const, title: "Tide#Low water" }]) {
    await workspace.note.open(tide);
    workspace.note.session!.attach(view);
    view.dispatch({ selection: { anchor: 0 } });
    links.open(target, { inNewWindow: false });
    await vi.waitFor(() => expect(view.state.doc.lineAt(view.state.selection.main.head).text).toBe("## Low *water*"));
    workspace.note.session!.detach();
  }
  view.destroy();
});
