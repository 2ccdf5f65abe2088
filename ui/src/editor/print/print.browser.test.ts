// What takes a browser to draw: formulas in their own letters, diagrams as pictures, both on white.
import { expect, it, onTestFinished } from "vitest";
import "../../shared/tokens.css";
import "../../shared/base.css";
import "../../shared/print.css";
import { renderForPrint } from "./render";

const NOTE = `Inline $e^{i\\pi} + 1 = 0$ in a line, and what is wrong: $\\frac{1}$.

$$
\\int_0^1 x^2\\,dx = \\frac{1}{3}
$$

> [!warning] Mind the gap
> With $x^2$ inside, and **bold**.

- [x] done
- [ ] open

| left | right |
|:-----|------:|
| a    | $b_1$ |

\`\`\`mermaid
graph TD
  A[Shore] --> B[Reef]
\`\`\`

\`\`\`mermaid
this is no diagram <img src=x onerror=alert(1)>
\`\`\`
`;

const DOT = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

async function drawn(text: string, sourceOf?: (file: string) => string): Promise<HTMLElement> {
  document.documentElement.dataset.theme = "dark";
  const view = document.createElement("article");
  view.className = "print-view";
  view.append(await renderForPrint(text, sourceOf));
  document.body.append(view);
  onTestFinished(() => {
    view.remove();
    delete document.documentElement.dataset.theme;
  });
  return view;
}

it("prints formulas, diagrams, callouts, boxes and tables as they are drawn, and none as its source", async () => {
  const view = await drawn(NOTE);
  const formulas = view.querySelectorAll(".katex");
  expect(formulas).toHaveLength(4);
  expect(view.querySelector(".katex-display")).not.toBeNull();
  expect(view.querySelector("td .katex")).not.toBeNull();
  expect(view.querySelector(".print-callout .katex")).not.toBeNull();
  expect(view.querySelectorAll(".print-task")).toHaveLength(2);
  expect(view.textContent).not.toMatch(/\$\$|\[!warning\]|\[x\]|\|/);
  // The letters of formulas are here before the dialog opens: paper waits for none.
  expect([...document.fonts].some(({ family, status }) => family.includes("KaTeX") && status === "loaded")).toBe(true);

  const picture = view.querySelector<HTMLImageElement>("figure img")!;
  expect(picture.src.startsWith("data:image/svg+xml")).toBe(true);
  expect(picture.complete && picture.naturalWidth > 0).toBe(true);
  // Black on white though the window is dark.
  expect(decodeURIComponent(picture.src)).toMatch(/#000|rgb\(0, ?0, ?0\)/);
  expect(view.textContent).not.toContain("graph TD");
  // What cannot be drawn is printed as it was written, as text.
  expect(view.querySelector("figure pre")?.textContent).toContain("this is no diagram <img");
  expect(view.querySelectorAll("img")).toHaveLength(1);
});

it("prints the pictures of the vault, and the words of those that are elsewhere or not here", async () => {
  const here = "a".repeat(64);
  const gone = "b".repeat(64);
  const view = await drawn(`![A crab|120](driftless://blob/${here}.gif) ![A limpet](driftless://blob/${gone}.gif) ![A reef](https://example.org/reef.png)`, (file) => (file.startsWith("a") ? DOT : "data:image/gif;base64,AAAA"));
  const pictures = [...view.querySelectorAll("img")];
  expect(pictures.map(({ alt, width, naturalWidth }) => ({ alt, width, naturalWidth }))).toEqual([{ alt: "A crab", width: 120, naturalWidth: 1 }]);
  expect(view.textContent).toContain("[A limpet]");
  expect(view.textContent).toContain("[A reef]");
});

it("runs and loads nothing that a note says", async () => {
  const view = await drawn('<img src=x onerror="window.smuggled = 1">\n\n$\\href{javascript:alert(1)}{x}$ $\\includegraphics{https://example.org/x.png}$\n\n[x](javascript:alert(1))');
  expect(view.querySelectorAll("a, img, script, iframe")).toHaveLength(0);
  expect("smuggled" in window).toBe(false);
});
