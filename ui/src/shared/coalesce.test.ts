// Refreshes never pile up, and the last request is always answered by a run that began after it.
import { expect, it } from "vitest";
import { coalesced } from "./coalesce";

it("runs at most one further time for any number of requests during a run", async () => {
  let runs = 0;
  const gates: (() => void)[] = [];
  const refresh = coalesced(async () => {
    runs += 1;
    await new Promise<void>((resolve) => gates.push(resolve));
  });
  const first = refresh();
  const rest = [refresh(), refresh(), refresh()];
  expect(runs).toBe(1);
  gates.shift()!();
  await first;
  await Promise.resolve();
  expect(runs).toBe(2);
  const later = refresh();
  gates.shift()!();
  await Promise.all(rest);
  await Promise.resolve();
  expect(runs).toBe(3);
  gates.shift()!();
  await later;
});

it("goes on after a failed run", async () => {
  let runs = 0;
  const refresh = coalesced(async () => {
    runs += 1;
    if (runs === 1) throw new Error("once");
  });
  await expect(refresh()).rejects.toThrow("once");
  await refresh();
  expect(runs).toBe(2);
});
