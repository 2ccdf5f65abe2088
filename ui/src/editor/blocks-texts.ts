// Blocks as the slash menu and the palette put them in.
import { m } from "../i18n";
import { CARET } from "./blocks";

export const CODE_BLOCK = `\`\`\`${CARET}\n\n\`\`\``;
export const MATH_BLOCK = `$$\n${CARET}\n$$`;
export const DIVIDER = `---\n\n${CARET}`;
export const DIAGRAM = `\`\`\`mermaid\ngraph TD\n  ${CARET}A${CARET} --> B\n\`\`\``;

export function callout(kind: string): string {
  return `> [!${kind}] ${CARET}\n> `;
}

/** An empty table with the caret in its first cell. */
export function table(heads: readonly string[], rows: number): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const width = heads.map((head) => Math.max(3, head.length));
  const head = line(heads.map((cell, column) => (column === 0 ? `${CARET}${cell}${CARET}` : cell).padEnd(width[column]! + (column === 0 ? 2 : 0))));
  const rule = line(width.map((columns) => "-".repeat(columns)));
  const blank = line(width.map((columns) => " ".repeat(columns)));
  return [head, rule, ...Array.from({ length: rows }, () => blank)].join("\n");
}

/** Two columns to name, and two rows. */
export function newTable(): string {
  return table([m.editor_table_column({ number: 1 }), m.editor_table_column({ number: 2 })], 2);
}
