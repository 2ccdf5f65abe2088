// The phases of cycles as the sums that a stacked bar is drawn from.
import type { CycleView } from "../../bindings";

export interface Stacked {
  /** Oldest first, as a chart reads. */
  cycles: CycleView[];
  /** For each phase the milliseconds of it and of all before it, cycle by cycle. */
  sums: number[][];
}

/** Cycles come newest first. */
export function stackPhases(cycles: readonly CycleView[], phases: readonly string[]): Stacked {
  const inOrder = [...cycles].reverse();
  const below = inOrder.map(() => 0);
  const sums = phases.map((id) =>
    inOrder.map((cycle, index) => {
      const ms = cycle.phases.filter(({ phase }) => phase === id).reduce((sum, { ms }) => sum + ms, 0);
      below[index] = (below[index] ?? 0) + ms;
      return below[index];
    }),
  );
  return { cycles: inOrder, sums };
}
