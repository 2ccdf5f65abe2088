// The menu bar of macOS, made of the command registry. Windows and Linux have none: what it offers stands in the palette there.
import type { MenuItem, MenuPart, MenuRole } from "../bindings";
import { m } from "../i18n";
import type { CommandEntry } from "../shared/command";
import { keysOf, type Remapped } from "../shared/shortcuts";

/** One line: a role of the system, the id of a command, or a line between. */
type Line = { role: MenuRole } | { id: string } | null;

const role = (name: MenuRole): Line => ({ role: name });

/** Commands that have a place of their own; the rest of a group follows in the order of the registry. */
const APP = ["settings", "lock.now"];
const VIEW = ["sidebar.toggle", "text.inspector", "theme.switch", "text.larger", "text.smaller", "text.usual"];
const HELP = ["shortcuts", "start.welcome"];

/** The parts of the bar, left to right, in the language shown. Commands that are not in `commands` are left out. */
export function menuBar(commands: readonly CommandEntry[], remapped: Remapped): MenuPart[] {
  const known = new Map(commands.map((command) => [command.id, command]));
  const own = new Set([...APP, ...VIEW, ...HELP, "app.quit", "window.close", "undo.last"]);
  const rest = (group: CommandEntry["group"]): Line[] => commands.filter((command) => command.group === group && !own.has(command.id)).map(({ id }) => ({ id }));
  const ids = (list: readonly string[]): Line[] => list.map((id) => ({ id }));

  const item = (line: Line): MenuItem[] => {
    if (line === null) return [{ kind: "separator" }];
    if ("role" in line) return [{ kind: "role", role: line.role }];
    const command = known.get(line.id);
    return command ? [{ kind: "command", id: command.id, label: command.title(), keys: acceleratorOf(keysOf(command, remapped)[0]) }] : [];
  };
  const part = (title: string, lines: Line[]): MenuPart => ({ title, items: lines.flatMap(item) });

  return [
    part("Driftless", [role("about"), null, ...ids(APP), null, role("services"), null, role("hide"), role("hide_others"), role("show_all"), null, { id: "app.quit" }]),
    part(m.desktop_menu_file(), [...rest("notes"), null, { id: "window.close" }]),
    part(m.desktop_menu_edit(), [role("undo"), role("redo"), { id: "undo.last" }, null, role("cut"), role("copy"), role("paste"), role("select_all"), null, ...rest("text")]),
    part(m.desktop_menu_view(), [...ids(VIEW), null, role("fullscreen")]),
    part(m.desktop_menu_go(), rest("go")),
    part(m.desktop_menu_window(), [role("minimize"), role("zoom"), null, ...rest("window")]),
    part(m.desktop_menu_help(), ids(HELP)),
  ];
}

const NAMES: Record<string, string> = {
  "\\": "Backslash", "[": "BracketLeft", "]": "BracketRight", "/": "Slash", ",": "Comma", ".": "Period", "=": "Equal", "-": "Minus", "+": "Equal", ";": "Semicolon", "'": "Quote", "`": "Backquote",
};

/** A chord as the system's menus write it, "CmdOrCtrl+Shift+KeyF"; null for none, and for keys that a menu cannot show. */
export function acceleratorOf(chord: string | undefined): string | null {
  if (!chord) return null;
  const parts = chord.split(/-(?=.)/);
  const key = parts.pop() ?? "";
  const name = /^[A-Z]$/i.test(key) ? `Key${key.toUpperCase()}` : /^\d$/.test(key) ? `Digit${key}` : (NAMES[key] ?? (/^(F\d{1,2}|Arrow(Up|Down|Left|Right)|Page(Up|Down)|Enter|Backspace|Delete|Escape|Tab|Space|Home|End)$/.test(key) ? key : null));
  if (name === null) return null;
  const modifiers = parts.map((modifier) => ({ Mod: "CmdOrCtrl", Cmd: "Cmd", Ctrl: "Ctrl", Alt: "Alt", Shift: "Shift" })[modifier] ?? modifier);
  // A letter alone would be typed no more.
  if (modifiers.length === 0 && !/^F\d/.test(name)) return null;
  return [...modifiers, name].join("+");
}
