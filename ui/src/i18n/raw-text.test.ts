// No page writes its words itself: they come from the catalogues, so that every language has them.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parse } from "svelte/compiler";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
/** Attributes that people read or hear. */
const SPOKEN = new Set(["aria-label", "title", "placeholder", "alt", "aria-description", "label", "aria-roledescription", "aria-valuetext"]);
/** Names that are the same in every language. */
const NAMES = new Set(["Driftless", "Markdown", "·", "Ctrl", "Esc"]);

function isWords(text: string): boolean {
  return /\p{L}{2}/u.test(text) && !NAMES.has(text.trim());
}

interface Node {
  type?: string;
  name?: string;
  data?: string;
  value?: unknown;
  [key: string]: unknown;
}

/** The strings that an expression can become: through choices, joins and templates, not through calls. */
function strings(part: unknown): string[] {
  if (Array.isArray(part)) return part.flatMap(strings);
  if (typeof part !== "object" || part === null) return [];
  const node = part as Node;
  switch (node.type) {
    case "Literal":
      return typeof node.value === "string" ? [node.value] : [];
    case "TemplateLiteral":
      return [...(node.quasis as { value: { cooked: string } }[]).map((quasi) => quasi.value.cooked), ...strings(node.expressions)];
    case "ConditionalExpression":
      return [...strings(node.consequent), ...strings(node.alternate)];
    case "LogicalExpression":
    case "BinaryExpression":
      return ["&&", "||", "??", "+"].includes(String(node.operator)) ? [...strings(node.left), ...strings(node.right)] : [];
    case "TSAsExpression":
    case "TSNonNullExpression":
      return strings(node.expression);
    default:
      return [];
  }
}

/** Sentences in the script: a capital letter and a second word. Ids, classes and chords have neither. */
function sentences(part: unknown, found: string[] = []): string[] {
  if (Array.isArray(part)) for (const one of part) sentences(one, found);
  else if (typeof part === "object" && part !== null) {
    const node = part as Node;
    if (node.type === "ThrowStatement" || node.type === "ImportDeclaration") return found;
    const texts = node.type === "Literal" || node.type === "TemplateLiteral" ? strings(node) : [];
    found.push(...texts.filter((text) => /^\p{Lu}\p{L}*[,.]?\s+\p{L}/u.test(text.trim()) && !NAMES.has(text.trim())));
    for (const [key, child] of Object.entries(node)) if (key !== "loc" && key !== "metadata") sentences(child, found);
  }
  return found;
}

function rawTexts(source: string): string[] {
  const found: string[] = [];
  const say = (text: string) => {
    if (isWords(text)) found.push(text.trim());
  };
  const visit = (part: unknown): void => {
    if (Array.isArray(part)) part.forEach(visit);
    else if (typeof part === "object" && part !== null) {
      const node = part as Node;
      if (["StyleDirective", "ClassDirective", "OnDirective", "BindDirective"].includes(String(node.type))) return;
      if (node.type === "Attribute" && !SPOKEN.has(String(node.name))) return;
      if (node.type === "Text") say(String(node.data));
      else if (node.type === "ExpressionTag") strings(node.expression).forEach(say);
      for (const [key, child] of Object.entries(node)) if (key !== "metadata" && key !== "expression") visit(child);
    }
  };
  const parsed = parse(source, { modern: true });
  visit(parsed.fragment);
  return [...found, ...sentences(parsed.instance?.content)];
}

/** Files that still write words themselves; it may only become shorter. */
const NOT_YET: string[] = [
];

const files = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".svelte"))
  .map((name) => join(root, name));

it.each(files.map((file) => relative(root, file)))("%s takes its words from the catalogues", (name) => {
  if (NOT_YET.includes(name)) return;
  expect(rawTexts(readFileSync(join(root, name), "utf8"))).toEqual([]);
});

it("finds words in text, in choices, in templates and in the script, but no ids and classes", () => {
  const source = `<script>const empty = "The trash is empty."; const id = "nav-all"; throw new Error("Nobody reads this");</script>
    <p class="calm page" style:width="{width}px" data-testid="x y">Hello {isOn ? "on" : "off"} {\`\${count} notes\`}</p><button aria-label={a ?? "Close"}>{m.app_close("key one")}</button>`;
  expect(rawTexts(source).sort()).toEqual(["Close", "Hello", "The trash is empty.", "notes", "off", "on"]);
});
