// Lists keep their order and their numbers, whatever is moved.
import { EditorState, Text } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { deleteLine, moveLineDown } from "@codemirror/commands";
import { afterEach, expect, it } from "vitest";
import { indentItems, listEditing, outdentItems, renumbered } from "./lists";
import { noteLanguage } from "./syntax";

let view: EditorView;
afterEach(() => view?.destroy());

function edit(doc: string, run: (view: EditorView) => unknown): string {
  const caret = doc.indexOf("^");
  const second = doc.indexOf("^", caret + 1);
  const text = doc.replace(/\^/g, "");
  const selection = { anchor: caret, head: second < 0 ? caret : second - 1 };
  view = new EditorView({ state: EditorState.create({ doc: text, selection, extensions: [noteLanguage, listEditing] }) });
  run(view);
  return view.state.doc.toString();
}

it("indents an item under the text of the one before, with what is under it", () => {
  expect(edit("- a\n- ^b\n  - c\n- d", indentItems)).toBe("- a\n  - b\n    - c\n- d");
  expect(edit("1. a\n2. ^b\n3. c", indentItems)).toBe("1. a\n   1. b\n2. c");
  expect(edit("10. a\n11. ^b", indentItems)).toBe("10. a\n    1. b");
  expect(edit("- ^a\n- b", indentItems)).toBe("- a\n- b");
  expect(edit("- a\n- ^b\n- c^\n- d", indentItems)).toBe("- a\n  - b\n  - c\n- d");
  expect(edit("> - a\n> - ^b", indentItems)).toBe("> - a\n>   - b");
});

it("takes an item back to its parent's place, and the numbers follow", () => {
  expect(edit("- a\n  - ^b\n    - c\n- d", outdentItems)).toBe("- a\n- b\n  - c\n- d");
  expect(edit("1. a\n   1. ^b\n2. c", outdentItems)).toBe("1. a\n2. b\n3. c");
  expect(edit("- ^a", outdentItems)).toBe("- a");
});

it("leaves Tab alone outside of lists", () => {
  let isOurs = true;
  edit("te^xt", (view) => (isOurs = indentItems(view)));
  expect(isOurs).toBe(false);
});

it("counts again when an item goes or moves", () => {
  expect(edit("1. a\n2. ^b\n3. c\n4. d", deleteLine)).toBe("1. a\n2. c\n3. d");
  expect(edit("1. ^a\n2. b\n3. c", deleteLine)).toBe("1. b\n2. c");
  expect(edit("3. ^a\n4. b\n5. c", deleteLine)).toBe("3. b\n4. c");
  expect(edit("1. ^a\n2. b\n3. c", moveLineDown)).toBe("1. b\n2. a\n3. c");
});

it("leaves numbers alone that someone chose", () => {
  expect(edit("1. a\n1. ^b\n1. c\n1. d", deleteLine)).toBe("1. a\n1. c\n1. d");
  expect(edit("2024. was ^good\nand dry", (view) => view.dispatch({ changes: { from: 5, to: 6 }, userEvent: "delete.backward" }))).toBe("2024.was good\nand dry");
});

it("is one step back for undo, and nothing for changes from elsewhere", () => {
  expect(edit("1. a\n2. ^b\n3. c", (view) => view.dispatch({ changes: { from: 5, to: 10 } }))).toBe("1. a\n3. c");
});

it("counts nested lists by themselves", () => {
  const doc = Text.of("1. a\n   4. x\n   9. y\n5. b".split("\n"));
  expect(renumbered(doc, 1).map((change) => change.insert)).toEqual(["5", "2"]);
});
