// @vitest-environment happy-dom
import { expect, it } from "vitest";
import { commands } from "./commands";
import { acceleratorOf, menuBar } from "./menu";

const bar = () => menuBar(commands, {});
const idsOf = (part: ReturnType<typeof menuBar>[number]) => part.items.flatMap((item) => (item.kind === "command" ? [item.id] : []));

it("offers every command once, in parts that macOS knows", () => {
  const offered = bar().flatMap(idsOf);
  expect(new Set(offered).size).toBe(offered.length);
  expect([...offered].sort()).toEqual(commands.map(({ id }) => id).sort());
  expect(bar().map(({ title }) => title)).toEqual(["Driftless", "File", "Edit", "View", "Go", "Window", "Help"]);
});

it("has what each program of the system has", () => {
  const roles = bar().flatMap(({ items }) => items.flatMap((item) => (item.kind === "role" ? [item.role] : [])));
  expect(roles).toEqual(["about", "services", "hide", "hide_others", "show_all", "undo", "redo", "cut", "copy", "paste", "select_all", "fullscreen", "minimize", "zoom"]);
});

it("shows the chord that the user chose", () => {
  const item = menuBar(commands, { "note.new": ["Mod-Alt-J"] })[1]!.items.find((line) => line.kind === "command" && line.id === "note.new");
  expect(item).toMatchObject({ keys: "CmdOrCtrl+Alt+KeyJ" });
});

it("writes chords as menus do, and none that would swallow letters", () => {
  expect(["Mod-Shift-F", "Mod-\\", "Mod-1", "F9", "Ctrl-PageUp", "Mod-,", "A", "Mod-§", undefined].map(acceleratorOf)).toEqual([
    "CmdOrCtrl+Shift+KeyF", "CmdOrCtrl+Backslash", "CmdOrCtrl+Digit1", "F9", "Ctrl+PageUp", "CmdOrCtrl+Comma", null, null, null,
  ]);
});
