// The system's choosers of files and folders. They only name a place.
import { commands } from "../../bindings";
import { unwrap } from "../answers";

export interface DialogsBackend {
  /** Path of a folder, or null when the dialog was closed without one. */
  chooseFolder(title: string): Promise<string | null>;
  /** Path of a file that exists. `extensions` without a dot, like "md"; none shows every file. */
  chooseFile(title: string, extensions: string[]): Promise<string | null>;
  /** Path of a file to write; the system has asked before an existing one is replaced. */
  saveFile(title: string, name: string): Promise<string | null>;
}

export function tauriDialogs(): DialogsBackend {
  return {
    chooseFolder: (title) => unwrap(commands.chooseFolder(title)),
    chooseFile: (title, extensions) => unwrap(commands.chooseFile(title, extensions)),
    saveFile: (title, name) => unwrap(commands.saveFile(title, name)),
  };
}
