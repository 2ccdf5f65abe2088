// What the search field offers where the caret is.
import { expect, it } from "vitest";
import { complete, completionsAt } from "./search-completion";

const known = {
  tags: [{ name: "fieldwork", notes: 2 }, { name: "garden/spring", notes: 1 }, { name: "été", notes: 1 }],
  notebooks: [{ name: "Field research", notes: 3 }, { name: "Kitchen", notes: 1 }],
};
const offered = (text: string, caret = text.length) => completionsAt(text, caret, known)?.options.map((option) => option.text) ?? null;

it("offers operators, values, tags and notebooks", () => {
  expect(offered("ta")).toEqual(["tag:"]);
  expect(offered("t")).toBeNull();
  expect(offered("tide")).toBeNull();
  expect(offered("x tag:f")).toEqual(["tag:fieldwork"]);
  expect(offered("-tag:sp")).toEqual(["tag:garden/spring"]);
  expect(offered("tag:ete")).toEqual(["tag:été"]);
  expect(offered("in:")).toEqual(['in:"Field research"', "in:Kitchen"]);
  expect(offered('in:"field r')).toEqual(['in:"Field research"']);
  expect(offered("(is:p")).toEqual(["is:pinned", "is:template"]);
  expect(offered("is:pinned")).toBeNull();
  expect(offered("is:pinned x", 5)).toEqual(["is:pinned"]);
  expect(offered('"in quotes ta')).toBeNull();
});

it("puts the choice in place of what was typed", () => {
  const text = "a -tag:f z";
  const found = completionsAt(text, 8, known)!;
  expect(complete(text, found, found.options[0]!)).toEqual({ text: "a -tag:fieldwork z", caret: 17 });
  expect(complete("ta", completionsAt("ta", 2, known)!, { text: "tag:", detail: "" })).toEqual({ text: "tag:", caret: 4 });
});
