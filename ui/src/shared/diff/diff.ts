// What differs between two texts, made for reading: runs of the same, what is gone, and what is new.
import { presentableDiff } from "@codemirror/merge";

export interface Piece {
  kind: "same" | "gone" | "new";
  text: string;
}

/** A stretch of a text between folds. */
export type Part = { kind: "pieces"; pieces: Piece[] } | { kind: "fold"; text: string; lines: number };

/** A line of both texts beside each other; null where one has none. */
export interface Row {
  before: Piece[] | null;
  after: Piece[] | null;
}

/** Beyond this many differences a stretch counts as wholly changed; bounds the time. */
const SCAN_LIMIT = 2_000;
const TIMEOUT_MS = 400;

/** The pieces of both texts in reading order: what is gone stands before what came in its place. */
export function diffPieces(before: string, after: string): Piece[] {
  const pieces: Piece[] = [];
  const add = (kind: Piece["kind"], text: string) => {
    if (text !== "") pieces.push({ kind, text });
  };
  let at = 0;
  for (const change of presentableDiff(before, after, { scanLimit: SCAN_LIMIT, timeout: TIMEOUT_MS })) {
    add("same", before.slice(at, change.fromA));
    add("gone", before.slice(change.fromA, change.toA));
    add("new", after.slice(change.fromB, change.toB));
    at = change.toA;
  }
  add("same", before.slice(at));
  return pieces;
}

/** Folds what is the same far from any change; `context` lines stay on either side. */
export function folded(pieces: Piece[], context: number): Part[] {
  const parts: Part[] = [];
  let run: Piece[] = [];
  pieces.forEach((piece, index) => {
    const lines = piece.kind === "same" ? piece.text.split("\n") : [];
    const head = index === 0 ? 0 : context + 1;
    const tail = index === pieces.length - 1 ? 0 : context + 1;
    const hidden = lines.slice(head, lines.length - tail);
    if (hidden.length < 3) {
      run.push(piece);
      return;
    }
    const front = lines.slice(0, head).join("\n");
    const back = lines.slice(lines.length - tail).join("\n");
    if (head > 0) run.push({ kind: "same", text: front });
    if (run.length > 0) parts.push({ kind: "pieces", pieces: run });
    parts.push({ kind: "fold", text: hidden.join("\n"), lines: hidden.length });
    run = tail > 0 ? [{ kind: "same", text: back }] : [];
  });
  if (run.length > 0) parts.push({ kind: "pieces", pieces: run });
  return parts;
}

/** Lines beside each other. */
export function rowsOf(pieces: Piece[]): Row[] {
  const rows: Row[] = [];
  let before: Piece[][] = [[]];
  let after: Piece[][] = [[]];
  const flush = () => {
    for (let index = 0; index < Math.max(before.length, after.length); index++) rows.push({ before: before[index] ?? null, after: after[index] ?? null });
    before = [];
    after = [];
  };
  for (const piece of pieces) {
    piece.text.split("\n").forEach((line, index) => {
      const isNext = index > 0;
      if (piece.kind === "same" && isNext) {
        flush();
        before = [[]];
        after = [[]];
      } else if (isNext) (piece.kind === "gone" ? before : after).push([]);
      if (line === "") return;
      const part = { kind: piece.kind, text: line };
      if (piece.kind !== "new") before.at(-1)?.push(part);
      if (piece.kind !== "gone") after.at(-1)?.push(part);
    });
  }
  flush();
  return rows;
}
