// Lock and backups of a vault in memory: a backup remembers how many notes there were.
import type { BackupChecked, BackupRow, LockSettings } from "../../bindings";
import { BackendError } from "../backend";
import type { LockBackend } from "../topics/lock";
import type { StorageBackend } from "../topics/storage";

const DAY_MS = 86_400_000;

function wrong(): BackendError {
  return new BackendError({ kind: "wrong_key", message: "The passphrase is not right. The database was left as it is; try again.", field: null });
}

export interface MemoryLock extends LockBackend {
  /** How often the windows were locked. */
  readonly locked: { times: number };
}

/** `passphrase` is what opens the vault; null when nothing but its key does. */
export function memoryLock(notes: () => number, clock: () => number, passphrase: { is: string | null }): MemoryLock & Pick<StorageBackend, "keyPlaces"> {
  let settings: LockSettings = { after_minutes: 15, on_suspend: true };
  const locked = { times: 0 };
  const row = (id: string, reason: BackupRow["reason"], age: number): BackupRow => ({ id, reason, made_at: clock() - age, bytes: 1_245_184 });
  const made: BackupRow[] = [row("2026-11-21T08-00-12.004-daily", "daily", DAY_MS / 3), row("2026-11-20T09-12-40.117-daily", "daily", 1.3 * DAY_MS), row("before-version-6-from-5", "before_upgrade", 9 * DAY_MS)];
  const check = (id: string): BackupChecked => {
    const backup = made.find((candidate) => candidate.id === id);
    if (!backup) throw new BackendError({ kind: "not_found", message: `There is no backup ${id}. Nothing was changed.`, field: null });
    return { backup, notes: notes(), actions: 1_204, edited_at: notes() > 0 ? backup.made_at - 60_000 : null };
  };
  return {
    locked,
    keyPlaces: async () => (passphrase.is === null ? ["keychain"] : ["keychain", "passphrase"]),
    vaultLock: async () => {
      if (passphrase.is === null) throw new BackendError({ kind: "no_passphrase", message: "No passphrase opens these notes yet, so they cannot be locked. Set one in the settings first.", field: null });
      locked.times += 1;
    },
    lockActive: async () => {},
    lockSettings: async () => settings,
    lockSettingsSave: async (next) => void (settings = next),
    passphraseSet: async (next) => void (passphrase.is = next),
    passphraseRemove: async (old) => {
      if (old !== passphrase.is) throw wrong();
      passphrase.is = null;
    },
    backups: async () => [...made],
    backupCreate: async () => {
      made.unshift(row(`made-by-hand-${made.length}`, "by_hand", 0));
      return check(made[0]!.id);
    },
    backupCheck: async (id) => check(id),
    backupRestore: async (id, given) => {
      if (given !== passphrase.is) throw wrong();
      return { backup: check(id), set_aside: "/home/you/.local/share/driftless/set-aside/2026-11-21T12-30-05.123" };
    },
    vaultOtherFolder: async () => {},
  };
}
