// Command keys of the app that CodeMirror would otherwise take for itself.
import type { KeyBinding } from "@codemirror/view";

const FREED = new Set(["Mod-[", "Mod-]", "Mod-i", "Mod-Enter", "Alt-l", "Mod-Alt-\\", "Mod-/", "Mod-k", "Ctrl-k", "Shift-Mod-k"]);

/** The bindings that stay with the editor. */
export function freed(bindings: readonly KeyBinding[]): KeyBinding[] {
  return bindings.filter((binding) => !FREED.has(binding.key ?? "") && !FREED.has(binding.mac ?? ""));
}
