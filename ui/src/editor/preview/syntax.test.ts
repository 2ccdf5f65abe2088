// What counts as which construct. Text that only looks like one stays text.
import type { SyntaxNodeRef } from "@lezer/common";
import { expect, it } from "vitest";
import { calloutHead } from "./callout-head";
import { languageName } from "./code-languages";
import { findDefinition, findReference } from "./footnotes";
import { shortAddress } from "./images";
import { linkToNote, noteIdOf } from "./links-facet";
import { noteLanguage } from "./syntax";
import { Text } from "@codemirror/state";

function nodes(text: string, ...names: string[]): string[] {
  const found: string[] = [];
  noteLanguage.parser.parse(text).iterate({ enter: ({ name, from, to }: SyntaxNodeRef) => void (names.includes(name) && found.push(text.slice(from, to))) });
  return found;
}

it("knows links to notes", () => {
  expect(nodes("a [[Title]] b [[T|shown]] [[ ]] [[a\nb]] `[[code]]` [[x]y]]", "WikiLink")).toEqual(["[[Title]]", "[[T|shown]]"]);
  expect(nodes("[[T|shown]]", "WikiLinkTarget", "WikiLinkAlias")).toEqual(["T", "shown"]);
  expect(noteIdOf("driftless://note/0192-abc")).toBe("0192-abc");
  expect(noteIdOf("driftless://note/../../etc")).toBeNull();
  expect(noteIdOf("https://note/1")).toBeNull();
  expect(linkToNote("1", "A [b] \\ c")).toBe("[A \\[b\\] \\\\ c](driftless://note/1)");
});

it("knows tags", () => {
  expect(nodes("#one and #two/three, (#four) a#five #42 # six #été #読書 #1st https://x.org/#seven `#eight`", "Tag")).toEqual(["#one", "#two/three", "#four", "#été", "#読書", "#1st"]);
  expect(nodes("# Heading\n\n#tag", "Tag")).toEqual(["#tag"]);
});

it("knows highlights", () => {
  expect(nodes("==one== and a == b == c ==two **three**== ===", "Highlight")).toEqual(["==one==", "==two **three**=="]);
});

it("knows formulas, and prices", () => {
  expect(nodes("$x^2$ costs $5 to $9, $ a$ and $$y$$ `$z$` \\$w$", "InlineMath")).toEqual(["$x^2$", "$$y$$"]);
  expect(nodes("a\n\n$$\n\\int\n$$\n\nb\n\n$$ c $$\n", "BlockMath")).toEqual(["$$\n\\int\n$$", "$$ c $$"]);
  // One that is never closed takes nothing with it.
  expect(nodes("$$\nopen\n\n# Heading", "BlockMath", "ATXHeading1")).toEqual(["# Heading"]);
});

it("knows footnotes", () => {
  const text = "one[^1] two[^b][^c]\n\n[^1]: first\n[^b]: second *soft*";
  expect(nodes(text, "FootnoteReference")).toEqual(["[^1]", "[^b]", "[^c]"]);
  expect(nodes(text, "FootnoteDefinition")).toEqual(["[^1]: first", "[^b]: second *soft*"]);
  const doc = Text.of(text.split("\n"));
  expect(findDefinition(doc, "b")).toEqual({ from: text.indexOf("[^b]:"), textFrom: text.indexOf("second"), text: "second *soft*" });
  expect(findDefinition(doc, "c")).toBeNull();
  expect(findReference(doc, "1")).toBe(3);
});

it("knows front matter at the start only", () => {
  expect(nodes("---\na: 1\nb: 2\n---\n\ntext", "FrontMatter")).toEqual(["---\na: 1\nb: 2\n---"]);
  expect(nodes("text\n\n---\na: 1\n---", "FrontMatter")).toEqual([]);
  expect(nodes("---\njust words\n---", "FrontMatter")).toEqual([]);
  expect(nodes("---\na: 1\n\n# Heading", "FrontMatter", "ATXHeading1")).toEqual(["# Heading"]);
});

it("knows callouts", () => {
  expect(calloutHead("> [!note]")).toMatchObject({ kind: "note", fold: "" });
  expect(calloutHead("> [!WARNING]- Title")).toMatchObject({ kind: "warning", name: "warning", fold: "-", to: 14 });
  expect(calloutHead("> [!my own]+ x")).toMatchObject({ kind: "note", name: "my own", fold: "+" });
  expect(calloutHead("> [link](x)")).toBeNull();
});

it("knows the language of a fence", () => {
  expect(["ts {1,3}", "language-ts", "{.ts}", "TS", "c++", ""].map(languageName)).toEqual(["ts", "ts", "ts", "ts", "c++", ""]);
});

it("shortens addresses", () => {
  expect(shortAddress("https://www.example.org/a.png")).toBe("example.org/a.png");
  expect(shortAddress(`https://example.org/${"x".repeat(100)}`).length).toBeLessThan(50);
  expect(shortAddress("data:image/png;base64,AAAA")).toBe("image/png");
});

it("reads anything without stopping", () => {
  for (const text of ["[[".repeat(2_000), "$".repeat(2_000), "#".repeat(2_000), "==".repeat(2_000), "[^".repeat(2_000), "$$\n".repeat(2_000), `---\n${"a: 1\n".repeat(1_000)}`, "| a |\n| - |\n".repeat(500), "> ".repeat(1_000)]) {
    expect(noteLanguage.parser.parse(text).length).toBe(text.length);
  }
});
