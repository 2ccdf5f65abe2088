// Key names as commands write them ("Mod-Shift-F"), matched against events and shown to people.

export const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

interface Chord {
  key: string;
  ctrl: boolean;
  meta: boolean;
  alt: boolean;
  shift: boolean;
}

function parse(chord: string): Chord {
  const parts = chord.split(/-(?=.)/);
  const key = parts.pop() ?? "";
  const has = (name: string) => parts.includes(name);
  return {
    key: key.toLowerCase(),
    ctrl: has("Ctrl") || (has("Mod") && !isMac),
    meta: has("Cmd") || (has("Mod") && isMac),
    alt: has("Alt"),
    shift: has("Shift"),
  };
}

/** The letter or digit of the physical key, for layouts that do not type Latin letters and for Shift with digits. */
function physicalKey(event: KeyboardEvent): string {
  const match = /^(?:Key([A-Z])|Digit(\d))$/.exec(event.code);
  return (match?.[1] ?? match?.[2] ?? "").toLowerCase();
}

/** True when the event is that chord, on any layout. */
export function matchesChord(event: KeyboardEvent, chord: string): boolean {
  const wanted = parse(chord);
  if (event.ctrlKey !== wanted.ctrl || event.metaKey !== wanted.meta || event.altKey !== wanted.alt) return false;
  const isSymbol = /^[^a-z0-9]$/.test(wanted.key);
  // Symbols may need Shift on some layouts.
  if (!isSymbol && event.shiftKey !== wanted.shift) return false;
  const typed = event.key === " " ? "space" : event.key.toLowerCase();
  return typed === wanted.key || (physicalKey(event) === wanted.key && !/^[a-z]$/.test(typed));
}

const NAMES: Record<string, string> = {
  arrowup: "↑", arrowdown: "↓", arrowleft: "←", arrowright: "→", pageup: "PgUp", pagedown: "PgDn", backspace: "Backspace", enter: "Enter", escape: "Esc", delete: "Delete",
};

/** The same for every spelling of a chord on this system: "Mod-K" and "Ctrl-K" are one where Mod is Ctrl. */
export function chordId(chord: string): string {
  const { key, ctrl, meta, alt, shift } = parse(chord);
  return [ctrl && "ctrl", meta && "meta", alt && "alt", shift && "shift", key].filter(Boolean).join("-");
}

/** The chord of a key event as commands write it; null while only modifiers are down, or for a key without a name. */
export function chordOf(event: KeyboardEvent): string | null {
  if (["Control", "Shift", "Alt", "Meta", "AltGraph", "CapsLock", "Dead", "Unidentified", "Process"].includes(event.key)) return null;
  const physical = physicalKey(event);
  const isLatin = /^[a-z]$/i.test(event.key);
  const key = isLatin ? event.key.toUpperCase() : physical !== "" ? physical.toUpperCase() : event.key === " " ? "Space" : event.key;
  const isSymbol = /^[^\p{L}\p{N}]$/u.test(key);
  const parts = [
    isMac ? event.metaKey && "Mod" : event.ctrlKey && "Mod",
    isMac ? event.ctrlKey && "Ctrl" : event.metaKey && "Cmd",
    event.altKey && "Alt",
    // Symbols may need Shift on some layouts: it is no part of their chord.
    event.shiftKey && !isSymbol && "Shift",
    key,
  ];
  return parts.filter(Boolean).join("-");
}

/** "Ctrl Shift F", or "⇧⌘F" on macOS. */
export function chordWords(chord: string): string {
  const { key, ctrl, meta, alt, shift } = parse(chord);
  const name = NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key.charAt(0).toUpperCase() + key.slice(1));
  if (isMac) return `${ctrl ? "⌃" : ""}${alt ? "⌥" : ""}${shift ? "⇧" : ""}${meta ? "⌘" : ""}${name}`;
  return [ctrl && "Ctrl", alt && "Alt", shift && "Shift", meta && "Meta", name].filter(Boolean).join(" ");
}
