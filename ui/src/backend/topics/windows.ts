// Windows of the app: which one this is, more of them, and links of the system.
import { commands, events } from "../../bindings";
import { unit, unwrap } from "../answers";

export interface WindowsBackend {
  /** The only note of this window; null in the main window. */
  windowNote(): Promise<string | null>;
  /** Opens a window on one note. */
  windowOpen(noteId: string): Promise<void>;
  /** Closes this window, as its own button does. */
  windowClose(): Promise<void>;
  /** Ends the program; every window pushes its last typing first. */
  appQuit(): Promise<void>;
  /** Takes the note that a link of the system named; null when there is none. */
  linkedNote(): Promise<string | null>;
  /** Such a link arrived in the main window. */
  onLink(callback: () => void): Promise<void>;
}

export function tauriWindows(): WindowsBackend {
  return {
    windowNote: () => unwrap(commands.windowNote()),
    windowOpen: (noteId) => unit(commands.windowOpen(noteId)),
    windowClose: () => unit(commands.windowClose()),
    appQuit: () => unit(commands.appQuit()),
    linkedNote: () => unwrap(commands.linkedNote()),
    onLink: async (callback) => {
      await events.linkArrived.listen(callback);
    },
  };
}
