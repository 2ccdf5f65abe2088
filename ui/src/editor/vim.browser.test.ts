// Keys of Vim on our editor: its undo is the note's own, and what the app adds still works while inserting.
import { EditorView } from "@codemirror/view";
import { afterEach, beforeEach, expect, it } from "vitest";
import { userEvent } from "vitest/browser";
import { noServices } from "./services";
import { createEditorState, personal } from "./setup";
import { vimKeys } from "./vim";

let view: EditorView;

beforeEach(() => {
  const nothing = () => {};
  const events = { onLocalChange: nothing, onCompositionStart: nothing, onCompositionEnd: nothing, onBlur: nothing };
  view = new EditorView({ parent: document.body, state: createEditorState("one two three", 0, "test", false, events, noServices) });
  view.dispatch({ effects: personal.reconfigure(vimKeys()) });
  view.focus();
});

afterEach(() => view.destroy());

const doc = () => view.state.doc.toString();

it("moves, deletes and takes back", async () => {
  await userEvent.keyboard("dw");
  expect(doc()).toBe("two three");
  await userEvent.keyboard("u");
  expect(doc()).toBe("one two three");
  await userEvent.keyboard("wiNEW {Escape}");
  expect(doc()).toBe("one NEW two three");
  await userEvent.keyboard("u");
  expect(doc()).toBe("one two three");
});

it("goes on with lists while inserting", async () => {
  await userEvent.keyboard("o- a{Enter}b{Escape}");
  expect(doc()).toBe("one two three\n- a\n- b");
});
