// What everything but app/ knows of a command; the registry in app/commands/ is made of these.
import type { Workspace } from "../state/workspace.svelte";

export interface CommandEntry {
  /** Stable: remapped shortcuts and menus name it. */
  id: string;
  /** In the language shown. */
  title: () => string;
  group: "notes" | "go" | "text" | "window";
  /** Chords like "Mod-Shift-F"; the first is shown. */
  keys: string[];
  /** Not offered and not run while this is false. */
  isEnabled: (workspace: Workspace) => boolean;
  run: (workspace: Workspace) => Promise<void> | void;
}
