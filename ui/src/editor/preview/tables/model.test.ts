// The source of a table changes only where it must, and every text survives the way into a cell and back.
import { expect, it } from "vitest";
import { cellAt, deleteColumn, deleteRow, escapeCell, insertColumn, insertRow, moveColumn, moveRow, pasteGrid, readGrid, readTable, setAlign, setCell, type Change, type Table } from "./model";

function apply(source: string, changes: Change[]): string {
  return [...changes].sort((a, b) => b.from - a.from).reduce((text, change) => text.slice(0, change.from) + change.insert + text.slice(change.to), source);
}

function read(source: string): Table {
  const table = readTable(source);
  if (!table) throw new Error(`no table: ${source}`);
  return table;
}

const texts = (source: string) => read(source).rows.map((row) => row.cells.map((cell) => cell.text));

const SIMPLE = "| A | B |\n| --- | --: |\n| 1 |  |\n|  | **2** |";

it("reads cells, empty ones too, and how they stand", () => {
  expect(texts(SIMPLE)).toEqual([["A", "B"], ["1", ""], ["", "**2**"]]);
  expect(read(SIMPLE).aligns).toEqual(["none", "right"]);
  expect(texts("a | b\n:-: | :--\n1 | 2")).toEqual([["a", "b"], ["1", "2"]]);
  expect(texts("| a \\| b | c |\n|---|---|")).toEqual([["a | b", "c"]]);
  expect(readTable("a | b\nno rule")).toBeNull();
  expect(readTable("| a | b |\n| --- |")).toBeNull();
});

it("changes only the letters that differ", () => {
  expect(setCell(read(SIMPLE), 2, 1, "**23**")).toEqual([{ from: SIMPLE.indexOf("2**") + 1, to: SIMPLE.indexOf("2**") + 1, insert: "3" }]);
  expect(apply(SIMPLE, setCell(read(SIMPLE), 1, 1, "x"))).toBe("| A | B |\n| --- | --: |\n| 1 | x |\n|  | **2** |");
  expect(apply(SIMPLE, setCell(read(SIMPLE), 0, 0, ""))).toBe("|  | B |\n| --- | --: |\n| 1 |  |\n|  | **2** |");
});

it("keeps its columns when a row had no pipes around it, or too few cells", () => {
  const bare = "a | b\n--- | ---\n1 | 2\n3";
  expect(texts(apply(bare, setCell(read(bare), 1, 0, "")))[1]).toEqual(["", "2"]);
  expect(texts(apply(bare, setCell(read(bare), 2, 1, "4")))[2]).toEqual(["3", "4"]);
});

it.each(["a|b", "\\|", "a\\", "\\\\", "`x|y`", "two\nlines", "🦀 e\u0301 שלום", "$|x|$"])("keeps %j through a cell", (text) => {
  const source = apply(SIMPLE, setCell(read(SIMPLE), 1, 0, text));
  const table = read(source);
  expect(table.rows.map((row) => row.cells.length)).toEqual([2, 2, 2]);
  // What the cell then holds stays as it is when it is written again.
  expect(apply(source, setCell(table, 1, 0, table.rows[1]!.cells[0]!.text))).toBe(source);
});

it("adds, takes away and moves rows", () => {
  expect(texts(apply(SIMPLE, insertRow(read(SIMPLE), 1)))).toEqual([["A", "B"], ["", ""], ["1", ""], ["", "**2**"]]);
  expect(texts(apply(SIMPLE, insertRow(read(SIMPLE), 3)))).toEqual([["A", "B"], ["1", ""], ["", "**2**"], ["", ""]]);
  expect(texts(apply(SIMPLE, deleteRow(read(SIMPLE), 2)))).toEqual([["A", "B"], ["1", ""]]);
  expect(deleteRow(read(SIMPLE), 0)).toEqual([]);
  expect(texts(apply(SIMPLE, moveRow(read(SIMPLE), 1, 1)))).toEqual([["A", "B"], ["", "**2**"], ["1", ""]]);
  expect(moveRow(read(SIMPLE), 1, -1)).toEqual([]);
});

it("adds, takes away and moves columns with how they stand", () => {
  const wider = apply(SIMPLE, insertColumn(read(SIMPLE), 1));
  expect(texts(wider)).toEqual([["A", "", "B"], ["1", "", ""], ["", "", "**2**"]]);
  expect(read(wider).aligns).toEqual(["none", "none", "right"]);
  const moved = apply(SIMPLE, moveColumn(read(SIMPLE), 0, 1));
  expect(texts(moved)).toEqual([["B", "A"], ["", "1"], ["**2**", ""]]);
  expect(read(moved).aligns).toEqual(["right", "none"]);
  expect(texts(apply(SIMPLE, deleteColumn(read(SIMPLE), 0)))).toEqual([["B"], [""], ["**2**"]]);
  expect(deleteColumn(read("| a |\n| - |"), 0)).toEqual([]);
  expect(read(apply(SIMPLE, setAlign(read(SIMPLE), 0, "center"))).aligns).toEqual(["center", "right"]);
});

it("grows for what is pasted", () => {
  const grid = readGrid("x\ty\n1|2\tz\n")!;
  const pasted = pasteGrid(read(SIMPLE), 2, 1, grid);
  expect(texts(pasted)).toEqual([["A", "B", ""], ["1", "", ""], ["", "x", "y"], ["", "1|2", "z"]]);
  expect(read(pasted).aligns).toEqual(["none", "right", "none"]);
  expect(readGrid("| a | b |\n|---|---|\n| 1 | 2 |")).toEqual([["a", "b"], ["1", "2"]]);
  expect(readGrid("one line")).toBeNull();
});

it("finds the cell of a place in the source", () => {
  expect(cellAt(read(SIMPLE), 0)).toEqual({ row: 0, column: 0 });
  expect(cellAt(read(SIMPLE), SIMPLE.indexOf("---"))).toEqual({ row: 0, column: 0 });
  expect(cellAt(read(SIMPLE), SIMPLE.indexOf("1"))).toEqual({ row: 1, column: 0 });
  expect(cellAt(read(SIMPLE), SIMPLE.length)).toEqual({ row: 2, column: 1 });
});

it("escapes a pipe once", () => {
  expect(escapeCell("a|b")).toBe("a\\|b");
  expect(escapeCell("a\\|b")).toBe("a\\|b");
});
