// What the Sync page says of devices and cycles.
import { expect, it } from "vitest";
import type { CycleView, DeviceRow } from "../../bindings";
import { stackPhases } from "./stack";
import { deviceWords } from "./words";

function device(more: Partial<DeviceRow>): DeviceRow {
  return { client_id: "d", name: "Laptop", this: false, joined_at: 0, seq: 10, reported_at: 1, is_equal: null, equal_at: null, ...more };
}

it("never calls a device equal that is only up to date", () => {
  expect(deviceWords(device({}), 10).text).toBe("Everything that is on the server");
  expect(deviceWords(device({ is_equal: true }), 10).text).toBe("Everything, verified equal");
  expect(deviceWords(device({ is_equal: true }), 12).text).toBe("2 changes behind");
  expect(deviceWords(device({ is_equal: false }), 10).tone).toBe("bad");
  expect(deviceWords(device({ seq: null }), 10).text).toBe("Has not reported yet");
});

it("stacks the phases of cycles, oldest first", () => {
  const cycle = (started_at: number, phases: [string, number][]): CycleView => ({
    started_at, trigger: "button", uploaded: 0, downloaded: 0, flagged: 0, quarantined: 0, conflicts: 0, cursor: 0, head: 0, error: null,
    phases: phases.map(([phase, ms]) => ({ phase, ms, count: 1, error: null })),
  });
  const stacked = stackPhases([cycle(2, [["upload", 5], ["download", 7], ["upload", 1]]), cycle(1, [["download", 3]])], ["upload", "download"]);
  expect(stacked.cycles.map(({ started_at }) => started_at)).toEqual([1, 2]);
  expect(stacked.sums).toEqual([[0, 6], [3, 13]]);
});
