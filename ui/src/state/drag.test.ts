// @vitest-environment happy-dom
import { expect, it } from "vitest";
import type { Workspace } from "./workspace.svelte";
import { Drag } from "./drag.svelte";

function pointer(type: string, x: number, y: number): PointerEvent {
  return Object.assign(new Event(type, { cancelable: true }), { clientX: x, clientY: y, button: 0, pointerType: "mouse" }) as unknown as PointerEvent;
}

function begin() {
  const out: string[][] = [];
  const workspace = { attempt: (work: () => Promise<void>) => work(), backend: { notesDragOut: async (ids: string[]) => void out.push(ids) } } as unknown as Workspace;
  const drag = new Drag(workspace, () => () => {});
  document.elementFromPoint = () => null;
  return { drag, out };
}

it("hands notes to the system where they leave the window, once", () => {
  const { drag, out } = begin();
  drag.press(pointer("pointerdown", 40, 40), () => ({ kind: "notes", ids: ["a", "b"], label: "2 notes" }));
  dispatchEvent(pointer("pointermove", 80, 40));
  expect(drag.dragged).not.toBeNull();
  expect(out).toEqual([]);
  dispatchEvent(pointer("pointermove", -1, 40));
  dispatchEvent(pointer("pointermove", -9, 40));
  expect(out).toEqual([["a", "b"]]);
  expect(drag.dragged).toBeNull();
});

it("keeps a notebook in the window", () => {
  const { drag, out } = begin();
  drag.press(pointer("pointerdown", 40, 40), () => ({ kind: "notebook", id: "n", label: "Work" }));
  dispatchEvent(pointer("pointermove", 80, 40));
  dispatchEvent(pointer("pointermove", 80, innerHeight + 5));
  expect(out).toEqual([]);
  expect(drag.dragged).not.toBeNull();
  dispatchEvent(pointer("pointerup", 80, innerHeight + 5));
});
