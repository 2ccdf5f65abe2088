// Attachments in the editor: what an address and an alternative text mean, and where a file lands that took a while.
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { afterEach, describe, expect, it, vi } from "vitest";
import { attachmentOf, joinAlt, noAttachments, splitAlt } from "./facet";
import { AttachedImage } from "./image";
import { learnSizes } from "./sizes";
import { insertFiles, noteAttachments, type Attachments } from ".";

const NAME = "0011223344556677".repeat(4);

describe("an address", () => {
  it("names one attachment and nothing else", () => {
    expect(attachmentOf(`driftless://blob/${NAME}.PNG`)).toEqual({ name: NAME, file: `${NAME}.png`, extension: "png" });
    expect(attachmentOf(`driftless://blob/${NAME}`)?.file).toBe(NAME);
    for (const other of ["", "https://example.org/a.png", `driftless://note/${NAME}`, `driftless://blob/${NAME}/x`, `driftless://blob/${NAME.slice(1)}.png`, `driftless://blob/${NAME}.a/b`, "driftless://blob/../x"]) {
      expect(attachmentOf(other), other).toBeNull();
    }
  });
});

describe("an alternative text", () => {
  it("keeps words and width apart", () => {
    expect(splitAlt("shore|320")).toEqual({ words: "shore", width: 320 });
    expect(splitAlt("a|b | 40x30 ")).toEqual({ words: "a|b", width: 40 });
    expect(splitAlt("shore")).toEqual({ words: "shore", width: null });
    expect(splitAlt("shore|wide")).toEqual({ words: "shore|wide", width: null });
    expect(splitAlt("|3")).toEqual({ words: "", width: 40 });
    expect(joinAlt("shore", 320)).toBe("shore|320");
    expect(joinAlt("shore", null)).toBe("shore");
  });
});

describe("an image", () => {
  it("has its place before it is loaded", async () => {
    const asked: string[][] = [];
    const sizes = async (names: string[]) => (asked.push(names), names.map((name) => ({ name, width: 640, height: 480 })));
    const url = `driftless://blob/${NAME}.png`;
    await learnSizes(`a ![shore](${url}) b ![again](${url})`, { sizes });
    await learnSizes(`![shore](${url})`, { sizes });
    expect(asked).toEqual([[NAME]]);
    const view = new EditorView();
    const dom = (alt: string) => new AttachedImage({ url, alt, title: null }, attachmentOf(url)!).toDOM(view);
    expect(dom("shore").style.width).toBe("640px");
    expect(dom("shore").querySelector("img")!.style.aspectRatio.replace(/\s/g, "")).toBe("640/480");
    expect(dom("shore|320").style.width).toBe("320px");
    expect(new AttachedImage({ url, alt: "shore|320", title: null }, attachmentOf(url)!).estimatedHeight).toBe(240);
    view.destroy();
  });
});

describe("a file that is put into a note", () => {
  let view: EditorView | null = null;
  afterEach(() => view?.destroy());

  function open(doc: string, services: Partial<Attachments>): EditorView {
    view = new EditorView({ parent: document.body, state: EditorState.create({ doc, extensions: noteAttachments({ ...noAttachments, ...services }) }) });
    return view;
  }

  const file = (name: string) => new File(["x"], name, { type: "image/png" });

  it("lands where it was put, also when the text around it changed meanwhile", async () => {
    let stored!: () => void;
    const waiting = new Promise<void>((resolve) => (stored = resolve));
    const view = open("one two", { keep: async ({ name }) => (await waiting, { markdown: `![${name}](u)` }) });
    const done = insertFiles(view, [file("a"), file("b")], 4);
    expect(view.dom.querySelector(".cm-storing")).not.toBeNull();
    view.dispatch({ changes: { from: 0, insert: "zero " } });
    stored();
    await done;
    expect(view.state.doc.toString()).toBe("zero one ![a](u)\n![b](u)two");
    expect(view.dom.querySelector(".cm-storing")).toBeNull();
  });

  it("leaves the text alone when it cannot be kept, says so, and goes on with the next", async () => {
    const report = vi.fn();
    const view = open("text", {
      report,
      keep: async ({ name }) => {
        if (name === "large") throw new Error("too large");
        return { markdown: `[${name}](u)` };
      },
    });
    await insertFiles(view, [file("large"), file("small")], 4);
    expect(view.state.doc.toString()).toBe("text[small](u)");
    expect(report).toHaveBeenCalledOnce();
  });
});
