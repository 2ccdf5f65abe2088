// The desktop of the vault in memory: settings that are kept, no tray, and what would have left the window.
import type { DesktopState } from "../../bindings";
import { BackendError } from "../error";
import type { DesktopBackend } from "../topics/desktop";

export interface MemoryDesktop extends DesktopBackend {
  desktop: DesktopState;
  readonly exported: string[];
  printed: number;
}

export function memoryDesktop(): MemoryDesktop {
  // With `this`: the backend takes these methods over, and its fields are what counts.
  return {
    desktop: {
      settings: { start_at_login: false, tray: true, close_to_tray: false, capture_shortcut: "Ctrl-Super-J", capture_notebook: null, ime_preedit: false },
      has_tray: true,
      has_ime_preedit: true,
      shortcut_trouble: null,
    },
    exported: [],
    printed: 0,
    async desktopSettings(this: MemoryDesktop) {
      return this.desktop;
    },
    async desktopSettingsSave(this: MemoryDesktop, settings) {
      if (settings.capture_shortcut !== "" && !/^((Ctrl|Alt|Super|Shift)-)+\w+$/.test(settings.capture_shortcut)) {
        throw new BackendError({ kind: "bad_input", message: "This is not a shortcut: press Ctrl, Alt or Super together with another key.", field: "settings" });
      }
      this.desktop = { ...this.desktop, settings };
      return this.desktop;
    },
    trayWords: async () => {},
    menuBar: async () => {},
    captureOpen: async () => {},
    async noteExport(this: MemoryDesktop, id) {
      this.exported.push(id);
      return "/home/you/note.md";
    },
    async notesDragOut(this: MemoryDesktop, ids) {
      this.exported.push(...ids);
    },
    async windowPrint(this: MemoryDesktop) {
      this.printed++;
    },
    onRunCommand: async () => {},
  };
}
