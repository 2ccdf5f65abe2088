// A plain browser has no choosers of places on the disk: each answers a fixed one, the same every time.
import type { DialogsBackend } from "../topics/dialogs";

export function memoryDialogs(): DialogsBackend {
  return {
    chooseFolder: async () => "/home/you/notes",
    chooseFile: async (_title, extensions) => `/home/you/file.${extensions[0] ?? "txt"}`,
    saveFile: async (_title, name) => `/home/you/${name}`,
  };
}
