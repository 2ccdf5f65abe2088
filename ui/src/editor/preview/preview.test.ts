// Marks hide where the caret is not, boxes click, tables are drawn; the text itself never changes by looking at it.
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { markdownLanguage } from "@codemirror/lang-markdown";
import { afterEach, expect, it } from "vitest";
import { linkAt } from "../links";
import { livePreview, toggleTaskAt } from "./index";

let view: EditorView;

function show(doc: string, isReadOnly = false): string {
  view = new EditorView({
    parent: document.body,
    state: EditorState.create({ doc, selection: { anchor: doc.length }, extensions: [markdownLanguage, livePreview, EditorState.readOnly.of(isReadOnly)] }),
  });
  return view.contentDOM.textContent ?? "";
}

afterEach(() => view.destroy());

it("hides marks of headings, emphasis, code and links", () => {
  expect(show("# Title\n\nsome **bold**, *soft*, `code` and [words](https://example.org)\n\nend")).toBe("Titlesome bold, soft, code and wordsend");
  expect(view.state.doc.toString()).toContain("**bold**");
});

it("draws task boxes that write to the text", () => {
  show("- [ ] milk\n- [x] bread\n\nend");
  const boxes = view.contentDOM.querySelectorAll<HTMLInputElement>("input[type=checkbox]");
  expect([...boxes].map((box) => box.checked)).toEqual([false, true]);
  boxes[0]!.click();
  expect(view.state.doc.toString()).toBe("- [x] milk\n- [x] bread\n\nend");
  expect(toggleTaskAt(view, 15)).toBe(true);
  expect(view.state.doc.toString()).toBe("- [x] milk\n- [ ] bread\n\nend");
  expect(toggleTaskAt(view, view.state.doc.length)).toBe(false);
});

it("does not tick boxes of a note in the trash", () => {
  show("- [ ] milk\n\nend", true);
  view.contentDOM.querySelector<HTMLInputElement>("input")!.click();
  expect(view.state.doc.toString()).toBe("- [ ] milk\n\nend");
});

it("draws tables with empty cells in their columns", () => {
  show("| A | B |\n| --- | --: |\n| 1 |  |\n|  | **2** |\n\nend");
  const rows = [...view.contentDOM.querySelectorAll("tr")].map((row) => [...row.children].map((cell) => cell.textContent));
  expect(rows.map((row) => row.map((cell) => cell?.trim()))).toEqual([["A", "B"], ["1", ""], ["", "2"]]);
});

it("finds the address to follow", () => {
  const doc = "see [words](example.org/a) and https://example.org or <me@example.org>";
  show(doc);
  expect(linkAt(view.state, doc.indexOf("words"))).toBe("https://example.org/a");
  expect(linkAt(view.state, doc.indexOf("https://") + 3)).toBe("https://example.org");
  expect(linkAt(view.state, doc.indexOf("me@") + 1)).toBe("mailto:me@example.org");
  expect(linkAt(view.state, 0)).toBeNull();
});
