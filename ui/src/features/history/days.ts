// The timeline by day and device: neighbours of one device on one day belong together.
interface Timed {
  from: number;
  to: number;
  device_id: string;
  device: string | null;
}

export interface DeviceRun<Item> {
  key: string;
  deviceId: string;
  device: string | null;
  from: number;
  to: number;
  items: Item[];
}

export interface Day<Item> {
  key: number;
  at: number;
  runs: DeviceRun<Item>[];
}

/** `items` are newest first; `timed` reads their times and device. */
export function byDay<Item>(items: readonly Item[], timed: (item: Item) => Timed): Day<Item>[] {
  const days: Day<Item>[] = [];
  for (const item of items) {
    const { from, to, device_id: deviceId, device } = timed(item);
    const key = new Date(to).setHours(0, 0, 0, 0);
    let day = days.at(-1);
    if (day?.key !== key) days.push((day = { key, at: to, runs: [] }));
    const run = day.runs.at(-1);
    if (run?.deviceId === deviceId) {
      run.items.push(item);
      run.from = Math.min(run.from, from);
    } else day.runs.push({ key: `${key}-${day.runs.length}`, deviceId, device, from, to, items: [item] });
  }
  return days;
}

/** The run of one device and day that an item belongs to. */
export function sessionOf<Item extends Timed & { id: string }>(items: readonly Item[], item: Item): DeviceRun<Item> | undefined {
  const runs = byDay(items, (other) => other).flatMap((day) => day.runs);
  return runs.find((run) => run.items.some(({ id }) => id === item.id));
}
