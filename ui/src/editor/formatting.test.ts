// Marks go on, come off, and never end up where Markdown does not read them.
import { markdownLanguage } from "@codemirror/lang-markdown";
import { EditorSelection, EditorState } from "@codemirror/state";
import { EditorView, type Command } from "@codemirror/view";
import { afterEach, describe, expect, it } from "vitest";
import { CARET, insertBlock, toggleHeading, toggleList, toggleQuote } from "./blocks";
import { table } from "./blocks-texts";
import { BOLD, CODE, HIGHLIGHT, ITALIC, STRIKE, toggleLink, toggleMark } from "./formatting";

let view: EditorView | null = null;

afterEach(() => view?.destroy());

/** Runs a command on a text with its selection written as `[` and `]` (or the caret as `‸`), and writes it back so. */
function after(command: Command, text: string): string {
  const caret = text.indexOf("‸");
  const from = caret >= 0 ? caret : text.indexOf("⟦");
  const to = caret >= 0 ? caret : text.indexOf("⟧") - 1;
  const doc = text.replace(/[‸⟦⟧]/g, "");
  view?.destroy();
  view = new EditorView({ state: EditorState.create({ doc, selection: EditorSelection.range(from, to), extensions: [markdownLanguage] }) });
  command(view);
  const { main } = view.state.selection;
  const written = view.state.doc.toString();
  if (main.empty) return `${written.slice(0, main.head)}‸${written.slice(main.head)}`;
  return `${written.slice(0, main.from)}⟦${written.slice(main.from, main.to)}⟧${written.slice(main.to)}`;
}

describe("marks", () => {
  it("go around the selected words and come off again", () => {
    for (const mark of [BOLD, ITALIC, STRIKE, CODE, HIGHLIGHT]) {
      const { marks } = mark;
      expect(after(toggleMark(mark), "a ⟦b c⟧ d")).toBe(`a ${marks}⟦b c⟧${marks} d`);
      expect(after(toggleMark(mark), `a ${marks}⟦b c⟧${marks} d`)).toBe("a ⟦b c⟧ d");
    }
  });

  it("leave spaces outside, where Markdown wants them", () => {
    expect(after(toggleMark(BOLD), "a⟦ b ⟧c")).toBe("a **⟦b⟧** c");
  });

  it("go around each line of a list, not around its marks", () => {
    expect(after(toggleMark(BOLD), "⟦- one\n- [ ] two\n\n> three⟧")).toBe("- **⟦one**\n- [ ] **two**\n\n> **three⟧**");
    expect(after(toggleMark(BOLD), "- **⟦one**\n- [ ] **two⟧**")).toBe("- ⟦one\n- [ ] two⟧");
  });

  it("complete a selection of which a part has them", () => {
    expect(after(toggleMark(ITALIC), "⟦one\n*two*⟧")).toBe("*⟦one*\n*two*⟧");
  });

  it("come off a part, and stay on the rest", () => {
    expect(after(toggleMark(BOLD), "**one ⟦two⟧ three**")).toBe("**one** ⟦two⟧ **three**");
    expect(after(toggleMark(BOLD), "**⟦one⟧ two**")).toBe("⟦one⟧ **two**");
  });

  it("tell bold from italic", () => {
    expect(after(toggleMark(ITALIC), "**⟦one⟧**")).toBe("***⟦one⟧***");
    expect(after(toggleMark(BOLD), "***⟦one⟧***")).toBe("*⟦one⟧*");
  });

  it("without a selection go around the word, or wait for one", () => {
    expect(after(toggleMark(BOLD), "one tw‸o three")).toBe("one **tw‸o** three");
    expect(after(toggleMark(BOLD), "one **tw‸o** three")).toBe("one tw‸o three");
    expect(after(toggleMark(BOLD), "one ‸")).toBe("one **‸**");
  });

  it("keep whole characters", () => {
    expect(after(toggleMark(BOLD), "⟦👩‍👩‍👧 é雪⟧")).toBe("**⟦👩‍👩‍👧 é雪⟧**");
  });
});

describe("links", () => {
  it("take the selected words and wait for the address", () => {
    expect(after(toggleLink, "see ⟦the page⟧")).toBe("see [the page](‸)");
    expect(after(toggleLink, "see ⟦https://example.org/a⟧")).toBe("see [‸](https://example.org/a)");
    expect(after(toggleLink, "see [the ‸page](https://example.org)")).toBe("see the ‸page");
  });
});

describe("lines", () => {
  it("become headings and plain again", () => {
    expect(after(toggleHeading(2), "on‸e")).toBe("## on‸e");
    expect(after(toggleHeading(3), "## on‸e")).toBe("### on‸e");
    expect(after(toggleHeading(2), "## on‸e")).toBe("on‸e");
    expect(after(toggleHeading(1), "‸")).toBe("# ‸");
  });

  it("become lists, with numbers, and change their kind", () => {
    expect(after(toggleList("ordered"), "⟦one\ntwo\n\nthree⟧")).toBe("1. ⟦one\n2. two\n\n3. three⟧");
    expect(after(toggleList("task"), "- on‸e")).toBe("- [ ] on‸e");
    expect(after(toggleList("bullet"), "  3. on‸e")).toBe("  - on‸e");
    expect(after(toggleList("bullet"), "⟦- one\n- two⟧")).toBe("⟦one\ntwo⟧");
    expect(after(toggleList("task"), "‸")).toBe("- [ ] ‸");
  });

  it("become quotes as one block", () => {
    expect(after(toggleQuote, "⟦one\n\ntwo⟧")).toBe("> ⟦one\n>\n> two⟧");
    expect(after(toggleQuote, "> on‸e")).toBe("on‸e");
  });
});

describe("blocks", () => {
  it("take a blank line, or come after the line with a blank line between", () => {
    expect(after(insertBlock(`a${CARET}b`), "x\n\n‸")).toBe("x\n\na‸b");
    expect(after(insertBlock(`a${CARET}b`), "x‸y")).toBe("xy\n\na‸b");
    expect(after(insertBlock("---"), "‸\nnext")).toBe("---‸\n\nnext");
  });

  it("select what is to be written over", () => {
    expect(after(insertBlock(table(["One", "Two"], 1)), "‸")).toBe("| ⟦One⟧ | Two |\n| --- | --- |\n|     |     |");
  });
});
