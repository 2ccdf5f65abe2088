// A note that shows every construct of the preview, to design and test with: `?constructs`.
export const constructs = `---
place: North cove
observers: [Ada, Jun]
date: 2025-11-07
---

Low water at 06:12, see [[Letter home (draft)]], [[Standing order of the allotment|the allotment]] and [[A note that is not there yet]]. #fieldwork #garden/spring

Marks: **bold**, *soft*, ***both***, ~~gone~~, ==worth seeing==, \`T4-Q07\`, [the protocol](https://example.org/protocol), https://example.org/tides and <ada@example.org>. An escaped \\*star\\*, a price of $5 to $9.

## Lists

- Tape and pegs
  - a nested item that is long enough to wrap around to the next line of the column, so that its hanging indent shows
    - deeper still
- [x] Charge both headlamps
- [ ] Ask about the **tide gauge** offset
  - [ ] and note the date

1. Walk the tape from the peg
2. Photograph each quadrat
   1. upper band
   2. lower band
10. Ten

## Table

| Quadrat | Limpets | Cover | Remark |
| :------ | ------: | :---: | ------ |
| Q07 | 41 | 62% | **dense**, see [[Letter home (draft)]] |
| Q08 | 38 | 55% | $\\bar{x} = 39.5$ |
| Q09 |  | 7\\|8 | \`mean()\` |

## Code

\`\`\`python
def mean(values: list[float]) -> float:
    """What the middle is."""
    return sum(values) / len(values)  # never empty

print(f"{mean([41, 38]):.1f}", True)
\`\`\`

\`\`\`rust
fn main() { println!("{}", vec![1, 2, 3].iter().sum::<i32>()); }
\`\`\`

## Formulas

The spread is $\\sigma^2 = \\frac{1}{n}\\sum_{i=1}^{n}(x_i - \\mu)^2$ in words.

$$
\\int_0^\\infty e^{-x^2}\\,dx = \\frac{\\sqrt{\\pi}}{2}
$$

One that is not finished: $\\frac{1}{$ and

$$
\\frac{1}{
$$

## Diagrams

\`\`\`mermaid
flowchart LR
  A[Low water] --> B{Swell?}
  B -- no --> C[Count limpets]
  B -- yes --> D[Wait an hour]
  D --> B
\`\`\`

\`\`\`mermaid
sequenceDiagram
  Ada->>Jun: The tape is fraying
  Jun-->>Ada: Then we mark the peg anew
\`\`\`

## Callouts and quotes

> [!note]
> The upper band is *barer* than last week.

> [!tip] Bring a second tape
> The first one frays at the north peg.

> [!warning]- Folded until it is asked for
> Swell over two metres: nobody goes below the middle band.

> [!danger]+ Cliff edge
> Stay behind the rope.

> The sea is the same, only the light is different.
>
> > And a quote within the quote.

## Footnotes, images, directions

A claim[^1] and another[^method].

[^1]: Counted twice, on two days.
[^method]: After *Hawkins*, 1992.

![Chart of the cove](https://example.org/charts/north-cove.png)

השפל היה בשש ותריסר דקות, **נמוך** מאשר בשבוע שעבר.

- المد منخفض اليوم

国境の長いトンネルを抜けると雪国であった。👩🏽‍🔬 e\u0301 🇩🇪

---

Setext heading
--------------

The end.`;
