// Which chord runs which command, with what the user remapped. Pure.
import type { CommandEntry } from "./command";
import { chordId, isMac } from "./keys";

/** Chords by command id, in place of the usual ones; no chord at all is an empty list. */
export type Remapped = Readonly<Record<string, readonly string[]>>;

/** Why a chord cannot be a shortcut. */
export type Refusal = "needs_modifier" | "types_letters" | "input_method" | "system" | "editing";

/** Most chords of one command: more cannot be remembered. */
export const CHORDS_MAX = 4;

/** The commands with the chords they have now. */
export function withShortcuts<C extends CommandEntry>(commands: readonly C[], remapped: Remapped): C[] {
  return commands.map((command) => ({ ...command, keys: keysOf(command, remapped) }));
}

/** The chords of a command now. */
export function keysOf(command: CommandEntry, remapped: Remapped): string[] {
  const own = Object.hasOwn(remapped, command.id) ? remapped[command.id] : undefined;
  return Array.isArray(own) ? own.filter((chord) => typeof chord === "string" && chord !== "") : command.keys;
}

/** The command that a chord runs now. */
export function commandOf(chord: string, commands: readonly CommandEntry[], remapped: Remapped): CommandEntry | undefined {
  const id = chordId(chord);
  return commands.find((command) => keysOf(command, remapped).some((own) => chordId(own) === id));
}

/** The remapping with one more chord for a command; whoever had it loses it. */
export function assign(command: CommandEntry, chord: string, commands: readonly CommandEntry[], remapped: Remapped): Record<string, string[]> {
  const id = chordId(chord);
  const next = copy(remapped);
  for (const other of commands) {
    const keys = keysOf(other, remapped);
    if (other.id !== command.id && keys.some((own) => chordId(own) === id)) set(next, other, keys.filter((own) => chordId(own) !== id));
  }
  const own = keysOf(command, remapped).filter((key) => chordId(key) !== id);
  set(next, command, [...own, chord].slice(-CHORDS_MAX));
  return next;
}

/** The remapping without a chord of a command. */
export function without(command: CommandEntry, chord: string, remapped: Remapped): Record<string, string[]> {
  const next = copy(remapped);
  set(next, command, keysOf(command, remapped).filter((own) => chordId(own) !== chordId(chord)));
  return next;
}

/** The remapping with the usual chords of a command. What others were given meanwhile they keep. */
export function reset(command: CommandEntry, commands: readonly CommandEntry[], remapped: Remapped): Record<string, string[]> {
  const next = copy(remapped);
  delete next[command.id];
  const taken = (chord: string) => commands.some((other) => other.id !== command.id && keysOf(other, next).some((own) => chordId(own) === chordId(chord)));
  const free = command.keys.filter((chord) => !taken(chord));
  if (free.length < command.keys.length) next[command.id] = free;
  return next;
}

/** Whether a command has other chords than the usual ones. */
export function isRemapped(command: CommandEntry, remapped: Remapped): boolean {
  return !isSame(keysOf(command, remapped), command.keys);
}

/** Why a chord cannot be taken; null when it can. */
export function refusal(chord: string): Refusal | null {
  const parts = chordId(chord).split(/-(?=.)/);
  const key = parts.pop() ?? "";
  const [ctrl, meta, alt, shift] = ["ctrl", "meta", "alt", "shift"].map((name) => parts.includes(name)) as [boolean, boolean, boolean, boolean];
  const isCharacter = [...key].length === 1;
  if (!isMac && meta) return "system";
  if (key === "space") return "input_method";
  if (!isMac && ctrl && shift && !alt && key === "u") return "input_method";
  if (ctrl && alt && /^arrow|^delete$/.test(key)) return "system";
  if (alt && !ctrl && !meta && (key === "f4" || key === "tab")) return "system";
  if (isMac && meta && !alt && ["q", "w", "h", "m", "tab"].includes(key)) return "system";
  if (alt && isCharacter && (isMac ? !meta && !ctrl : ctrl)) return "types_letters";
  if (!ctrl && !meta && !alt && !/^f\d{1,2}$/.test(key)) return "needs_modifier";
  if ((isMac ? meta : ctrl) && !alt && ["c", "v", "x", "a", "z", "y"].includes(key)) return "editing";
  if (["escape", "tab", "enter"].includes(key) && !ctrl && !meta) return "needs_modifier";
  return null;
}

function copy(remapped: Remapped): Record<string, string[]> {
  return Object.fromEntries(Object.entries(remapped).map(([id, keys]) => [id, [...keys]]));
}

function set(next: Record<string, string[]>, command: CommandEntry, keys: string[]): void {
  if (isSame(keys, command.keys)) delete next[command.id];
  else next[command.id] = keys;
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((chord, at) => chordId(chord) === chordId(b[at] ?? ""));
}
