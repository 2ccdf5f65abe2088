// What came from elsewhere is marked until it was looked at; what is typed here never is.
import { ChangeSet, EditorState } from "@codemirror/state";
import { expect, it } from "vitest";
import { arrivalMarks, arrivalsOf, markArrival } from "./arrivals";

function open(doc: string): EditorState {
  return EditorState.create({ doc, extensions: [arrivalMarks] });
}

function receive(state: EditorState, change: { from: number; to?: number; insert?: string }): EditorState {
  const changes = ChangeSet.of(change, state.doc.length);
  const after = state.update({ changes }).state;
  return after.update({ effects: markArrival(changes) }).state;
}

const words = (state: EditorState) => arrivalsOf(state).map(({ from, to }) => state.sliceDoc(from, to));

it("marks what came in, and moves with what is typed around it", () => {
  let state = receive(open("one\ntwo\n"), { from: 4, insert: "new " });
  expect(words(state)).toEqual(["new "]);
  state = state.update({ changes: { from: 0, insert: "typed " } }).state;
  expect(words(state)).toEqual(["new "]);
  state = receive(state, { from: 0, insert: "again " });
  expect(words(state)).toEqual(["again ", "new "]);
});

it("marks the place where something was taken away", () => {
  const state = receive(open("one two"), { from: 3, to: 7 });
  expect(arrivalsOf(state)).toEqual([{ from: 3, to: 3 }]);
});

it("keeps few marks however much comes in", () => {
  let state = open("x\n".repeat(1_200));
  const all = Array.from({ length: 1_200 }, (_, line) => ({ from: line * 2, insert: "y" }));
  const changes = ChangeSet.of(all, state.doc.length);
  state = state.update({ changes }).state.update({ effects: markArrival(changes) }).state;
  expect(arrivalsOf(state)).toEqual([{ from: 0, to: 1_199 * 3 + 1 }]);
});
