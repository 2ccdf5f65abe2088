// Notes from a folder of Markdown files, and into one.
import { Channel } from "@tauri-apps/api/core";
import { commands, type FolderExport, type FolderImport, type FolderProgress } from "../../bindings";
import { unit, unwrap } from "../answers";

type OnProgress = (at: FolderProgress) => void;

export interface MarkdownBackend {
  /** What an import would do; nothing is written. */
  markdownPlan(folder: string, onProgress: OnProgress): Promise<FolderImport>;
  markdownImport(folder: string, onProgress: OnProgress): Promise<FolderImport>;
  /** Into a folder that is new or empty. */
  markdownExport(folder: string, onProgress: OnProgress): Promise<FolderExport>;
  /** Writes notes side by side into a folder that is there; nothing in it is replaced. */
  notesExport(ids: string[], folder: string): Promise<FolderExport>;
  /** Ends the plan or import that is under way; what was imported is kept. */
  markdownCancel(): Promise<void>;
}

function channel(onProgress: OnProgress): Channel<FolderProgress> {
  const opened = new Channel<FolderProgress>();
  opened.onmessage = onProgress;
  return opened;
}

export function tauriMarkdown(): MarkdownBackend {
  return {
    markdownPlan: (folder, onProgress) => unwrap(commands.markdownPlan(folder, channel(onProgress))),
    markdownImport: (folder, onProgress) => unwrap(commands.markdownImport(folder, channel(onProgress))),
    markdownExport: (folder, onProgress) => unwrap(commands.markdownExport(folder, channel(onProgress))),
    notesExport: (ids, folder) => unwrap(commands.notesExport(ids, folder)),
    markdownCancel: () => unit(commands.markdownCancel()),
  };
}
