// Notes to design and test with.
import type { NewNote } from "../../bindings";

export interface SeedNote extends NewNote {
  /** Minutes before now. */
  ageMinutes: number;
}

const DAY = 24 * 60;

const transect = `Low water at 06:12. Quadrats 7–12 done before the swell came back in; the upper band was *barer than last week*, and the limpets had moved a hand's width toward the shade. Logged as \`T4-Q07\` onward.

## Before tomorrow

- [x] Charge both headlamps
- [ ] Re-mark the north peg, the tape is fraying
- [ ] Ask about the tide gauge offset

Notes on method, see [the protocol](https://example.org/protocol):

1. Walk the tape from the peg
2. Photograph each quadrat **before** touching it
   - nested, with a ~~wrong~~ corrected count
   - and a second line that is long enough to wrap around to the next line of the column, so that the hanging indent shows

| Quadrat | Limpets | Cover |
| ------- | ------- | ----- |
| Q07     | 41      | 62%   |
| Q08     | 38      | 55%   |

\`\`\`python
mean(limpets) = 39.5   sd = 2.1
\`\`\`

> The sea is the same, only the light is different.

---

### Small heading

The end.`;

export const seedNotebooks: { name: string; parent: string | null }[] = [
  { name: "Field research", parent: null },
  { name: "North cove survey", parent: "Field research" },
  { name: "Kitchen", parent: null },
  { name: "Letters", parent: null },
];

function note(title: string, body: string, notebook: string | null, tags: string[], ageMinutes: number, pinned = false): SeedNote {
  return { title, body, notebook_id: notebook, tags, pinned, ageMinutes };
}

export const seedNotes: SeedNote[] = [
  note("Tide pool transect, day four", transect, "Field research", ["fieldwork"], 12),
  note("Letter home (draft)", "You asked what the light is like here in November. It comes in low and stays low.", "Letters", [], DAY),
  note("Sourdough, 78% hydration", "Autolyse 40 min, four folds, cold proof overnight. Bake at 250 °C with steam.", "Kitchen", ["kitchen"], 3 * DAY),
  note("読書メモ：雪国", "国境の長いトンネルを抜けると雪国であった。夜の底が白くなった。信号所に汽車が止まった。", null, ["reading"], 8 * DAY),
  note("Standing order of the allotment", "Broad beans in by the second week, netting before the pigeons find them.", "Kitchen", ["garden/spring"], 11 * DAY),
  note("", "", null, [], 18 * DAY),
  note(
    "A title so long that nobody would write it on purpose, but imported notes have them, and they must wrap in the pane and be cut in the list",
    "Short text.",
    "North cove survey",
    ["fieldwork", "a-very-long-tag-name-that-goes-on-and-on-for-a-while", "reading", "garden/spring", "kitchen"],
    400 * DAY,
  ),
];
