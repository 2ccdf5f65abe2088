// Commands of finding: quick open, hits, saved searches, templates, notes of days.
import { m } from "../../i18n";
import type { Workspace } from "../../state/workspace.svelte";
import { command, withLiveNote, withNote, type Command } from "./command";

const isSearching = (workspace: Workspace) => workspace.list.isSearch;
const hasHits = (workspace: Workspace) => withNote(workspace) && workspace.finding.words.length > 0;
const isTemplate = (workspace: Workspace) => withLiveNote(workspace) && workspace.note.meta?.row.template === true;
const isNoTemplate = (workspace: Workspace) => withLiveNote(workspace) && workspace.note.meta?.row.template !== true;

export const findingCommands: readonly Command[] = [
  command("go", "quick.open", m.search_cmd_quick_open, ["Mod-O", "Mod-P"], (workspace) => void (workspace.overlay = "quick-open")),
  command("go", "search.next_hit", m.search_cmd_next_hit, ["F3"], (workspace) => workspace.finding.jump(1), hasHits),
  command("go", "search.previous_hit", m.search_cmd_previous_hit, ["Shift-F3"], (workspace) => workspace.finding.jump(-1), hasHits),
  command("go", "search.save", m.search_cmd_save, [], (workspace) => void (workspace.overlay = "save-search"), isSearching),
  command("go", "search.help", m.search_cmd_help, [], (workspace) => void (workspace.overlay = "search-help")),
  command("go", "go.templates", m.search_cmd_templates, [], (workspace) => workspace.show({ kind: "templates" })),
  command("notes", "daily.today", m.search_cmd_today, ["Mod-Shift-J"], (workspace) => workspace.making.today()),
  command("notes", "daily.previous", m.search_cmd_day_before, [], (workspace) => workspace.making.nearDay(-1)),
  command("notes", "daily.next", m.search_cmd_day_after, [], (workspace) => workspace.making.nearDay(1)),
  command("notes", "template.new", m.search_cmd_from_template, [], (workspace) => void (workspace.overlay = "templates")),
  command("notes", "template.save", m.search_cmd_save_template, [], (workspace) => workspace.making.saveAsTemplate(), isNoTemplate),
  command("notes", "template.use", m.search_cmd_use_template, [], (workspace) => workspace.making.fromTemplate(workspace.note.id ?? ""), isTemplate),
  command("notes", "template.end", m.search_cmd_end_template, [], (workspace) => workspace.making.endTemplate(), isTemplate),
];
