// The backend of the window of quick capture: the desktop shell, or in a plain browser during development a memory of its own.
import { commands, events } from "../bindings";
import { unit, unwrap } from "./answers";
import type { CaptureBackend } from "./topics/desktop";

export { asBackendError } from "./error";
export type { CaptureBackend } from "./topics/desktop";

export function openCaptureBackend(): CaptureBackend {
  return "__TAURI_INTERNALS__" in window ? tauriCapture() : memoryCapture();
}

function tauriCapture(): CaptureBackend {
  return {
    captureDraft: () => unwrap(commands.captureDraft()),
    captureDraftSave: (text) => unit(commands.captureDraftSave(text)),
    captureSave: (text) => unit(commands.captureSave(text)),
    captureHide: () => unit(commands.captureHide()),
    onShown: async (callback) => {
      await events.captureShown.listen(callback);
    },
    onClosing: async (flush) => {
      // With it come all commands of windows: not in the first page.
      const { getCurrentWebviewWindow } = await import("@tauri-apps/api/webviewWindow");
      await events.closing(getCurrentWebviewWindow()).listen(() => void flush().finally(() => unit(commands.readyToClose())));
    },
  };
}

/** Remembers the draft and the notes of this page. */
export function memoryCapture(): CaptureBackend & { draft: string; notes: string[]; hidden: number } {
  const memory = {
    draft: "",
    notes: [] as string[],
    hidden: 0,
    captureDraft: async () => memory.draft,
    captureDraftSave: async (text: string) => void (memory.draft = text),
    captureSave: async (text: string) => {
      memory.notes.push(text);
      memory.draft = "";
    },
    captureHide: async () => void memory.hidden++,
    onShown: async () => {},
    onClosing: async () => {},
  };
  return memory;
}
