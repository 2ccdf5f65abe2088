// The sync state in words: one sentence for the foot of the sidebar and the top of the Sync page.
import type { SyncStatus } from "../bindings";
import { m } from "../i18n";
import { countWords, dateInText } from "./dates";

export type Tone = "quiet" | "ok" | "warn" | "bad";

/** A count as messages take it: the number for its form, the text to be read. */
export function counted(count: number): { count: number; text: string } {
  return { count, text: countWords(count) };
}

/** What a person has to do, where a few words say it. */
const NEEDS: Record<string, () => string> = {
  "account.sign_in_again": m.sync_sign_in_again,
  "account.revoked": m.sync_revoked,
  "server.went_back": m.sync_went_back,
  "server.missing": m.sync_missing,
  "server.forked": m.sync_forked,
};

/** The sentence. `now` in milliseconds since the epoch. */
export function syncSentence(status: SyncStatus, now: number): string {
  switch (status.mood) {
    case "local":
      return m.sync_local();
    case "offline":
      return m.sync_offline();
    case "trouble":
      return status.trouble_since === null ? m.sync_trouble() : m.sync_trouble_since({ time: dateInText(status.trouble_since, now) });
    case "needs_user":
      return (NEEDS[status.trouble_kind ?? ""] ?? m.sync_needs_user)();
    case "waiting":
      return m.sync_waiting(counted(status.pending));
    case "syncing":
      return status.pending > 0 ? m.sync_sending(counted(status.pending)) : m.sync_checking();
    case "synced":
      if (status.files_waiting > 0) return m.attachments_waiting(counted(status.files_waiting));
      return status.reviews > 0 ? m.sync_to_review(counted(status.reviews)) : m.sync_synced();
  }
}

/** The colour of the dot beside it. */
export function syncTone(status: SyncStatus): Tone {
  switch (status.mood) {
    case "local":
    case "offline":
    case "waiting":
    case "syncing":
      return "quiet";
    case "synced":
      return status.reviews > 0 ? "warn" : "ok";
    case "trouble":
      return "warn";
    case "needs_user":
      return "bad";
  }
}
