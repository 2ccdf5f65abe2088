// Excerpts read like the note, and what was found stays marked where it is.
import { expect, it } from "vitest";
import { plainExcerpt } from "./plain-excerpt";

const plain = (text: string) => plainExcerpt(text).text;

it("takes the marks of Markdown away and leaves every word", () => {
  expect(plain("# Tide\n> - [ ] **low** _water_ at `six`")).toBe("Tide\nlow water at six");
  expect(plain("1. a ==b== ~~c~~ *d* __e__")).toBe("a b c d e");
  expect(plain("see [Tide (old)](driftless://note/01890a5d-ac96-774b-bcce-b302099a8057#a) and [[Pools|here]], [[Reef]]")).toBe("see Tide (old) and here, Reef");
  expect(plain("![shore|320](driftless://blob/00ff.png) cut [off](driftless://no")).toBe("shore|320 cut off");
  expect(plain("```js\nlet a\n```\n| a | b |\n| --- | :-: |")).toBe("\nlet a\n\n| a | b |\n");
  expect(plain("> [!note] Title")).toBe("Title");
});

it("leaves what only looks like a mark", () => {
  for (const text of ["2 * 3 * 4", "snake_case_name", "a [b] c", "#tag and #tag/below", "5 - 3", "C:\\*.txt", "a == b", "- ", "[ ]"]) expect(plain(text)).toBe(text === "- " ? "" : text);
});

it("keeps what was found marked", () => {
  const text = "# **low** [tide](https://tide.example) 🎉 pools";
  const of = (word: string, from = 0): [number, number] => [text.indexOf(word, from), text.indexOf(word, from) + word.length];
  const found = plainExcerpt(text, [of("low"), of("tide"), of("tide", text.indexOf("https")), of("pools")]);
  expect(found.text).toBe("low tide 🎉 pools");
  expect(found.marks.map(([from, to]) => found.text.slice(from, to))).toEqual(["low", "tide", "pools"]);
});
