// Commands chosen in the palette lately, on this device.

const KEY = "driftless.recent-commands";
const KEPT_MAX = 12;

/** Ids, the last one first. */
export function recentCommands(storage: Storage): readonly string[] {
  try {
    const kept: unknown = JSON.parse(storage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((id) => typeof id === "string").slice(0, KEPT_MAX) : [];
  } catch {
    return [];
  }
}

export function rememberCommand(storage: Storage, id: string): void {
  const kept = [id, ...recentCommands(storage).filter((other) => other !== id)].slice(0, KEPT_MAX);
  try {
    storage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // A full or forbidden storage costs the order only.
  }
}
