// Pasting in a real engine: what programs really put on the clipboard becomes the Markdown a person would have written.
import { markdownLanguage } from "@codemirror/lang-markdown";
import { EditorSelection, EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { afterEach, describe, expect, it, vi } from "vitest";
import { pasting } from ".";
import { markdownOf } from "./markdown";

const googleDocs = `<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1"><h1 dir="ltr" style="line-height:1.38"><span style="font-size:20pt;font-weight:700">Plan</span></h1><p dir="ltr"><span style="font-weight:400;">Some </span><span style="font-weight:700;font-style:normal">bold</span><span style="font-weight:400">, </span><span style="font-style:italic">soft</span><span> and </span><a href="https://example.org/a_b"><span style="text-decoration:underline">a link</span></a><span>.</span></p><ul><li dir="ltr" style="list-style-type:disc"><p dir="ltr"><span>One</span></p></li><ul><li><p><span>Inner</span></p></li></ul><li><p><span>Two</span></p></li></ul><div><table><tbody><tr><td><p><span>A</span></p></td><td><p><span>B | C</span></p></td></tr><tr><td><p><span>1</span></p></td><td><p><span>2</span></p></td></tr></tbody></table></div></b>`;

const word = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal {margin:0cm;} --></style></head><body lang=EN-GB style='tab-interval:36.0pt'><!--StartFragment--><h2>Minutes<o:p></o:p></h2><p class=MsoNormal><b>Present:</b> Anna &amp;&nbsp;Ben<o:p></o:p></p><p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>First<o:p></o:p></p><p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o<span>&nbsp;</span></span>Below it<o:p></o:p></p><p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp;</span></span>Second<o:p></o:p></p><p class=MsoNormal>Then:</p><p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>1.<span>&nbsp;</span></span>Numbered<o:p></o:p></p><!--EndFragment--></body></html>`;

const browser = `<html><body><!--StartFragment--><h3 style="color:rgb(1,2,3)">Install</h3><p>Run <code>npm ci</code> in <em>ui</em>:</p><div class="highlight highlight-source-shell"><pre>cd ui\nnpm ci  # *all*</pre></div><blockquote><p>Quoted<br>twice</p></blockquote><ol start="3"><li>three</li><li>four</li></ol><ul class="contains-task-list"><li><input type="checkbox" checked disabled> done</li><li><input type="checkbox"> open</li></ul><p><del>old</del> <img src="https://example.org/a.png" alt="A picture"></p><hr><table><thead><tr><th align="left">Name</th><th align="right"><strong>Size</strong></th></tr></thead><tbody><tr><td>a</td><td>1</td></tr></tbody></table><!--EndFragment--></body></html>`;

const spreadsheet = `<google-sheets-html-origin><style></style><table><colgroup><col width="100"><col></colgroup><tbody><tr><td style="text-align:right">1</td><td>two</td></tr><tr><td colspan="2">both</td></tr></tbody></table></google-sheets-html-origin>`;

describe("HTML becomes Markdown", () => {
  it("of a document in the browser", () => {
    expect(markdownOf(googleDocs)).toBe("# Plan\n\nSome **bold**, *soft* and [a link](https://example.org/a_b).\n\n- One\n  - Inner\n- Two\n\n| A | B \\| C |\n| --- | --- |\n| 1 | 2 |");
  });

  it("of a word processor, with lists that are paragraphs there", () => {
    expect(markdownOf(word)).toBe("## Minutes\n\n**Present:** Anna & Ben\n\n- First\n  - Below it\n- Second\n\nThen:\n\n1. Numbered");
  });

  it("of a web page", () => {
    expect(markdownOf(browser)).toBe(
      "### Install\n\nRun `npm ci` in *ui*:\n\n```shell\ncd ui\nnpm ci  # *all*\n```\n\n> Quoted\n> twice\n\n3. three\n4. four\n\n- [x] done\n- [ ] open\n\n~~old~~ ![A picture](https://example.org/a.png)\n\n---\n\n| Name | Size |\n| --- | --: |\n| a | 1 |",
    );
  });

  it("of a spreadsheet", () => {
    expect(markdownOf(spreadsheet)).toBe("| 1 | two |\n| --: | --- |\n| both |  |");
  });

  it("only when it says more than its plain text", () => {
    expect(markdownOf("<p>Just *words*, snake_case</p><p>twice</p>")).toBeNull();
    expect(markdownOf(`<div style="font-family: Menlo, Monaco, monospace;white-space: pre;"><div><span style="color:#c00">const</span> <b>a</b></div></div>`)).toBeNull();
    expect(markdownOf("<p>a<b> </b></p>".repeat(200_000))).toBeNull();
  });

  it("without what runs, loads or hides", () => {
    const ran = vi.fn();
    Object.assign(window, { ran });
    const evil = `<p><b onclick="ran()">ok</b><img src=x onerror="ran()"><script>ran()</script><style>p{}</style><a href="javascript:ran()">trap</a><iframe src="https://example.org"></iframe><img src="data:image/png;base64,AAAA" alt="dot"></p>`;
    expect(markdownOf(evil)).toBe("**ok**trapdot");
    expect(ran).not.toHaveBeenCalled();
  });

  it("with marks only where Markdown reads them", () => {
    expect(markdownOf("<p>2 * 3 [a] snake_case _x_ <b> bold </b>text ==</p>")).toBe("2 \\* 3 \\[a\\] snake_case \\_x\\_ **bold** text \\=\\=");
    expect(markdownOf("<p>1. not a list <i>a</i></p>")).toBe("1\\. not a list *a*");
    expect(markdownOf("<p><b>雪国</b>の👩‍👩‍👧 <i>שלום</i></p>")).toBe("**雪国**の👩‍👩‍👧 *שלום*");
  });
});

let view: EditorView;

afterEach(() => view?.destroy());

function write(doc: string, anchor = doc.length, head = anchor): void {
  view = new EditorView({ parent: document.body, state: EditorState.create({ doc, selection: EditorSelection.range(anchor, head), extensions: [markdownLanguage, pasting, EditorState.lineSeparator.of("\n")] }) });
}

function paste(parts: Record<string, string>): void {
  const clipboardData = new DataTransfer();
  for (const [type, text] of Object.entries(parts)) clipboardData.setData(type, text);
  view.contentDOM.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}

const doc = () => view.state.doc.toString();

describe("pasting", () => {
  it("puts rich text in as Markdown, blocks on lines of their own", async () => {
    write("before");
    paste({ "text/html": "<h2>Head</h2><p>text</p>", "text/plain": "Head\ntext" });
    await vi.waitFor(() => expect(doc()).toBe("before\n\n## Head\n\ntext"));
    expect(view.state.selection.main.head).toBe(doc().length);
  });

  it("puts it where it was pasted, also when typing goes on", async () => {
    write("ab", 1);
    paste({ "text/html": "<b>X</b>", "text/plain": "X" });
    view.dispatch({ changes: { from: 0, insert: "typed " } });
    await vi.waitFor(() => expect(doc()).toBe("typed a**X**b"));
  });

  it("takes an item into the item that waits for it", async () => {
    write("- ");
    paste({ "text/html": "<ul><li>one</li><li>two</li></ul>", "text/plain": "one\ntwo" });
    await vi.waitFor(() => expect(doc()).toBe("- one\n- two"));
  });

  it("makes a link of an address over words", () => {
    write("see the page", 4, 12);
    paste({ "text/plain": "https://example.org/a(b)\n", "text/html": "<a href='https://example.org/a(b)'>https://example.org/a(b)</a>" });
    expect(doc()).toBe("see [the page](https://example.org/a%28b%29)");
  });

  it("leaves text in code as it is, and with Shift everywhere", async () => {
    write("```\n\n```", 4);
    paste({ "text/html": "<b>x</b>", "text/plain": "x" });
    await vi.waitFor(() => expect(doc()).toBe("```\nx\n```"));
    view.destroy();
    write("");
    view.contentDOM.dispatchEvent(new KeyboardEvent("keydown", { key: "V", code: "KeyV", ctrlKey: true, shiftKey: true, bubbles: true, cancelable: true }));
    paste({ "text/html": "<b>x</b>", "text/plain": "x\r\ny" });
    expect(doc()).toBe("x\ny");
  });

  it("does not write into a note that is only read", () => {
    write("");
    view.dispatch({});
    view.setState(EditorState.create({ doc: "kept", extensions: [pasting, EditorState.readOnly.of(true)] }));
    paste({ "text/html": "<b>x</b>", "text/plain": "x" });
    expect(doc()).toBe("kept");
  });
});
