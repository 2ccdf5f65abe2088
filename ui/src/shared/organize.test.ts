// The arithmetic of organizing: what is selected, where rows stand, how trees fold, where dates are cut.
import { describe, expect, it } from "vitest";
import { ListLayout } from "./list-layout";
import { dateCuts, readView, trashCuts, usualView } from "./list-view";
import { all, kept, NOTHING, only, ranged, toggled } from "./selection";
import { foldedAway, tagTree } from "./tree";

/** Small and repeatable: the same numbers in every run. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

describe("selection", () => {
  it("toggles back to what it was", () => {
    const next = random(1);
    for (let round = 0; round < 200; round++) {
      const before = all(Array.from({ length: next(8) }, () => `n${next(10)}`));
      const id = `n${next(10)}`;
      expect(toggled(toggled(before, id), id).ids).toEqual(before.ids);
      expect(toggled(before, id).ids.has(id)).toBe(!before.ids.has(id));
    }
  });

  it("draws a range anew from its anchor, whatever ranges were drawn on the way", () => {
    const next = random(2);
    const range = (from: number, to: number) => Array.from({ length: Math.abs(to - from) + 1 }, (_, at) => `n${Math.min(from, to) + at}`);
    for (let round = 0; round < 200; round++) {
      const anchor = next(50);
      const start = toggled(toggled(NOTHING, `n${next(50)}`), `n${anchor}`);
      let selected = start;
      let to = anchor;
      for (let step = 0; step < 5; step++) {
        to = next(50);
        selected = ranged(selected, range(anchor, to));
      }
      expect(selected.ids).toEqual(ranged(start, range(anchor, to)).ids);
      expect(selected.ids).toEqual(ranged(start, range(to, anchor)).ids);
    }
  });

  it("keeps only what is still there", () => {
    expect(kept(toggled(only("a"), "b"), new Set(["b", "c"])).ids).toEqual(new Set(["b"]));
  });
});

describe("layout", () => {
  it("finds the row at its own height, and every height belongs to a row", () => {
    const next = random(3);
    for (let round = 0; round < 200; round++) {
      const totals = Array.from({ length: next(6) }, () => 1 + next(9));
      const total = totals.length === 0 ? 1 + next(30) : totals.reduce((sum, rows) => sum + rows, 0);
      const layout = new ListLayout(total, totals, 76, 32);
      expect(layout.height).toBe(total * 76 + totals.length * 32);
      let last = -1;
      for (let index = 0; index < total; index++) {
        const top = layout.topOf(index);
        expect(layout.indexAt(top)).toBe(index);
        expect(layout.indexAt(top + 75)).toBe(index);
        expect(top).toBeGreaterThan(last);
        last = top;
      }
      expect(layout.indexAt(layout.height + 1_000)).toBe(total - 1);
      expect(layout.indexAt(-5)).toBe(0);
    }
  });
});

describe("trees", () => {
  it("puts tags under those above them, by parts of their names", () => {
    const tags = tagTree([{ name: "a", notes: 3 }, { name: "a b", notes: 1 }, { name: "a/b", notes: 2 }, { name: "a/b/c", notes: 1 }]);
    expect(tags.map(({ id, depth, label, parent }) => [id, depth, label, parent])).toEqual([["a", 0, "a", null], ["a/b", 1, "b", "a"], ["a/b/c", 2, "c", "a/b"], ["a b", 0, "a b", null]]);
  });

  it("hides everything inside a folded one, and nothing beside it", () => {
    const rows = [["a", 0], ["b", 1], ["c", 2], ["d", 1], ["e", 0]].map(([id, depth]) => ({ id: String(id), depth: Number(depth) }));
    expect(foldedAway(rows, new Set(["b"]))).toEqual(new Set(["c"]));
    expect(foldedAway(rows, new Set(["a", "b"]))).toEqual(new Set(["b", "c", "d"]));
  });
});

describe("views", () => {
  it("cuts time backwards only, for every hour of two years", () => {
    for (let hour = 0; hour < 2 * 365 * 24; hour += 7) {
      const now = new Date(2025, 0, 1).getTime() + hour * 3_600_000 + 59_000;
      for (const cuts of [dateCuts(now), trashCuts(now)]) {
        expect(cuts.length).toBeLessThan(1_000);
        expect(cuts[0]).toBeLessThanOrEqual(now);
        expect(cuts.every((cut, at) => at === 0 || cut < cuts[at - 1]!)).toBe(true);
      }
    }
  });

  it("takes a remembered view that makes no sense for the usual one", () => {
    expect(readView({ sort: "trashed", group: 7, reversed: "yes" }, { kind: "all" })).toEqual(usualView({ kind: "all" }));
    expect(readView(null, { kind: "trash" }).sort).toBe("trashed");
    expect(readView({ sort: "title", group: "notebook", reversed: true, pinsMixed: true }, { kind: "all" })).toEqual({ sort: "title", group: "notebook", reversed: true, pinsMixed: true });
  });
});
