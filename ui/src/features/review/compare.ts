// Two texts compared: what only one of them has.
import { presentableDiff } from "@codemirror/merge";

export interface Piece {
  text: string;
  /** In both, only in the first, or only in the second. */
  side: "both" | "first" | "second";
}

/** Longest text that is compared; a longer one is shown whole. UTF-16 code units. */
const COMPARED_MAX = 200_000;

/** The pieces of both texts in reading order; those of one side, read alone, are that text. */
export function compare(first: string, second: string): Piece[] {
  if (first.length > COMPARED_MAX || second.length > COMPARED_MAX) return [{ text: first, side: "first" }, { text: second, side: "second" }];
  const pieces: Piece[] = [];
  const add = (text: string, side: Piece["side"]) => {
    if (text !== "") pieces.push({ text, side });
  };
  let at = 0;
  for (const change of presentableDiff(first, second, { scanLimit: 500 })) {
    add(first.slice(at, change.fromA), "both");
    add(first.slice(change.fromA, change.toA), "first");
    add(second.slice(change.fromB, change.toB), "second");
    at = change.toA;
  }
  add(first.slice(at), "both");
  return pieces;
}
