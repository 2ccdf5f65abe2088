// Remapping gives a chord to one command at a time, and takes none that people need to write.
import { expect, it } from "vitest";
import { commands } from "./commands";
import { chordOf } from "../shared/keys";
import { assign, commandOf, isRemapped, keysOf, refusal, reset, withShortcuts, without } from "../shared/shortcuts";

const find = (id: string) => commands.find((command) => command.id === id)!;
const press = (key: string, code: string, more: KeyboardEventInit = {}) => chordOf(new KeyboardEvent("keydown", { key, code, ...more }));

it("takes a chord from the command that had it, and gives it back on a reset of both", () => {
  const taken = assign(find("note.pin"), "Ctrl-N", commands, {});
  expect(commandOf("Mod-N", commands, taken)?.id).toBe("note.pin");
  expect(keysOf(find("note.new"), taken)).toEqual([]);
  const back = reset(find("note.new"), commands, reset(find("note.pin"), commands, taken));
  expect(back).toEqual({});
  expect(commandOf("Mod-N", commands, back)?.id).toBe("note.new");
});

it("a reset takes nothing that another command was given", () => {
  const taken = assign(find("note.pin"), "Mod-N", commands, {});
  const back = reset(find("note.new"), commands, taken);
  expect(keysOf(find("note.new"), back)).toEqual([]);
  expect(commandOf("Mod-N", commands, back)?.id).toBe("note.pin");
});

it("holds several chords, each once", () => {
  // A command of its own, so that the usual chords of others do not matter.
  const spare = { ...find("note.pin"), id: "spare", keys: [] };
  const all = [...commands, spare];
  let remapped = assign(spare, "Mod-Shift-Y", all, {});
  remapped = assign(spare, "F7", all, remapped);
  remapped = assign(spare, "Ctrl-Shift-Y", all, remapped);
  expect(keysOf(spare, remapped)).toEqual(["F7", "Ctrl-Shift-Y"]);
  expect(isRemapped(spare, remapped)).toBe(true);
  expect(without(spare, "F7", without(spare, "Mod-Shift-Y", remapped))).toEqual({});
});

it("shows everyone the chords of now", () => {
  const shown = withShortcuts(commands, { "note.new": ["F8"] });
  expect(shown.find((command) => command.id === "note.new")!.keys).toEqual(["F8"]);
  expect(find("note.new").keys).toEqual(["Mod-N"]);
});

it("does not trip over what another version kept", () => {
  const odd = { "note.new": "Mod-N", "note.pin": [3, ""], gone: ["F8"] } as unknown as Record<string, string[]>;
  expect(keysOf(find("note.new"), odd)).toEqual(["Mod-N"]);
  expect(keysOf(find("note.pin"), odd)).toEqual([]);
  expect(commandOf("F8", commands, odd)).toBeUndefined();
});

it("refuses what types, composes, edits or belongs to the system", () => {
  expect(refusal("K")).toBe("needs_modifier");
  expect(refusal("Shift-K")).toBe("needs_modifier");
  expect(refusal("Enter")).toBe("needs_modifier");
  expect(refusal("Ctrl-Alt-Q")).toBe("types_letters");
  expect(refusal("Ctrl-Alt-7")).toBe("types_letters");
  expect(refusal("Mod-Space")).toBe("input_method");
  expect(refusal("Ctrl-Shift-U")).toBe("input_method");
  expect(refusal("Ctrl-Alt-ArrowLeft")).toBe("system");
  expect(refusal("Alt-F4")).toBe("system");
  expect(refusal("Cmd-E")).toBe("system");
  expect(refusal("Mod-C")).toBe("editing");
  expect(refusal("Mod-Shift-Z")).toBe("editing");
  for (const chord of ["Mod-J", "Mod-Shift-J", "F5", "Shift-F5", "Alt-ArrowUp", "Mod-\\", "Ctrl-PageUp", "Mod-Enter"]) expect(refusal(chord), chord).toBeNull();
});

it("reads a chord from the keys that are pressed, on any layout", () => {
  expect(press("K", "KeyK", { ctrlKey: true, shiftKey: true })).toBe("Mod-Shift-K");
  expect(press("!", "Digit1", { ctrlKey: true, shiftKey: true })).toBe("Mod-Shift-1");
  expect(press("т", "KeyN", { ctrlKey: true })).toBe("Mod-N");
  expect(press("?", "Slash", { ctrlKey: true, shiftKey: true })).toBe("Mod-?");
  expect(press("F5", "F5")).toBe("F5");
  expect(press(" ", "Space", { ctrlKey: true })).toBe("Mod-Space");
  expect(press("Control", "ControlLeft", { ctrlKey: true })).toBeNull();
});
