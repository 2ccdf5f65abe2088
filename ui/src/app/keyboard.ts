// Keys of the whole window, from the command registry.
import { isComposing } from "../shared/composition";
import { matchesChord } from "../shared/keys";
import type { Workspace } from "../state/workspace.svelte";
import { commands } from "./commands";

/** Runs the command of a key event, if there is one. True when the event was taken. */
export function runKey(event: KeyboardEvent, workspace: Workspace): boolean {
  if (isComposing(event) || workspace.vault?.kind !== "ready") return false;
  if (workspace.question !== null) return false;
  const found = commands.find((command) => command.keys.some((chord) => matchesChord(event, chord)));
  if (!found) return false;
  // An open dialog owns the keyboard; only what opened it works, as its own switch.
  if (workspace.overlay !== null) return false;
  if (!found.isEnabled(workspace)) return false;
  event.preventDefault();
  event.stopPropagation();
  void workspace.attempt(async () => found.run(workspace));
  return true;
}
