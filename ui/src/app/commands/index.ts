// The one command registry: it feeds the keyboard, the palette, the menus and the shortcuts page.
import { accountCommands } from "./account";
import type { Command } from "./command";
import { desktopCommands } from "./desktop";
import { findingCommands } from "./finding";
import { goCommands } from "./go";
import { historyCommands } from "./history";
import { lockCommands } from "./lock";
import { whereTheyWork } from "./note-window";
import { noteCommands } from "./notes";
import { organizeCommands } from "./organize";
import { settingsCommands } from "./settings";
import { textCommands } from "./text";
import { windowCommands } from "./window";

export type { Command } from "./command";

export const commands: readonly Command[] = whereTheyWork([...noteCommands, ...organizeCommands, ...goCommands, ...findingCommands, ...textCommands, ...windowCommands, ...settingsCommands, ...accountCommands, ...historyCommands, ...desktopCommands, ...lockCommands]);

/** The command with that id. */
export function commandById(id: string): Command | undefined {
  return commands.find((candidate) => candidate.id === id);
}
