// What changed, in words.
import type { NoteVersion, TimelineItem, UndoReport } from "../../bindings";
import { m } from "../../i18n";
import { countWords } from "../../shared/dates";

const FIELDS: Record<string, () => string> = {
  created: m.history_changed_created,
  deleted: m.history_changed_deleted,
  restored: m.history_changed_restored,
  text: m.history_changed_text,
  title: m.history_changed_title,
  tags: m.history_changed_tags,
  notebook_id: m.history_changed_notebook,
  parent: m.history_changed_notebook,
  pinned: m.history_changed_pinned,
  archived: m.history_changed_archived,
  purged: m.history_changed_purged,
  day: m.history_changed_day,
};

/** "Title, tags": what a version or an item changed. */
export function changedWords(changed: readonly string[]): string {
  const words = changed.map((name) => (FIELDS[name] ?? m.history_changed_other)());
  return [...new Set(words)].join(", ");
}

export function versionWords(version: NoteVersion): string {
  return changedWords(version.changed);
}

/** The notes of an item: "Tide pools", "Tide pools and 11 more". */
export function itemTitle(item: TimelineItem): string {
  const first = item.entities[0]?.title || m.history_untitled();
  if (item.entity_type === "device") return m.history_item_device();
  return item.entity_count > 1 ? m.history_item_more({ title: first, more: countWords(item.entity_count - 1) }) : first;
}

/** What an undo would do, in one sentence. */
export function reportWords(report: UndoReport): string {
  if (report.notes + report.notebooks === 0) return m.history_preview_nothing();
  const parts = [m.history_preview_notes({ count: report.notes, notes: countWords(report.notes) })];
  if (report.notebooks > 0) parts.push(m.history_preview_notebooks({ count: report.notebooks, notebooks: countWords(report.notebooks) }));
  if (report.trashed > 0) parts.push(m.history_preview_trashed({ count: report.trashed, notes: countWords(report.trashed) }));
  if (report.restored > 0) parts.push(m.history_preview_restored({ count: report.restored, notes: countWords(report.restored) }));
  return parts.join(" ");
}

/** Why something stays. */
export function leftWords(reason: UndoReport["left"][number]["reason"]): string {
  return {
    changed_since: m.history_left_changed,
    life_changed_since: m.history_left_changed,
    edited_since: m.history_left_edited,
    notebook_in_use: m.history_left_in_use,
    purged: m.history_left_purged,
    forgotten: m.history_left_forgotten,
    unknown: m.history_left_unknown,
    text: m.history_left_text,
  }[reason]();
}
