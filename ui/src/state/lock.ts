// The lock as this window sees it: it asks for it, and says that somebody is there.
import { asBackendError } from "../backend/backend";
import { m } from "../i18n";
import type { Workspace } from "./workspace.svelte";

/** Signs of somebody are told this often at most. */
const ACTIVE_MS = 10_000;

/** Locks every window. Where no passphrase is set, shows where to set one. */
export async function lockNow(workspace: Workspace): Promise<void> {
  try {
    await workspace.note.flushAll();
    await workspace.backend.vaultLock();
  } catch (cause) {
    if (asBackendError(cause).kind !== "no_passphrase") return workspace.notices.report(cause, "lock");
    await workspace.showSettings("security", "passphrase");
    workspace.notices.show(m.lock_none(), "lock");
  }
}

/** Tells the shell that somebody is there, while they use keys or mouse in this window. */
export function watchActivity(target: EventTarget, workspace: Workspace): void {
  let told = 0;
  const heard = () => {
    const now = workspace.clock();
    if (workspace.vault?.kind !== "ready" || Math.abs(now - told) < ACTIVE_MS) return;
    told = now;
    // A lost sign makes the lock fall earlier, which is the safe side.
    workspace.backend.lockActive().catch(() => {});
  };
  for (const sign of ["keydown", "pointermove", "pointerdown", "wheel"]) target.addEventListener(sign, heard, { capture: true, passive: true });
}
