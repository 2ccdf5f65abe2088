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

function rawTexts(file: string): string[] {
  const found: string[] = [];
  const visit = (part: unknown): void => {
    if (Array.isArray(part)) part.forEach(visit);
    else if (typeof part === "object" && part !== null) {
      const node = part as { type?: string; name?: string; data?: string };
      if (node.type === "Attribute" && !SPOKEN.has(String(node.name))) return;
      if (node.type === "Text" && isWords(String(node.data))) found.push(String(node.data).trim());
      for (const [key, child] of Object.entries(node)) if (key !== "metadata" && key !== "expression") visit(child);
    }
  };
  visit(parse(readFileSync(file, "utf8"), { modern: true }).fragment);
  return found;
}

/** Files that still write words themselves; it may only become shorter. */
const NOT_YET: string[] = [
  "features/list/ListEmpty.svelte",
  "features/list/ListPane.svelte",
  "features/list/NoteRows.svelte",
  "features/list/Row.svelte",
  "features/list/SearchField.svelte",
  "features/palette/Palette.svelte",
  "features/palette/Shortcuts.svelte",
  "features/sidebar/MoveNotebook.svelte",
  "features/sidebar/NameField.svelte",
  "features/sidebar/Notebooks.svelte",
  "features/sidebar/Place.svelte",
  "features/sidebar/Sidebar.svelte",
  "features/sidebar/SyncFoot.svelte",
];

const files = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".svelte"))
  .map((name) => join(root, name));

it.each(files.map((file) => relative(root, file)))("%s takes its words from the catalogues", (name) => {
  if (NOT_YET.includes(name)) return;
  expect(rawTexts(join(root, name))).toEqual([]);
});
