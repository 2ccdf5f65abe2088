// The preview in a real engine: nothing moves when the caret comes and goes, foreign text does nothing, what is drawn is drawn.
import { EditorView } from "@codemirror/view";
import { afterEach, expect, it, vi } from "vitest";
import { cdp, page, userEvent } from "vitest/browser";
import { constructs } from "../../backend/memory/constructs";
import { markdownText } from "../../../bench/text";
import { drawn, openEditor, type Opened } from "./testing";

let opened: Opened | undefined;
afterEach(() => opened?.close());

function open(doc: string, options: Parameters<typeof openEditor>[1] = {}): EditorView {
  opened = openEditor(doc, options);
  return opened.view;
}

async function until(condition: () => unknown): Promise<void> {
  await expect.poll(condition, { timeout: 15_000 }).toBeTruthy();
}

/** Heights of the lines and blocks that are drawn, by where they start. */
function heights(view: EditorView): Map<number, number> {
  return new Map([...view.contentDOM.children].map((dom) => [view.posAtDOM(dom), Math.round(dom.getBoundingClientRect().height * 10) / 10]));
}

it("moves nothing when the caret enters a line", async () => {
  // Every construct that shows its marks in place, each short enough not to wrap.
  const doc = [
    "# One", "", "## Two **bold**", "", "plain *soft* **bold** ~~gone~~ ==seen==", "`code` and [words](https://example.org) end", "[[A title]] and [[A|b]] #tag", "see[^1] there",
    "$x^2$ and $a_1$", "", "- one", "  - two", "    - three", "- [ ] open", "- [x] done", "", "1. first", "2. second", "", "> quoted *words*", "> more", "", "> [!note] Title", "> in it", "",
    "> [!tip]", "> in it", "", "```js", "const a = 1;", "```", "", "---", "", "[^1]: its text", "", "![alt](https://example.org/a.png)", "", "Setext", "======", "", "שלום **עולם**", "", "国境の**長い**トンネル", "", "end",
  ].join("\n");
  // All in view, so that no line is only estimated.
  await page.viewport(1_000, 2_600);
  const view = open(doc, { height: 2_500 });
  view.focus();
  await drawn();
  // Formulas are drawn when their library has come.
  await until(() => view.contentDOM.querySelector(".cm-math .katex"));
  view.dispatch({ selection: { anchor: doc.length } });
  await drawn();
  const before = heights(view);
  for (let number = 1; number <= view.state.doc.lines; number++) {
    const line = view.state.doc.line(number);
    for (const at of new Set([line.from, (line.from + line.to) >> 1, line.to])) {
      view.dispatch({ selection: { anchor: at } });
      await drawn();
      const after = heights(view);
      for (const [from, height] of before) {
        expect(after.get(from) ?? height, `line “${view.state.doc.lineAt(from).text}” with the caret at ${at} in “${line.text}”`).toBe(height);
      }
      expect([...after.values()].reduce((sum, height) => sum + height, 0)).toBeCloseTo([...before.values()].reduce((sum, height) => sum + height, 0), 0);
    }
  }
});

it("estimates unseen lines by the same height whatever is in view", async () => {
  const view = open(constructs, { height: 500 });
  const warnings = vi.spyOn(console, "warn");
  const pane = view.dom.parentElement!;
  for (let at = 0; at < 4_000; at += 170) {
    pane.scrollTop = at;
    await drawn();
  }
  expect(warnings).not.toHaveBeenCalled();
  // What is shown is where the editor believes it to be.
  for (const dom of view.contentDOM.querySelectorAll<HTMLElement>(":scope > .cm-line")) {
    const top = dom.getBoundingClientRect().top - view.documentTop;
    expect(Math.abs(view.lineBlockAt(view.posAtDOM(dom)).top - top)).toBeLessThan(2);
  }
});

it("reaches every part of a long note", async () => {
  const doc = `${markdownText(300_000)}\n\nlast words`;
  const view = open(doc);
  view.dispatch({ selection: { anchor: doc.length }, effects: EditorView.scrollIntoView(doc.length) });
  await until(() => view.contentDOM.textContent?.includes("last words"));
  await until(() => view.contentDOM.querySelector(".cm-callout, .cm-h, .cm-item"));
});

it("leaves the letters of an input method alone", async () => {
  const view = open("**bold** \n\nend");
  view.focus();
  view.dispatch({ selection: { anchor: 9 } });
  const session = cdp() as unknown as { send: (method: string, params: object) => Promise<void> };
  for (const text of ["n", "ni", "ni h", "ni ha", "ni hao"]) await session.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
  expect(view.composing).toBe(true);
  await session.send("Input.insertText", { text: "你好" });
  await drawn();
  expect(view.state.doc.toString()).toBe("**bold** 你好\n\nend");
  expect(opened!.compositions).toEqual(["start", "end"]);
});

it("draws diagrams as pictures, in a frame that may do nothing else", async () => {
  const view = open("```mermaid\nflowchart LR\n  A[Low water] --> B[Count]\n```\n\nend");
  await until(() => view.contentDOM.querySelector(".cm-diagram img"));
  const image = view.contentDOM.querySelector<HTMLImageElement>(".cm-diagram img")!;
  expect(image.src).toMatch(/^data:image\/svg\+xml/);
  await image.decode();
  expect(image.naturalWidth).toBeGreaterThan(100);
  const frame = document.querySelector("iframe[sandbox]")!;
  expect(frame.getAttribute("sandbox")).toBe("allow-scripts");
  expect(() => (frame as HTMLIFrameElement).contentWindow!.document).toThrow();
});

it("runs nothing of what a diagram says", async () => {
  Object.assign(globalThis, { isHacked: false });
  const evil = 'flowchart LR\n  A["<img src=x onerror=parent.isHacked=true><script>parent.isHacked=true</script>"] --> B\n  click A "javascript:parent.isHacked=true"\n  click B call alert()';
  const view = open(`\`\`\`mermaid\n${evil}\n\`\`\`\n\n\`\`\`mermaid\n%%{init: {"securityLevel": "loose", "themeCSS": "</style><script>1</script>"}}%%\nflowchart LR\n  A --> B\n\`\`\`\n\nend`);
  await until(() => view.contentDOM.querySelectorAll(".cm-diagram img").length === 2);
  for (const image of view.contentDOM.querySelectorAll<HTMLImageElement>(".cm-diagram img")) {
    const svg = decodeURIComponent(image.src.slice(image.src.indexOf(",") + 1));
    expect(svg).not.toMatch(/<script|onerror=|javascript:/i);
    await image.decode();
  }
  expect((globalThis as { isHacked?: boolean }).isHacked).toBe(false);
});

it("says calmly what it cannot draw", async () => {
  const view = open("```mermaid\nflowchart LR\n  A -->\n```\n\n$$\n\\frac{1}{\n$$\n\nend");
  await until(() => view.contentDOM.querySelector(".cm-diagram-reason") && view.contentDOM.querySelector(".cm-math-reason"));
  expect(view.contentDOM.querySelector(".cm-diagram-source")!.textContent).toContain("A -->");
});

it("keeps the picture below a diagram whose source is open", async () => {
  const view = open("```mermaid\nflowchart LR\n  A --> B\n```\n\nend");
  await until(() => view.contentDOM.querySelector(".cm-diagram img"));
  await userEvent.click(view.contentDOM.querySelector(".cm-diagram img")!);
  await drawn();
  await until(() => view.contentDOM.querySelector(".cm-code") && view.contentDOM.querySelector(".cm-diagram img"));
  await userEvent.keyboard("{End}{Enter}  B --> C");
  expect(view.state.doc.toString()).toContain("B --> C");
});

it("colours code, and copies it with a word about it", async () => {
  const view = open("```js\nconst a = 1;\nreturn a;\n```\n\nend");
  await until(() => view.contentDOM.querySelector(".cm-t-keyword")?.textContent === "const");
  const button = view.contentDOM.querySelector<HTMLButtonElement>(".cm-code-copy")!;
  let copied = "";
  Object.defineProperty(navigator.clipboard, "writeText", { configurable: true, value: async (text: string) => void (copied = text) });
  button.click();
  await until(() => button.textContent === "Copied");
  expect(copied).toBe("const a = 1;\nreturn a;");
  expect(view.dom.querySelector(".cm-announced")!.textContent).toContain("Copied");
});

it("folds callouts without touching the text", async () => {
  const doc = "> [!note]- Folded\n> hidden words\n\nend";
  const view = open(doc);
  expect(view.contentDOM.textContent).not.toContain("hidden words");
  view.contentDOM.querySelector<HTMLButtonElement>(".cm-fold")!.click();
  await drawn();
  expect(view.contentDOM.textContent).toContain("hidden words");
  expect(view.state.doc.toString()).toBe(doc);
});
