// The sync state in words: one sentence for the foot of the sidebar and the top of the Sync page.
import type { SyncStatus } from "../bindings";
import { countWords, dateInText } from "./dates";

export type Tone = "quiet" | "ok" | "warn" | "bad";

function plural(count: number, one: string, many: string): string {
  return `${countWords(count)} ${count === 1 ? one : many}`;
}

/** The sentence. `now` in milliseconds since the epoch. */
export function syncSentence(status: SyncStatus, now: number): string {
  switch (status.mood) {
    case "local":
      return "Saved on this device";
    case "offline":
      return "Offline, saved on this device";
    case "trouble":
      return status.trouble_since === null ? "Can't reach the server" : `Can't reach the server since ${dateInText(status.trouble_since, now)}`;
    case "needs_user":
      return "Sync needs your attention";
    case "waiting":
      return `${plural(status.pending, "change", "changes")} waiting`;
    case "syncing":
      return status.pending > 0 ? `Sending ${plural(status.pending, "change", "changes")}` : "Checking for changes";
    case "synced":
      return status.reviews > 0 ? `${plural(status.reviews, "note", "notes")} to review` : "All changes synced";
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
