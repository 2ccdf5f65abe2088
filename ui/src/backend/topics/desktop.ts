// The desktop around the windows: settings of the shell, the tray's words, quick capture, one note as a file or on paper.
import { commands, events, type DesktopSettings, type DesktopState, type MenuPart, type TrayWords } from "../../bindings";
import { unit, unwrap } from "../answers";

export interface DesktopBackend {
  /** What the shell has to know before a page is there, and what became of it. */
  desktopSettings(): Promise<DesktopState>;
  /** Saves and carries out; nothing was changed when it rejects. */
  desktopSettingsSave(settings: DesktopSettings): Promise<DesktopState>;
  trayWords(words: TrayWords): Promise<void>;
  /** Shows the menu bar of macOS; elsewhere there is none. */
  menuBar(bar: MenuPart[]): Promise<void>;
  captureOpen(): Promise<void>;
  /** Lets the user choose a file and writes the note into it. Its path, or null when the dialog was closed without one. */
  noteExport(id: string, title: string): Promise<string | null>;
  /** Goes on with a drag that left the window, as Markdown files; the button is still down. */
  notesDragOut(ids: string[]): Promise<void>;
  /** Opens the system's print dialog for what this window's print style shows. */
  windowPrint(): Promise<void>;
  /** A menu of the system asks for a command, by its id. */
  onRunCommand(callback: (id: string) => void): Promise<void>;
}

/** All that the window of quick capture may ask. */
export interface CaptureBackend {
  captureDraft(): Promise<string>;
  captureDraftSave(text: string): Promise<void>;
  captureSave(text: string): Promise<void>;
  captureHide(): Promise<void>;
  onShown(callback: () => void): Promise<void>;
  onClosing(flush: () => Promise<void>): Promise<void>;
}

export function tauriDesktop(): DesktopBackend {
  return {
    desktopSettings: () => unwrap(commands.desktopSettings()),
    desktopSettingsSave: (settings) => unwrap(commands.desktopSettingsSave(settings)),
    trayWords: (words) => unit(commands.trayWords(words)),
    menuBar: (bar) => unit(commands.menuBar(bar)),
    captureOpen: () => unit(commands.captureOpen()),
    noteExport: (id, title) => unwrap(commands.noteExport(id, title)),
    notesDragOut: (ids) => unit(commands.notesDragOut(ids)),
    windowPrint: () => unit(commands.windowPrint()),
    onRunCommand: async (callback) => {
      await events.runCommand.listen((event) => callback(event.payload));
    },
  };
}
