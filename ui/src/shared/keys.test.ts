// Chords match on every layout, and never steal what an input method types.
import { expect, it } from "vitest";
import { isComposing } from "./composition";
import { chordWords, matchesChord } from "./keys";

function press(key: string, code: string, modifiers: Partial<KeyboardEventInit> = {}): KeyboardEvent {
  return new KeyboardEvent("keydown", { key, code, ...modifiers });
}

it("matches letters, digits and symbols", () => {
  expect(matchesChord(press("k", "KeyK", { ctrlKey: true }), "Mod-K")).toBe(true);
  expect(matchesChord(press("K", "KeyK", { ctrlKey: true, shiftKey: true }), "Mod-K")).toBe(false);
  expect(matchesChord(press("F", "KeyF", { ctrlKey: true, shiftKey: true }), "Mod-Shift-F")).toBe(true);
  expect(matchesChord(press("!", "Digit1", { ctrlKey: true, shiftKey: true }), "Ctrl-Shift-1")).toBe(true);
  expect(matchesChord(press("\\", "Backslash", { ctrlKey: true }), "Mod-\\")).toBe(true);
  expect(matchesChord(press("/", "Digit7", { ctrlKey: true, shiftKey: true }), "Mod-/")).toBe(true);
  expect(matchesChord(press("F6", "F6", { shiftKey: true }), "F6")).toBe(false);
  expect(matchesChord(press("F6", "F6", { shiftKey: true }), "Shift-F6")).toBe(true);
});

it("matches by the physical key where the layout types no Latin letter, by the letter where it does", () => {
  expect(matchesChord(press("т", "KeyN", { ctrlKey: true }), "Mod-N")).toBe(true);
  expect(matchesChord(press("b", "KeyN", { ctrlKey: true }), "Mod-N")).toBe(false);
});

it("knows keys that belong to an input method", () => {
  expect(isComposing(press("Enter", "Enter", { isComposing: true }))).toBe(true);
  expect(isComposing(press("Enter", "Enter", { keyCode: 229 }))).toBe(true);
  expect(isComposing(press("Enter", "Enter"))).toBe(false);
});

it("is readable", () => {
  expect(chordWords("Mod-Shift-F")).toBe("Ctrl Shift F");
  expect(chordWords("Ctrl-PageUp")).toBe("Ctrl PgUp");
});
