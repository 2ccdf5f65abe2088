// Keys of the whole window, from the command registry and what the user remapped.
import { isComposing } from "../shared/composition";
import { matchesChord } from "../shared/keys";
import { keysOf, refusal } from "../shared/shortcuts";
import type { Workspace } from "../state/workspace.svelte";
import { commandById, commands } from "./commands";

/** Runs the command of a key event, if there is one. True when the event was taken. */
export function runKey(event: KeyboardEvent, workspace: Workspace): boolean {
  if (isComposing(event) || workspace.vault?.kind !== "ready") return false;
  if (workspace.question !== null || workspace.organizer.asking !== null || workspace.settings.isRecording) return false;
  const remapped = workspace.preferences.values.shortcuts;
  const isPressed = (chord: string) => matchesChord(event, chord);
  const found = commands.find((command) => keysOf(command, remapped).some(isPressed));
  // A chord that was taken away from its command does nothing: the editor below has a use of its own for some.
  // Copying, pasting and undo stay what they are everywhere.
  const isFreed = !found && Object.keys(remapped).length > 0 && commands.some((command) => command.keys.some((chord) => isPressed(chord) && refusal(chord) !== "editing"));
  if (!found && !isFreed) return false;
  // An open dialog owns the keyboard; only what opened it works, as its own switch.
  if (workspace.overlay !== null) return false;
  if (found && !found.isEnabled(workspace)) return false;
  event.preventDefault();
  event.stopPropagation();
  if (found) void workspace.attempt(async () => found.run(workspace));
  return true;
}

/** Runs a command that a menu of the system asks for, if it can be run now. */
export function runById(id: string, workspace: Workspace): void {
  const found = commandById(id);
  if (!found || workspace.vault?.kind !== "ready" || workspace.question !== null || workspace.organizer.asking !== null || !found.isEnabled(workspace)) return;
  workspace.overlay = null;
  void workspace.attempt(async () => found.run(workspace));
}
