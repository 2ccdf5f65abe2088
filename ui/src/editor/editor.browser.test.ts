// The editor in a real engine: letters typed are letters in the text, and its styles come without a style element.
import { afterEach, beforeEach, expect, it } from "vitest";
import { userEvent } from "vitest/browser";
import { EditorView } from "@codemirror/view";
import { adoptEditorStyles } from "./adopted-styles";
import { noServices } from "./services";
import { createEditorState } from "./setup";

let view: EditorView;

beforeEach(() => {
  adoptEditorStyles();
  const nothing = () => {};
  const events = { onLocalChange: nothing, onCompositionStart: nothing, onCompositionEnd: nothing, onBlur: nothing };
  view = new EditorView({ parent: document.body, state: createEditorState("", 0, "test", false, events, noServices) });
});

afterEach(() => view.destroy());

it("types into the text", async () => {
  view.focus();
  await userEvent.keyboard("# Tide{Enter}low water");
  expect(view.state.doc.toString()).toBe("# Tide\nlow water");
  expect(document.querySelectorAll("style[data-style-mod]")).toHaveLength(0);
  expect(getComputedStyle(view.contentDOM.querySelector(".cm-h1")!).fontSize).toBe("24px");
});
