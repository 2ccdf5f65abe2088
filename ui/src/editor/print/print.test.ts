// Paper shows the whole note and nothing that the note could smuggle in.
import { expect, it } from "vitest";
import { renderForPrint } from "./render";

function html(text: string): string {
  const box = document.createElement("div");
  box.append(renderForPrint(text));
  return box.innerHTML.replace(/\s*\n\s*/g, "");
}

it("draws what people write", () => {
  expect(html("# Plan\n\nwith *care* and **joy**")).toBe("<h2>Plan</h2><p>with <em>care</em> and <strong>joy</strong></p>");
  expect(html("- [x] done\n- [ ] open")).toBe("<ul><li><div>☑ done</div></li><li><div>☐ open</div></li></ul>");
  expect(html("| a | b |\n|---|---|\n| 1 | 2 |")).toBe("<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>");
  expect(html("```js\nlet a;\n```")).toBe("<pre><code>let a;</code></pre>");
  expect(html("see [there](https://example.org) and ![a map](x.png)")).toBe("<p>see there and <em>[a map]</em></p>");
});

it("makes no markup of what is written", () => {
  expect(html("<script>alert(1)</script>")).toBe("<pre>&lt;script&gt;alert(1)&lt;/script&gt;</pre>");
  expect(html("a <b onclick=x>b</b> `<i>`")).not.toMatch(/<b|<i>|onclick="/);
});

it("draws every line of a long note", () => {
  const text = Array.from({ length: 3_000 }, (_, line) => `line ${line}`).join("\n\n");
  expect(renderForPrint(text).querySelectorAll("p")).toHaveLength(3_000);
});
