// The foot's sentences, one for every mood.
import { expect, it } from "vitest";
import type { SyncMood, SyncStatus } from "../bindings";
import { syncSentence, syncTone } from "./sync-words";

const now = new Date(2026, 10, 20, 12, 0).getTime();

function status(mood: SyncMood, more: Partial<SyncStatus> = {}): SyncStatus {
  return {
    mood, server: "https://x", pending: 0, oldest_pending_ms: 0, cursor: 0, last_success_at: null, trouble_since: null, next_try_at: null,
    trouble_kind: null, trouble: null, reviews: 0, quarantine: 0, held: 0, files_waiting: 0, files_missing: 0, files_trouble: null, verified_with: null, verified_at: null, last_cycle: null, ...more,
  };
}

it("says the state in words", () => {
  expect(syncSentence(status("synced"), now)).toBe("All changes synced");
  expect(syncSentence(status("waiting", { pending: 3 }), now)).toBe("3 changes waiting");
  expect(syncSentence(status("waiting", { pending: 1 }), now)).toBe("1 change waiting");
  expect(syncSentence(status("offline", { pending: 3 }), now)).toBe("Offline, saved on this device");
  expect(syncSentence(status("synced", { reviews: 2 }), now)).toBe("2 notes to review");
  expect(syncSentence(status("trouble", { trouble_since: new Date(2026, 10, 20, 9, 12).getTime() }), now)).toMatch(/^Can't reach the server since 0?9:12/);
  expect(syncSentence(status("local"), now)).toBe("Saved on this device");
});

it("uses status colours only for status", () => {
  expect(syncTone(status("synced"))).toBe("ok");
  expect(syncTone(status("synced", { reviews: 1 }))).toBe("warn");
  expect(syncTone(status("offline"))).toBe("quiet");
  expect(syncTone(status("needs_user"))).toBe("bad");
});
