// Find and replace: what is counted, what is changed.
import { search, setSearchQuery, SearchQuery } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { afterEach, beforeEach, expect, it } from "vitest";
import { COUNTED_MAX, countMatches, findPanel, openFind, openReplace, replaceShown } from "./find-panel";

let view: EditorView;

beforeEach(() => {
  view = new EditorView({
    parent: document.body,
    state: EditorState.create({ doc: "The sea, the seam, the Sea.\n", extensions: [replaceShown, search({ top: true, createPanel: findPanel })] }),
  });
});

afterEach(() => view.destroy());

const one = <T extends HTMLElement>(selector: string) => view.dom.querySelector<T>(selector)!;

function find(text: string): void {
  const field = one<HTMLInputElement>('[data-testid="find-field"]');
  field.value = text;
  field.dispatchEvent(new Event("input"));
}

function press(target: HTMLElement, key: string, more: KeyboardEventInit = {}): void {
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
}

const count = () => one('[data-testid="find-count"]').textContent;
const field = () => one('[data-testid="find-field"]');

it("tells which match of how many is shown, and goes on with Enter", () => {
  openFind(view);
  find("sea");
  expect(count()).toBe("1 of 3");
  press(field(), "Enter");
  expect(count()).toBe("2 of 3");
  press(field(), "Enter", { shiftKey: true });
  expect(count()).toBe("1 of 3");
  find("whale");
  expect(count()).toBe("No match");
});

it("narrows by case, by whole words, and takes expressions", () => {
  openFind(view);
  find("sea");
  press(field(), "c", { altKey: true, code: "KeyC" });
  expect(count()).toBe("1 of 2");
  press(field(), "w", { altKey: true, code: "KeyW" });
  expect(count()).toBe("1 of 1");
  press(field(), "w", { altKey: true, code: "KeyW" });
  press(field(), "r", { altKey: true, code: "KeyR" });
  find("[Tt]he (\\w+)");
  expect(count()).toContain("of 3");
  find("(");
  expect(count()).toBe("Not an expression");
  expect(field().getAttribute("aria-invalid")).toBe("true");
  find("x*");
  expect(count()).toBe("No match");
});

it("replaces one, then all, with the groups of an expression", () => {
  openReplace(view);
  find("sea");
  const replace = one<HTMLInputElement>('[data-testid="replace-field"]');
  replace.value = "lake";
  replace.dispatchEvent(new Event("input"));
  press(replace, "Enter");
  expect(view.state.doc.toString()).toBe("The lake, the seam, the Sea.\n");
  press(replace, "Enter", { ctrlKey: true });
  expect(view.state.doc.toString()).toBe("The lake, the lakem, the lake.\n");
  expect(count()).toBe("2 replaced");
  press(field(), "r", { altKey: true, code: "KeyR" });
  find("the (\\w+)");
  replace.value = "$1";
  replace.dispatchEvent(new Event("input"));
  press(replace, "Enter", { ctrlKey: true });
  expect(view.state.doc.toString()).toBe("lake, lakem, lake.\n");
});

it("does not take keys of an input method", () => {
  openFind(view);
  find("sea");
  press(field(), "Enter", { isComposing: true });
  expect(count()).toBe("1 of 3");
});

it("counts a bounded number of matches in a huge note", () => {
  view.dispatch({ changes: { from: 0, insert: "ab ".repeat(COUNTED_MAX * 2) }, effects: setSearchQuery.of(new SearchQuery({ search: "ab" })) });
  expect(countMatches(view.state).total).toBe(COUNTED_MAX);
});
