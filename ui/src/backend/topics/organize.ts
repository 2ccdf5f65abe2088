// Bulk work on lists, tags everywhere they are.
import { commands, type Gesture, type ListQuery } from "../../bindings";
import { unwrap } from "../answers";

export interface OrganizeBackend {
  /** Ids of a window of a list, up to 100,000 of them: what "select all" means. */
  noteIds(query: ListQuery): Promise<string[]>;
  /** Renames a tag and those nested below it on every note. */
  tagRename(from: string, to: string): Promise<Gesture>;
  /** Takes a tag and those nested below it from every note. */
  tagDelete(name: string): Promise<Gesture>;
  /** Moves the notes of a notebook to the trash and deletes it, with everything nested in it. */
  notebookDeleteWithNotes(id: string): Promise<Gesture>;
}

export function tauriOrganize(): OrganizeBackend {
  return {
    noteIds: (query) => unwrap(commands.noteIds(query)),
    tagRename: (from, to) => unwrap(commands.tagRename(from, to)),
    tagDelete: (name) => unwrap(commands.tagDelete(name)),
    notebookDeleteWithNotes: (id) => unwrap(commands.notebookDeleteWithNotes(id)),
  };
}
