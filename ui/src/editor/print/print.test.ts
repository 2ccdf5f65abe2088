// Paper shows the whole note and nothing that the note could smuggle in.
import { expect, it } from "vitest";
import { renderForPrint } from "./render";

async function html(text: string): Promise<string> {
  const box = document.createElement("div");
  box.append(await renderForPrint(text));
  return box.innerHTML.replace(/\s*\n\s*/g, "");
}

it("draws what people write", async () => {
  expect(await html("# Plan\n\nwith *care* and **joy**")).toBe("<h2>Plan</h2><p>with <em>care</em> and <strong>joy</strong></p>");
  expect(await html("- [x] done\n- [ ] open")).toMatch(/<li><div><span class="print-task" data-done="true"[^>]*><\/span> done<\/div><\/li><li><div><span class="print-task" data-done="false"/);
  expect(await html("```js\nlet a;\n```")).toBe("<pre><code>let a;</code></pre>");
  expect(await html("see [there](https://example.org) and ![a map](x.png)")).toBe("<p>see there and <em>[a map]</em></p>");
  expect(await html("==old== [[Tide pool|pools]], [[Currents]] and #sea/shore")).toBe("<p><mark>old</mark> pools, Currents and #sea/shore</p>");
  expect(await html("---\ntitle: x\n---\n\ntext")).toBe("<p>text</p>");
});

it("aligns the columns of a table as the note says", async () => {
  expect(await html("| a | b |\n|:-:|--:|\n| 1 | 2 |")).toBe(
    '<table><tr><th data-align="center">a</th><th data-align="right">b</th></tr><tr><td data-align="center">1</td><td data-align="right">2</td></tr></table>',
  );
});

it("draws callouts with their sign and title, and quotes as quotes", async () => {
  const callout = await html("> [!warning] Mind *the* gap\n> It is **wide**.\n>\n> - one");
  expect(callout).toMatch(/^<blockquote class="print-callout" data-kind="warning"><p class="print-callout-title"><svg.*<\/svg>Mind <em>the<\/em> gap<\/p>/);
  expect(callout).toMatch(/<p>It is <strong>wide<\/strong>\.<\/p>/);
  expect(callout).toContain("<li><p>one</p></li>");
  expect(callout).not.toContain("[!");
  expect(await html("> [!tip]\n> x")).toMatch(/<\/svg>Tip<\/p><p>x<\/p><\/blockquote>$/);
  expect(await html("> said")).toBe("<blockquote><p>said</p></blockquote>");
});

it("numbers footnotes as they are called", async () => {
  expect(await html("word[^1]\n\n[^1]: the *note*")).toBe('<p>word<sup>1</sup></p><p class="print-footnote"><sup>1</sup>the <em>note</em></p>');
});

it("makes no markup of what is written", async () => {
  expect(await html("<script>alert(1)</script>")).toBe("<pre>&lt;script&gt;alert(1)&lt;/script&gt;</pre>");
  expect(await html("a <b onclick=x>b</b> `<i>` [[<img src=x>]] > [!<u>]")).not.toMatch(/<b|<i>|<img|<u>|onclick="/);
  expect(await html("> [!note] <img src=x onerror=y>")).not.toContain("<img");
});

it("draws every line of a long note", async () => {
  const text = Array.from({ length: 3_000 }, (_, line) => `line ${line}`).join("\n\n");
  expect((await renderForPrint(text)).querySelectorAll("p")).toHaveLength(3_000);
});
