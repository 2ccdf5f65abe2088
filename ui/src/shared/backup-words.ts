// What a backup is called, in the language shown.
import type { BackupChecked, BackupRow } from "../bindings";
import { m } from "../i18n";
import { bytesWords, countWords, fullDate } from "./dates";

const REASONS: Record<BackupRow["reason"], () => string> = { daily: m.lock_backup_daily, by_hand: m.lock_backup_by_hand, before_upgrade: m.lock_backup_before_upgrade };

/** Why it was made, and its size. */
export function backupWords(backup: BackupRow): string {
  return `${REASONS[backup.reason]()} · ${bytesWords(backup.bytes)}`;
}

/** What was found in it. */
export function checkedWords(checked: BackupChecked): string {
  if (checked.edited_at === null) return m.lock_backup_checked_empty();
  return m.lock_backup_checked({ notes: countWords(checked.notes), date: fullDate(checked.edited_at) });
}
