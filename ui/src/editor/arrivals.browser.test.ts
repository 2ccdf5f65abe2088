// Two editors of one note: what another device wrote has a dot beside its line, what another window of this device typed has none.
import { ChangeSet } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { afterEach, expect, it, vi } from "vitest";
import type { ChangesView } from "../bindings";
import { MemoryBackend } from "../backend/memory";
import "../shared/tokens.css";
import { pageSchedule } from "../shared/timers";
import { adoptEditorStyles } from "./adopted-styles";
import { noServices } from "./services";
import { EditorSession } from "./session";

const views: EditorView[] = [];
afterEach(() => views.splice(0).forEach((view) => view.destroy()));

async function open(backend: MemoryBackend, noteId: string, client: string): Promise<EditorView> {
  const session = await EditorSession.open(noteId, false, { backend, schedule: pageSchedule, newClientId: () => client, onTrouble: () => {}, services: () => noServices });
  const pane = document.createElement("div");
  pane.style.padding = "0 48px";
  document.body.append(pane);
  const view = new EditorView({ parent: pane });
  session.attach(view);
  views.push(view);
  return view;
}

it("marks the line that another device changed", async () => {
  adoptEditorStyles();
  const backend = new MemoryBackend(() => 1_700_000_000_000);
  const { row } = backend.seed({ title: "Shared", body: "one\ntwo\nthree", notebook_id: null, tags: [], pinned: false }, 0);
  const [here, there] = [await open(backend, row.id, "here"), await open(backend, row.id, "there")];
  const dots = () => [...here.dom.querySelectorAll<HTMLElement>(".cm-arrival")];

  there.dispatch({ changes: { from: 0, insert: "typed " }, userEvent: "input.type" });
  await vi.waitFor(() => expect(here.state.doc.line(1).text).toBe("typed one"));
  expect(dots()).toHaveLength(0);

  const { session } = backend.notes.get(row.id)!;
  const at = session.text.indexOf("two");
  session.merge(ChangeSet.of({ from: at, insert: "from afar " }, session.text.length).toJSON() as ChangesView);
  await vi.waitFor(() => expect(dots()).toHaveLength(1));
  const [dot, line] = [dots()[0]!.getBoundingClientRect(), here.coordsAtPos(here.state.doc.line(2).from)!];
  expect((dot.top + dot.bottom) / 2).toBeGreaterThan(line.top);
  expect((dot.top + dot.bottom) / 2).toBeLessThan(line.bottom);
  expect(dot.right).toBeLessThan(line.left);
  expect(getComputedStyle(dots()[0]!).backgroundColor).not.toBe("rgba(0, 0, 0, 0)");
});
