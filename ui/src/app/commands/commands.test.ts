// One registry: no chord twice, none that an input method, a layout or a desktop needs.
import { expect, it } from "vitest";
import { matchesChord } from "../../shared/keys";
import { commands } from ".";

it("gives every chord to one command, and every command its own id", () => {
  const chords = commands.flatMap((command) => command.keys);
  expect(new Set(chords).size).toBe(chords.length);
  expect(new Set(commands.map((command) => command.id)).size).toBe(commands.length);
});

it("binds nothing that belongs to others", () => {
  for (const chord of commands.flatMap((command) => command.keys)) {
    // On Windows Ctrl-Alt is AltGr, which types letters.
    expect(chord).not.toMatch(/^(Ctrl|Mod)-Alt-[A-Z]$/);
    expect(["Ctrl-Space", "Ctrl-Shift-U", "Mod-Shift-U"]).not.toContain(chord);
    expect(chord).not.toMatch(/^Ctrl-Alt-Arrow/);
  }
});

it("has the keys of the design", () => {
  const event = (key: string, code: string, more: KeyboardEventInit = {}) => new KeyboardEvent("keydown", { key, code, ctrlKey: true, ...more });
  const idOf = (pressed: KeyboardEvent) => commands.find((command) => command.keys.some((chord) => matchesChord(pressed, chord)))?.id;
  expect(idOf(event("n", "KeyN"))).toBe("note.new");
  expect(idOf(event("k", "KeyK"))).toBe("palette");
  expect(idOf(event("F", "KeyF", { shiftKey: true }))).toBe("search.all");
  expect(idOf(event("1", "Digit1"))).toBe("focus.sidebar");
  expect(idOf(event("!", "Digit1", { shiftKey: true }))).toBe("text.heading1");
  expect(idOf(event("s", "KeyS"))).toBe("sync.now");
  expect(idOf(event("/", "Slash"))).toBe("shortcuts");
});
