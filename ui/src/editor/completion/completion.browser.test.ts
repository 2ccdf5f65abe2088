// The menus in a real engine: Enter means the entry, also for who types faster than the list is looked up.
import { EditorView } from "@codemirror/view";
import { afterEach, expect, it, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { aids } from "../aids";
import { noServices } from "../services";
import { createEditorState, personal } from "../setup";

let view: EditorView;

function open(suggestNotes = noServices.suggestNotes, headings = noServices.headings): void {
  const nothing = () => {};
  const events = { onLocalChange: nothing, onCompositionStart: nothing, onCompositionEnd: nothing, onBlur: nothing };
  view = new EditorView({ parent: document.body, state: createEditorState("", 0, "test", false, events, { ...noServices, suggestNotes, headings }) });
  // They come to a note that is shown already.
  view.dispatch({ effects: personal.reconfigure(aids) });
  view.focus();
}

afterEach(() => view.destroy());

const doc = () => view.state.doc.toString();

it("takes the note that was looked for when Enter comes before the answer", async () => {
  const asked: { query: string; answer: () => void }[] = [];
  open((query) => new Promise((resolve) => asked.push({ query, answer: () => resolve([{ id: "0190a000-0000-7000-8000-000000000001", title: `Tide (${query})`, detail: null }]) })));
  // A doubled bracket types one.
  await userEvent.keyboard("[[[[tide");
  await vi.waitFor(() => expect(asked.at(-1)?.query).toBe("tide"));
  await userEvent.keyboard("{Enter}");
  expect(doc()).toBe("[[tide");
  for (const { answer } of asked) answer();
  await vi.waitFor(() => expect(doc()).toBe("[Tide (tide)](driftless://note/0190a000-0000-7000-8000-000000000001)"), 3_000);
});

it("puts in what the slash menu finds, and leaves what was typed when it is closed", async () => {
  open();
  await userEvent.keyboard("/h2");
  await vi.waitFor(() => expect(document.querySelector(".cm-menu [aria-selected]")?.textContent).toContain("Heading 2"));
  await userEvent.keyboard("{Enter}Plan{Enter}/");
  await vi.waitFor(() => expect(document.querySelector(".cm-menu")).not.toBeNull());
  await userEvent.keyboard("{Escape}");
  expect(document.querySelector(".cm-menu")).toBeNull();
  expect(doc()).toBe("## Plan\n/");
});

it("offers the headings of the note that is named before a hash, and links to one by the note's id", async () => {
  const id = "0190a000-0000-7000-8000-000000000001";
  const asked: string[] = [];
  open(
    async (query) => (query.includes("#") ? [] : [{ id: "0190a000-0000-7000-8000-000000000002", title: "Tide pools", detail: null }, { id, title: "Tide", detail: null }]),
    async (noteId) => (asked.push(noteId), ["Low water", "High (spring) water", "Gear"]),
  );
  await userEvent.keyboard("[[[[tide#wat");
  await vi.waitFor(() => expect([...document.querySelectorAll(".cm-menu li")].map((entry) => entry.textContent)).toEqual(["Low waterTide", "High (spring) waterTide"]));
  expect(new Set(asked)).toEqual(new Set([id]));
  await userEvent.keyboard("{ArrowDown}{Enter}");
  expect(doc()).toBe(`[Tide › High (spring) water](driftless://note/${id}#High%20%28spring%29%20water)`);
});
