// The one command registry: it feeds the keyboard, the palette and the shortcuts page.
import { openSearchPanel } from "@codemirror/search";
import type { Command as EditorCommand } from "@codemirror/view";
import { openReplace } from "../editor/find-panel";
import { toggleHeading, toggleMarks, toggleTaskOrFollow } from "../editor/formatting";
import { isMac } from "../shared/keys";
import type { Workspace } from "../state/workspace.svelte";

export interface Command {
  id: string;
  title: string;
  group: "Notes" | "Go to" | "Text" | "Window";
  /** Chords like "Mod-Shift-F"; the first is shown. */
  keys: string[];
  /** Not offered and not run while this is false. */
  isEnabled: (workspace: Workspace) => boolean;
  run: (workspace: Workspace) => Promise<void> | void;
}

const always = () => true;
const withNote = (workspace: Workspace) => workspace.page === "notes" && workspace.note.id !== null;
const withLiveNote = (workspace: Workspace) => withNote(workspace) && workspace.note.meta?.row.trashed === false;
const withTrashedNote = (workspace: Workspace) => withNote(workspace) && workspace.note.meta?.row.trashed === true;
const inEditor = (workspace: Workspace) => withLiveNote(workspace) && workspace.editorView?.hasFocus === true;

function command(group: Command["group"], id: string, title: string, keys: string[], run: Command["run"], isEnabled: Command["isEnabled"] = always): Command {
  return { id, title, group, keys, isEnabled, run };
}

function text(id: string, title: string, keys: string[], act: (workspace: Workspace) => EditorCommand): Command {
  return command("Text", id, title, keys, (workspace) => {
    if (workspace.editorView) act(workspace)(workspace.editorView);
  }, inEditor);
}

const headingKeys = (level: number) => [isMac ? `Cmd-Alt-${level}` : `Ctrl-Shift-${level}`];

export const commands: readonly Command[] = [
  command("Notes", "note.new", "New note", ["Mod-N"], (workspace) => workspace.newNote()),
  command("Notes", "note.pin", "Pin or unpin note", [], (workspace) => workspace.togglePin(), withLiveNote),
  command("Notes", "note.tag", "Add a tag", ["Mod-Shift-T"], (workspace) => workspace.focus.focus("tags"), withLiveNote),
  command("Notes", "note.rename", "Rename note", ["F2"], (workspace) => workspace.focus.focus("title"), withLiveNote),
  command("Notes", "note.trash", "Move note to trash", ["Mod-Shift-Backspace"], (workspace) => workspace.trash(), withLiveNote),
  command("Notes", "note.restore", "Restore note from trash", [], (workspace) => workspace.restore(), withTrashedNote),
  command("Notes", "note.purge", "Delete note for ever", [], (workspace) => workspace.askPurge(), withTrashedNote),
  command("Notes", "note.previous", "Previous note", ["Ctrl-PageUp"], (workspace) => workspace.selectIndex(workspace.list.activeIndex - 1)),
  command("Notes", "note.next", "Next note", ["Ctrl-PageDown"], (workspace) => workspace.selectIndex(workspace.list.activeIndex + 1)),

  command("Go to", "palette", "Commands and notes", ["Mod-K", "Mod-O", "Mod-P"], (workspace) => void (workspace.overlay = "palette")),
  command("Go to", "search.all", "Search all notes", ["Mod-Shift-F"], async (workspace) => {
    workspace.page = "notes";
    if (!workspace.layout.isListDocked) workspace.layout.isListOver = true;
    await workspace.focus.focus("search");
  }),
  command("Go to", "go.back", "Back", ["Mod-["], (workspace) => workspace.goBack(-1)),
  command("Go to", "go.forward", "Forward", ["Mod-]"], (workspace) => workspace.goBack(1)),
  command("Go to", "go.all", "All notes", [], (workspace) => workspace.show({ kind: "all" })),
  command("Go to", "go.pinned", "Pinned", [], (workspace) => workspace.show({ kind: "pinned" })),
  command("Go to", "go.review", "To review", ["Mod-Shift-R"], (workspace) => workspace.showReview(null)),
  command("Go to", "go.sync", "Sync", [], (workspace) => workspace.showSync()),
  command("Go to", "go.trash", "Trash", [], (workspace) => workspace.show({ kind: "trash" })),

  text("text.bold", "Bold", ["Mod-B"], () => toggleMarks("**")),
  text("text.italic", "Italic", ["Mod-I"], () => toggleMarks("*")),
  text("text.code", "Code", ["Mod-E"], () => toggleMarks("`")),
  ...[1, 2, 3, 4].map((level) => text(`text.heading${level}`, `Heading ${level}`, headingKeys(level), () => toggleHeading(level))),
  text("text.task", "Toggle task or follow link", ["Mod-Enter"], (workspace) => toggleTaskOrFollow((url) => void workspace.openLink(url))),
  command("Text", "text.find", "Find in note", ["Mod-F"], (workspace) => {
    if (workspace.editorView) openSearchPanel(workspace.editorView);
  }, withNote),
  command("Text", "text.replace", "Find and replace in note", ["Mod-Alt-F"], (workspace) => {
    if (workspace.editorView) openReplace(workspace.editorView);
  }, withLiveNote),

  command("Window", "sync.now", "Sync now", ["Mod-S", "F9"], (workspace) => workspace.syncNow()),
  command("Window", "focus.sidebar", "Focus the sidebar", ["Mod-1"], async (workspace) => {
    if (!workspace.layout.isSidebarDocked && !workspace.layout.isSidebarOver) workspace.layout.toggleSidebar();
    await workspace.focus.focus("sidebar");
  }),
  command("Window", "focus.list", "Focus the list", ["Mod-2"], async (workspace) => {
    if (!workspace.layout.isListDocked) workspace.layout.isListOver = true;
    await workspace.focus.focus("list", "review", "sync");
  }),
  command("Window", "focus.note", "Focus the note", ["Mod-3"], (workspace) => workspace.focus.focus("editor", "review", "sync")),
  command("Window", "focus.next", "Next pane", ["F6"], (workspace) => workspace.cycleFocus(1)),
  command("Window", "focus.previous", "Previous pane", ["Shift-F6"], (workspace) => workspace.cycleFocus(-1)),
  command("Window", "sidebar.toggle", "Show or hide the sidebar", ["Mod-\\"], (workspace) => workspace.layout.toggleSidebar()),
  command("Window", "shortcuts", "Keyboard shortcuts", ["Mod-/"], (workspace) => void (workspace.overlay = "shortcuts")),
];

/** The command with that id. */
export function commandById(id: string): Command | undefined {
  return commands.find((candidate) => candidate.id === id);
}
