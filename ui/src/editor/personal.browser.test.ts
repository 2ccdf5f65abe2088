// What a person prefers is at work while writing, in cells of tables too.
import { afterEach, expect, it } from "vitest";
import { userEvent } from "vitest/browser";
import * as aids from "./aids";
import { personalExtension, type Personal } from "./personal";
import { drawn, openEditor, type Opened } from "./preview/testing";
import { personal } from "./setup";

const USUAL: Personal = { spellcheck: true, isTypewriter: false, isFocusMode: false, hasPairs: false, indentSize: 2, vim: null, aids };

let opened: Opened;
afterEach(() => opened.close());

function open(doc: string, wanted: Partial<Personal>, caret = doc.length): void {
  opened = openEditor(doc);
  opened.view.dispatch({ effects: personal.reconfigure(personalExtension({ ...USUAL, ...wanted })), selection: { anchor: caret } });
  opened.view.focus();
}

const text = () => opened.view.state.doc.toString();

it("closes brackets and quotes when that is wanted, around what is selected too, and not otherwise", async () => {
  open("", { hasPairs: true });
  await userEvent.keyboard('say ("hi");');
  expect(text()).toBe('say ("hi");');
  await userEvent.keyboard(" (");
  expect(text()).toBe('say ("hi"); ()');
  await userEvent.keyboard("{Backspace}don't `");
  expect(text()).toBe('say ("hi"); don\'t `');
  opened.view.dispatch({ selection: { anchor: 0, head: 3 } });
  await userEvent.keyboard("(");
  expect(text()).toBe('(say) ("hi"); don\'t `');
  opened.close();
  open("", {});
  await userEvent.keyboard('("');
  expect(text()).toBe('("');
});

it("keeps what a task box and a code block are written with", async () => {
  open("", { hasPairs: true });
  await userEvent.keyboard("- [[ ] a");
  expect(text()).toBe("- [ ] a");
  opened.close();
  open("", { hasPairs: true });
  await userEvent.keyboard("```js{Enter}1");
  expect(text()).toBe("```js\n1");
});

it("does the same in the cell of a table", async () => {
  open("| A |\n| - |\n|  |\n", { hasPairs: true, spellcheck: false });
  await userEvent.click(opened.view.contentDOM.querySelector("td")!);
  await drawn();
  await userEvent.keyboard("(x");
  await drawn();
  expect(text()).toContain("| (x) |");
  expect(document.activeElement?.getAttribute("spellcheck")).toBe("false");
});

it("moves items of lists and lines of code in by as much as is wanted", async () => {
  open("- a\n- b", { indentSize: 4 });
  await userEvent.keyboard("{Tab}");
  expect(text()).toBe("- a\n    - b");
  await userEvent.keyboard("{Shift>}{Tab}{/Shift}");
  expect(text()).toBe("- a\n- b");
  opened.close();
  // Under the text of a longer number, also where less is wanted.
  open("10. a\n11. b", { indentSize: 2 });
  await userEvent.keyboard("{Tab}");
  expect(text()).toBe("10. a\n    1. b");
});
