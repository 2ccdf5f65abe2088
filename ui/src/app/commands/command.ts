// What a command is. It feeds the keyboard, the palette, the menus, the shortcuts page and remapping.
import type { Command as EditorCommand, EditorView } from "@codemirror/view";
import type { CommandEntry } from "../../shared/command";
import type { Workspace } from "../../state/workspace.svelte";

type Aids = Awaited<Workspace["editing"]["aids"]>;

export type Command = CommandEntry;
export type Group = Command["group"];

export const always = () => true;
export const withNote = (workspace: Workspace) => workspace.page === "notes" && workspace.note.id !== null;
export const withLiveNote = (workspace: Workspace) => withNote(workspace) && workspace.note.meta?.row.trashed === false;
export const withTrashedNote = (workspace: Workspace) => withNote(workspace) && workspace.note.meta?.row.trashed === true;
export const inEditor = (workspace: Workspace) => withLiveNote(workspace) && workspace.editorView?.hasFocus === true;

/** A command of the window. `keys` are chords like "Mod-Shift-F"; the first is shown. */
export function command(group: Group, id: string, title: () => string, keys: string[], run: Command["run"], isEnabled: Command["isEnabled"] = always): Command {
  return { id, title, group, keys, isEnabled, run };
}

/** A command of the text, while the caret is in it. */
export function text(id: string, title: () => string, keys: string[], act: (workspace: Workspace) => EditorCommand): Command {
  return command("text", id, title, keys, (workspace) => {
    if (workspace.editorView) act(workspace)(workspace.editorView);
  }, inEditor);
}

/** A command of an aid of writing, which may have to be loaded first. */
export function aid(id: string, title: () => string, keys: string[], act: (aids: Aids, workspace: Workspace) => (view: EditorView) => unknown, isEnabled: Command["isEnabled"]): Command {
  return command("text", id, title, keys, (workspace) => {
    const run = (aids: Aids): void => {
      if (workspace.editorView) act(aids, workspace)(workspace.editorView);
    };
    const { aids } = workspace.editing;
    return aids instanceof Promise ? aids.then(run) : run(aids);
  }, isEnabled);
}
