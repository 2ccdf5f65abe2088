// Tables are edited cell by cell, and every key is a change of the Markdown.
import { undo } from "@codemirror/commands";
import { afterEach, expect, it, vi } from "vitest";
import { cdp, userEvent } from "vitest/browser";
import { drawn, openEditor, type Opened } from "../testing";

const TABLE = "before\n\n| A | B |\n| --- | --: |\n| 1 | 2 |\n| 3 |  |\n\nafter";

let opened: Opened;
afterEach(() => opened.close());

function open(doc = TABLE, options = {}): Opened {
  opened = openEditor(doc, options);
  return opened;
}

const text = () => opened.view.state.doc.toString();
const table = () => opened.view.contentDOM.querySelector<HTMLElement>(".cm-table-drawn")!;
const cell = (row: number, column: number) => table().querySelectorAll("tr")[row]!.children[column] as HTMLElement;
const focused = () => {
  const host = document.activeElement?.closest("td, th");
  return host instanceof HTMLTableCellElement ? [(host.parentElement as HTMLTableRowElement).rowIndex, host.cellIndex] : null;
};
const keys = async (sequence: string) => {
  await userEvent.keyboard(sequence);
  await drawn();
};

it("writes what is typed in a cell", async () => {
  open();
  await userEvent.click(cell(1, 1));
  await keys("{End}0");
  expect(text()).toContain("| 1 | 20 |");
  await keys("{Tab}{Tab}");
  expect(focused()).toEqual([2, 1]);
  await keys("four | five ");
  expect(text()).toContain("| 3 | four \\| five |");
  expect(document.activeElement?.textContent).toBe("four | five ");
});

it("goes through the cells by Tab, arrows and Enter, and makes a row at the end", async () => {
  open();
  await userEvent.click(cell(0, 0));
  expect(focused()).toEqual([0, 0]);
  await keys("{Tab}{Tab}{Shift>}{Tab}{/Shift}");
  expect(focused()).toEqual([0, 1]);
  await keys("{ArrowDown}");
  expect(focused()).toEqual([1, 1]);
  await keys("{ArrowLeft}{ArrowLeft}");
  expect(focused()).toEqual([1, 0]);
  await keys("{Enter}");
  expect(focused()).toEqual([2, 0]);
  await keys("{Tab}{Tab}");
  expect(focused()).toEqual([3, 0]);
  expect(text()).toContain("| 3 |  |\n|  |  |\n\nafter");
  // From an empty last row Enter leaves the table, and the row goes.
  await keys("{Enter}");
  expect(focused()).toBeNull();
  expect(text()).toBe(TABLE);
  expect(opened.view.hasFocus).toBe(true);
  await keys("x");
  expect(text()).toBe(TABLE.replace("\n\nafter", "\nx\nafter"));
});

it("is entered and left by the arrows", async () => {
  open();
  opened.view.focus();
  opened.view.dispatch({ selection: { anchor: TABLE.indexOf("\n\n|") + 1 } });
  await keys("{ArrowDown}");
  expect(focused()).toEqual([0, 0]);
  await keys("{ArrowUp}");
  expect(opened.view.hasFocus).toBe(true);
  expect(opened.view.state.selection.main.head).toBe(TABLE.indexOf("\n\n|") + 1);
  opened.view.dispatch({ selection: { anchor: TABLE.indexOf("\n\nafter") + 1 } });
  await keys("{Backspace}");
  expect(focused()).toEqual([2, 1]);
  expect(text()).toBe(TABLE);
});

it("is undone through the history of the note", async () => {
  open();
  await userEvent.click(cell(1, 0));
  await keys("23");
  expect(text()).toContain("| 123 | 2 |");
  await keys("{Control>}z{/Control}");
  expect(text()).toBe(TABLE);
  expect(focused()).toEqual([1, 0]);
  expect(document.activeElement?.textContent).toBe("1");
  await keys("{Control>}y{/Control}");
  expect(text()).toContain("| 123 | 2 |");
  // A key typed after that goes where the caret is.
  await keys("4");
  expect(text()).toContain("| 1234 | 2 |");
});

it("follows a change from elsewhere into the cell that is edited", async () => {
  open();
  await userEvent.click(cell(2, 0));
  const { view } = opened;
  view.dispatch({ changes: { from: TABLE.indexOf("| 1 |"), insert: "| new | row |\n" } });
  await drawn();
  expect(focused()).toEqual([3, 0]);
  await keys("3");
  expect(text()).toContain("| 33 |  |");
});

it("adds and takes away rows and columns by keys and by its menu", async () => {
  open();
  await userEvent.click(cell(1, 0));
  await keys("{Alt>}{Shift>}{ArrowDown}{/Shift}{/Alt}");
  expect(text()).toContain("| 1 | 2 |\n|  |  |\n| 3 |  |");
  await keys("{Control>}{Shift>}{Backspace}{/Shift}{/Control}");
  expect(text()).toBe(TABLE);
  await keys("{Shift>}{F10}{/Shift}");
  const choices = () => [...document.querySelectorAll<HTMLButtonElement>(".cm-table-choices button")];
  expect(document.activeElement?.textContent).toBe("Row above");
  choices().find((choice) => choice.textContent === "Column after")!.click();
  await drawn();
  expect(text()).toContain("| A |  | B |\n| --- | --- | --: |");
  expect(focused()).toEqual([2, 1]);
  undo(opened.view);
  await drawn();
  expect(text()).toBe(TABLE);
});

it("grows for pasted cells", async () => {
  open();
  await userEvent.click(cell(2, 1));
  const data = new DataTransfer();
  data.setData("text/plain", "x\ty\nz\tw|v");
  document.activeElement!.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  await drawn();
  expect(text()).toContain("| A | B |  |\n| --- | --: | --- |\n| 1 | 2 |  |\n| 3 | x | y |\n|  | z | w\\|v |");
  expect(focused()).toEqual([3, 2]);
});

it("keeps the letters of an input method in its cell", async () => {
  open();
  await userEvent.click(cell(2, 1));
  const session = cdp() as unknown as { send: (method: string, params: object) => Promise<void> };
  await session.send("Input.imeSetComposition", { text: "か", selectionStart: 1, selectionEnd: 1 });
  await session.send("Input.imeSetComposition", { text: "かん", selectionStart: 2, selectionEnd: 2 });
  expect(opened.compositions).toEqual(["start"]);
  await session.send("Input.insertText", { text: "漢字" });
  await drawn();
  expect(opened.compositions).toEqual(["start", "end"]);
  expect(text()).toContain("| 3 | 漢字 |");
  expect(focused()).toEqual([2, 1]);
  expect(document.activeElement?.textContent).toBe("漢字");
});

it("leaves a table alone while it is being written", async () => {
  open("");
  opened.view.focus();
  await keys("| A | B |{Enter}| - | -");
  expect(table()).toBeNull();
  await keys(" |{Enter}{Enter}x");
  expect(text()).toBe("| A | B |\n| - | - |\n\nx");
  expect(table()).not.toBeNull();
});

it("is not edited in the trash, and says so by not taking the caret", async () => {
  open(TABLE, { isReadOnly: true });
  await userEvent.click(cell(1, 1));
  expect(focused()).toBeNull();
  expect(text()).toBe(TABLE);
});

it("shows its source on request, until the caret leaves", async () => {
  open();
  await userEvent.click(cell(1, 0));
  await keys("{Shift>}{F10}{/Shift}");
  [...document.querySelectorAll<HTMLButtonElement>(".cm-table-choices button")].find((choice) => choice.textContent === "Edit as Markdown")!.click();
  await drawn();
  expect(table()).toBeNull();
  opened.view.dispatch({ selection: { anchor: 0 } });
  await drawn();
  expect(table()).not.toBeNull();
});

it("shows where something was found", async () => {
  open();
  const at = TABLE.indexOf("3 |");
  opened.view.dispatch({ selection: { anchor: at, head: at + 1 } });
  await drawn();
  expect(table().querySelector(".cm-cell-found")?.textContent).toBe("3");
  opened.view.dispatch({ selection: { anchor: 0 } });
  await drawn();
  expect(table().querySelector(".cm-cell-found")).toBeNull();
});

const tide = { id: "0190a000-0000-7000-8000-000000000001", title: "Tide | table", detail: null };
const menu = () => document.querySelector(".cm-menu [aria-selected]")?.textContent ?? null;

it("finds notes, tags and the day in a cell, and undoes each", async () => {
  open(TABLE, { services: { suggestNotes: async () => [tide], knownTags: () => ["garden/spring"], now: () => new Date(2024, 4, 7).getTime() } });
  await userEvent.click(cell(2, 1));
  await keys("see [[[[ti");
  await vi.waitFor(() => expect(menu()).toContain("Tide"));
  await keys("{Enter}");
  const link = `[Tide \\| table](driftless://note/${tide.id})`;
  expect(text()).toContain(`| 3 | see ${link} |`);
  expect(focused()).toEqual([2, 1]);
  await keys(" #gar");
  await vi.waitFor(() => expect(menu()).toContain("garden"));
  await keys("{Tab}");
  expect(text()).toContain(`${link} #garden/spring |`);
  expect(focused()).toEqual([2, 1]);
  await keys(" /");
  await vi.waitFor(() => expect(menu()).not.toBeNull());
  // One line holds no blocks.
  expect([...document.querySelectorAll(".cm-menu li")].some((entry) => entry.textContent?.includes("Heading"))).toBe(false);
  await keys("date{Enter}");
  expect(text()).toContain("#garden/spring 2024-05-07 |");
  const written = text();
  let steps = 0;
  while (text() !== TABLE && steps++ < 20) {
    await keys("{Control>}z{/Control}");
    expect(focused()).toEqual([2, 1]);
  }
  expect(text()).toBe(TABLE);
  // A chosen entry is one step of its own, not one for each letter.
  expect(steps).toBeLessThan(12);
  while (text() !== written && steps-- > 0) await keys("{Control>}y{/Control}");
  expect(text()).toBe(written);
});

it("leaves what was typed in a cell when the menu is closed, and the cell stays", async () => {
  open(TABLE, { services: { suggestNotes: async () => [tide] } });
  await userEvent.click(cell(1, 0));
  await keys("[[[[ti");
  await vi.waitFor(() => expect(menu()).not.toBeNull());
  await keys("{Escape}");
  expect(menu()).toBeNull();
  expect(focused()).toEqual([1, 0]);
  expect(text()).toContain("| 1[[ti | 2 |");
});
