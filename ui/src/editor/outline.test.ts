// What the inspector reads out of a text.
import { Text } from "@codemirror/state";
import { describe, expect, it } from "vitest";
import { Counter } from "./count";
import { headingAt, outlineOf } from "./outline";
import { propertiesOf } from "./properties";

const doc = (text: string) => Text.of(text.split("\n"));

describe("outline", () => {
  it("finds headings with their words, not what only looks like one", () => {
    const text = "---\n# not: this\n---\n# One *two* [three](https://x.org) #\n```\n# code\n```\n#tag\n## `Deep` ##\nUnder\n=====\n- item\n---\n#";
    expect(outlineOf(doc(text)).map(({ level, text }) => [level, text])).toEqual([[1, "One two three"], [2, "Deep"], [1, "Under"], [1, ""]]);
  });

  it("points at the line of each heading", () => {
    const text = "a\n# One\nb\n\n## Zwölf 👩‍👩‍👧\n";
    const outline = outlineOf(doc(text));
    expect(outline.map(({ from }) => text.slice(from, text.indexOf("\n", from)))).toEqual(["# One", "## Zwölf 👩‍👩‍👧"]);
    expect(headingAt(outline, 0)).toBe(-1);
    expect(headingAt(outline, outline[0]!.from)).toBe(0);
    expect(headingAt(outline, text.length)).toBe(1);
  });

  it("ends a fence only by a fence of its own kind", () => {
    expect(outlineOf(doc("````\n```\n# in\n````\n# out")).map((entry) => entry.text)).toEqual(["out"]);
    expect(outlineOf(doc("~~~\n```\n# in"))).toEqual([]);
  });
});

describe("count", () => {
  const counter = new Counter("en");
  it("counts words and what people see as characters", () => {
    expect(counter.count(doc("It's low water at 06.12"))).toMatchObject({ words: 5, characters: 23 });
    expect(counter.count(doc("# Title\n- [x] done\n1. first"))).toMatchObject({ words: 3, characters: 14 });
    expect(counter.count(doc("👩‍👩‍👧 é e\u0301"))).toMatchObject({ words: 2, characters: 5 });
    expect(counter.count(doc(""))).toEqual({ words: 0, characters: 0, readingSeconds: 0 });
  });

  it("counts words of scripts without spaces", () => {
    const { words, characters } = counter.count(doc("国境の長いトンネルを抜けると雪国であった。"));
    expect(characters).toBe(21);
    expect(words).toBeGreaterThan(5);
    expect(words).toBeLessThan(16);
  });

  it("does not count the addresses of links", () => {
    expect(counter.count(doc("see [the protocol](https://example.org/protocol/a/b)")).words).toBe(3);
    expect(counter.count(doc("sée [the protocol](https://example.org/protocol/a/b)")).words).toBe(3);
  });

  it("tells how long reading takes, for each script by its own measure", () => {
    expect(counter.count(doc("word ".repeat(230))).readingSeconds).toBe(60);
    expect(counter.count(doc("雪".repeat(450))).readingSeconds).toBe(60);
  });
});

describe("properties", () => {
  it("reads lines and lists", () => {
    expect(propertiesOf(doc("---\nstatus: draft\ntags: [a, \"b c\"]\naliases:\n  - One\n  - Two\nempty:\n---\ntext"))).toEqual([
      { name: "status", value: "draft" },
      { name: "tags", value: "a, b c" },
      { name: "aliases", value: "One, Two" },
    ]);
  });

  it("takes a rule at the start for a rule", () => {
    expect(propertiesOf(doc("---\na: b"))).toEqual([]);
    expect(propertiesOf(doc("text\n---\na: b\n---"))).toEqual([]);
  });
});
