// The properties that a note carries in its front matter: only what one line says, only to be read.
import type { Text } from "@codemirror/state";

export interface Property {
  name: string;
  value: string;
}

const LINES_MAX = 100;

/** Properties of `---` … `---` at the start of a text; none without it, or when it does not end. */
export function propertiesOf(doc: Text): Property[] {
  if (doc.line(1).text.trimEnd() !== "---") return [];
  const found: Property[] = [];
  for (let number = 2; number <= Math.min(doc.lines, LINES_MAX); number++) {
    const text = doc.line(number).text;
    if (/^(?:---|\.\.\.)\s*$/.test(text)) return found.filter(({ value }) => value !== "");
    const property = /^([\p{L}_][\p{L}\p{N} _-]{0,60}):(?:\s+(.*))?$/u.exec(text);
    const item = /^\s*-\s+(.*)$/.exec(text);
    if (property) found.push({ name: property[1]!, value: bare(property[2] ?? "") });
    else if (item && found.length > 0) {
      const last = found.at(-1)!;
      last.value = [last.value, bare(item[1]!)].filter((part) => part !== "").join(", ");
    }
  }
  return [];
}

function bare(value: string): string {
  const text = value.trim();
  const list = /^\[(.*)\]$/.exec(text);
  if (list) return list[1]!.split(",").map(bare).join(", ");
  return text.replace(/^(["'])(.*)\1$/, "$2");
}
