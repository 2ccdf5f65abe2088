// Reads and changes the source of a table, purely. Offsets are UTF-16 code units from the start of the source; changes touch only what they must,
// so that two people who edit different cells never disagree.

export type Align = "none" | "left" | "center" | "right";

export interface Cell {
  /** As it is read: trimmed, `\|` is `|`. */
  text: string;
  /** The trimmed text in the source. An empty cell has both at one place. */
  from: number;
  to: number;
  /** Between the pipes. */
  outerFrom: number;
  outerTo: number;
}

export interface Row {
  from: number;
  to: number;
  cells: Cell[];
  hasBothPipes: boolean;
}

export interface Table {
  source: string;
  aligns: Align[];
  /** The head first; without the rule below it. */
  rows: Row[];
  rule: Row;
  columns: number;
}

export interface Change {
  from: number;
  to: number;
  insert: string;
}

/** Rows and columns that a paste may make. */
export const PASTE_ROWS_MAX = 1_000;
export const PASTE_COLUMNS_MAX = 100;

function readRow(text: string, at: number): Row {
  const end = text.trimEnd().length;
  let start = text.length - text.trimStart().length;
  const pipes: number[] = [];
  for (let i = start, isEscaped = false; i < end; i++) {
    if (!isEscaped && text[i] === "|") pipes.push(i);
    isEscaped = !isEscaped && text[i] === "\\";
  }
  const isLed = pipes[0] === start;
  const isEnded = pipes.length > (isLed ? 1 : 0) && pipes.at(-1) === end - 1;
  if (isLed) {
    start++;
    pipes.shift();
  }
  if (!isEnded) pipes.push(end);
  const cells: Cell[] = [];
  for (const pipe of pipes) {
    const inner = text.slice(start, pipe);
    const lead = inner.length - inner.trimStart().length;
    const trimmed = inner.trim();
    const from = trimmed === "" ? Math.min(start + 1, pipe) : start + lead;
    cells.push({ text: trimmed.replace(/\\\|/g, "|"), from: at + from, to: at + from + trimmed.length, outerFrom: at + start, outerTo: at + pipe });
    start = pipe + 1;
  }
  return { from: at, to: at + text.length, cells, hasBothPipes: isLed && isEnded };
}

function readAlign(text: string): Align {
  const isLeft = text.startsWith(":");
  const isRight = text.endsWith(":");
  return isLeft && isRight ? "center" : isRight ? "right" : isLeft ? "left" : "none";
}

/** Reads a table; null when the source is none. */
export function readTable(source: string): Table | null {
  const lines = source.split("\n");
  if (lines.length < 2) return null;
  let at = 0;
  const rows: Row[] = [];
  for (const line of lines) {
    rows.push(readRow(line, at));
    at += line.length + 1;
  }
  const [rule] = rows.splice(1, 1);
  if (!rule || !rule.cells.every((cell) => /^:?-+:?$/.test(cell.text))) return null;
  const columns = rows[0]!.cells.length;
  if (columns === 0 || rule.cells.length !== columns) return null;
  return { source, aligns: rule.cells.map((cell) => readAlign(cell.text)), rows, rule, columns };
}

/** The text of a cell as it stands in the source: one line, with its pipes escaped. */
export function escapeCell(text: string): string {
  const line = text.replace(/\s*\n\s*/g, "<br>").trim();
  let found = "";
  for (let i = 0, slashes = 0; i < line.length; i++) {
    const letter = line[i]!;
    if (letter === "|" && slashes % 2 === 0) found += "\\";
    found += letter;
    slashes = letter === "\\" ? slashes + 1 : 0;
  }
  // A slash at the end would escape the pipe that closes the cell.
  return found.endsWith("\\") && /\\+$/.exec(found)![0].length % 2 === 1 ? `${found}\\` : found;
}

function writeRow(cells: readonly string[]): string {
  return `|${cells.map((cell) => (cell === "" ? "  " : ` ${cell} `)).join("|")}|`;
}

/** The cells of a row as in the source, as many as the table has columns. */
function raw(table: Table, row: Row): string[] {
  return Array.from({ length: table.columns }, (_, column) => {
    const cell = row.cells[column];
    return cell ? table.source.slice(cell.from, cell.to) : "";
  });
}

/** What has to be replaced to make `before` into `after`: the letters that differ. */
export function difference(before: string, after: string, at: number): Change[] {
  if (before === after) return [];
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  while (end < before.length - start && end < after.length - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return [{ from: at + start, to: at + before.length - end, insert: after.slice(start, after.length - end) }];
}

export function setCell(table: Table, rowIndex: number, column: number, text: string): Change[] {
  const row = table.rows[rowIndex];
  if (!row || column >= table.columns) return [];
  const escaped = escapeCell(text);
  const cell = row.cells[column];
  if (!cell || !row.hasBothPipes) {
    const cells = raw(table, row);
    if (cells[column] === escaped) return [];
    cells[column] = escaped;
    return difference(table.source.slice(row.from, row.to), writeRow(cells), row.from);
  }
  const before = table.source.slice(cell.from, cell.to);
  if (before === escaped) return [];
  if (before === "" || escaped === "") return [{ from: cell.outerFrom, to: cell.outerTo, insert: escaped === "" ? "  " : ` ${escaped} ` }];
  return difference(before, escaped, cell.from);
}

/** Adds an empty row so that it becomes row `index` (1 is the first below the head). */
export function insertRow(table: Table, index: number): Change[] {
  const at = Math.max(1, Math.min(index, table.rows.length));
  const before = at === 1 ? table.rule : table.rows[at - 1]!;
  return [{ from: before.to, to: before.to, insert: `\n${writeRow(Array.from({ length: table.columns }, () => ""))}` }];
}

/** Takes a row away; the head only with the table itself. */
export function deleteRow(table: Table, index: number): Change[] {
  const row = table.rows[index];
  if (!row || index === 0) return [];
  return [{ from: row.from - 1, to: row.to, insert: "" }];
}

/** Swaps a row with the next one; neither is the head. */
export function moveRow(table: Table, index: number, by: 1 | -1): Change[] {
  const [first, second] = [table.rows[Math.min(index, index + by)], table.rows[Math.max(index, index + by)]];
  if (!first || !second || Math.min(index, index + by) < 1) return [];
  const text = (row: Row) => table.source.slice(row.from, row.to);
  return [
    { from: first.from, to: first.to, insert: text(second) },
    { from: second.from, to: second.to, insert: text(first) },
  ];
}

const RULES: Record<Align, string> = { none: "---", left: ":--", center: ":-:", right: "--:" };

/** Changes every row, the rule too, as a list of cells. */
function eachRow(table: Table, change: (cells: string[], isRule: boolean) => string[]): Change[] {
  const rule = table.source.slice(table.rule.from, table.rule.to);
  const ruleCells = table.rule.cells.map((cell) => table.source.slice(cell.from, cell.to));
  const changes = difference(rule, writeRow(change(ruleCells, true)), table.rule.from);
  for (const row of table.rows) changes.push(...difference(table.source.slice(row.from, row.to), writeRow(change(raw(table, row), false)), row.from));
  return changes.sort((a, b) => a.from - b.from);
}

export function insertColumn(table: Table, index: number): Change[] {
  return eachRow(table, (cells, isRule) => cells.toSpliced(index, 0, isRule ? RULES.none : ""));
}

/** Takes a column away; the last one only with the table itself. */
export function deleteColumn(table: Table, index: number): Change[] {
  return table.columns < 2 ? [] : eachRow(table, (cells) => cells.toSpliced(index, 1));
}

export function moveColumn(table: Table, index: number, by: 1 | -1): Change[] {
  const to = index + by;
  if (to < 0 || to >= table.columns) return [];
  return eachRow(table, (cells) => {
    const moved = cells[index]!;
    return cells.toSpliced(index, 1).toSpliced(to, 0, moved);
  });
}

export function setAlign(table: Table, column: number, align: Align): Change[] {
  const cell = table.rule.cells[column];
  return cell ? [{ from: cell.from, to: cell.to, insert: RULES[align] }] : [];
}

/** Puts a grid of texts over the cells from one on; the table grows as it must. Returns the whole new source. */
export function pasteGrid(table: Table, rowIndex: number, column: number, grid: readonly (readonly string[])[]): string {
  const cut = grid.slice(0, PASTE_ROWS_MAX).map((row) => row.slice(0, PASTE_COLUMNS_MAX));
  const columns = Math.max(table.columns, column + Math.max(...cut.map((row) => row.length)));
  const rows = table.rows.map((row) => raw(table, row));
  while (rows.length < rowIndex + cut.length) rows.push([]);
  const filled = rows.map((row) => Array.from({ length: columns }, (_, at) => row[at] ?? ""));
  cut.forEach((row, down) => row.forEach((text, across) => (filled[rowIndex + down]![column + across] = escapeCell(text))));
  const rules = Array.from({ length: columns }, (_, at) => RULES[table.aligns[at] ?? "none"]);
  const [head, ...body] = filled.map(writeRow);
  return [head, writeRow(rules), ...body].join("\n");
}

/** The cell at an offset of the source, the nearest one. */
export function cellAt(table: Table, offset: number): { row: number; column: number } {
  let row = table.rows.findLastIndex((candidate) => candidate.from <= offset);
  if (row < 0) row = 0;
  const isRule = offset >= table.rule.from && offset <= table.rule.to;
  if (isRule) row = 0;
  const { cells } = isRule ? table.rule : table.rows[row]!;
  const column = cells.findIndex((cell) => offset <= cell.outerTo);
  return { row, column: Math.min(column < 0 ? cells.length - 1 : column, table.columns - 1) };
}

/** Several cells in pasted text: lines and tabs, or rows of a Markdown table. Null when it is one text. */
export function readGrid(text: string): string[][] | null {
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n");
  if (lines.length > 1 && lines.every((line) => /^\s*\|.*\|\s*$/.test(line))) {
    const rows = lines.map((line) => readRow(line, 0).cells.map((cell) => cell.text));
    return rows.filter((row) => !row.every((cell) => /^:?-+:?$/.test(cell)));
  }
  if (!text.includes("\t")) return null;
  return lines.map((line) => line.split("\t").map((cell) => cell.trim()));
}
