// The Sync page of the vault in memory: its devices, and cycles like those of a day.
import type { CycleView, DeviceRow, QuarantineRow, SyncStatus } from "../../bindings";
import type { SyncPageBackend } from "../topics/sync-page";

const PHASES = ["upload", "download", "reconcile", "materialize", "verify"];

function cycle(index: number, now: number): CycleView {
  const hasFailed = index % 17 === 11;
  const phases = PHASES.map((phase, at) => ({
    phase,
    ms: Math.round(((index * 37 + at * 53) % 61) + (at < 2 ? 18 : 1)),
    count: (index * 7 + at) % 9,
    error: hasFailed && at === 1 ? "network.timeout" : null,
  }));
  return {
    started_at: now - index * 420_000,
    trigger: ["local_write", "interval", "server_event"][index % 3] ?? "interval",
    uploaded: (index * 5) % 7,
    downloaded: (index * 11) % 13,
    flagged: 0,
    quarantined: 0,
    conflicts: index === 4 ? 1 : 0,
    cursor: 50_214 - index,
    head: 50_214 - index,
    phases: hasFailed ? phases.slice(0, 2) : phases,
    error: hasFailed ? "The server does not answer. Everything is saved on this device." : null,
  };
}

export function memorySyncPage(status: () => SyncStatus, titles: () => { id: string; title: string }[], clock: () => number): SyncPageBackend {
  let quarantined: QuarantineRow[] = [];
  return {
    syncPage: async () => {
      const now = clock();
      const state = status();
      const isConnected = state.server !== null;
      const peer = { joined_at: now - 9e9, this: false };
      const devices: DeviceRow[] = [
        { client_id: "d1", name: "This computer", this: true, joined_at: now - 9.5e9, seq: null, reported_at: null, is_equal: null, equal_at: null },
        ...(isConnected
          ? [
              { ...peer, client_id: "d2", name: "Laptop", seq: state.cursor, reported_at: now - 120_000, is_equal: true, equal_at: now - 120_000 },
              { ...peer, client_id: "d3", name: "Studio iMac with a rather long name", seq: state.cursor - 12, reported_at: now - 9e7, is_equal: null, equal_at: now - 9e7 },
            ]
          : []),
      ];
      if (state.quarantine > 0 && quarantined.length === 0) {
        quarantined = [{ id: 1, action_id: "a1", seq: 50_101, reason: "its text edit cannot be read: unexpected end", at: now - 3e6, bytes: 412 }];
      }
      const waiting = titles().slice(0, Math.min(state.pending, 3));
      return {
        ...state,
        pending_notes: waiting.map(({ id, title }, index) => ({
          id, title, entity_type: "note", actions: index === 0 ? Math.max(1, state.pending - waiting.length + 1) : 1, since: now - 600_000 + index * 60_000,
          reason: state.trouble ?? "waits for the next cycle", next_try_at: state.next_try_at,
        })),
        cycles: isConnected ? Array.from({ length: 40 }, (_, index) => cycle(index, now)) : [],
        jobs: [],
        devices,
        review_items: [],
        quarantine_entries: quarantined,
      };
    },
    quarantineRetry: async () => {
      const released = quarantined.length;
      quarantined = [];
      return { released, left: 0 };
    },
  };
}
