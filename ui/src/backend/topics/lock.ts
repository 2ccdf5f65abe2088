// The lock, the passphrase that opens it, and the backups of the data folder.
import { commands, type BackupChecked, type BackupRow, type LockSettings, type RestoredView } from "../../bindings";
import { unit, unwrap } from "../answers";

export interface LockBackend {
  /** Locks every window; their pages are loaded anew. */
  vaultLock(): Promise<void>;
  /** Somebody did something in this window. */
  lockActive(): Promise<void>;
  lockSettings(): Promise<LockSettings>;
  lockSettingsSave(settings: LockSettings): Promise<void>;
  /** Lets a passphrase open the vault too. */
  passphraseSet(passphrase: string): Promise<void>;
  passphraseRemove(passphrase: string): Promise<void>;
  /** Newest first. */
  backups(): Promise<BackupRow[]>;
  backupCreate(): Promise<BackupChecked>;
  /** Tries one out; changes nothing. */
  backupCheck(id: string): Promise<BackupChecked>;
  /** Puts one in the place of the database. This page must be loaded anew afterwards. */
  backupRestore(id: string, passphrase: string | null): Promise<RestoredView>;
  /** Opens another data folder, and ends this program. */
  vaultOtherFolder(folder: string): Promise<void>;
}

export function tauriLock(): LockBackend {
  return {
    vaultLock: () => unit(commands.vaultLock()),
    lockActive: () => unit(commands.lockActive()),
    lockSettings: () => unwrap(commands.lockSettings()),
    lockSettingsSave: (settings) => unit(commands.lockSettingsSave(settings)),
    passphraseSet: (passphrase) => unit(commands.passphraseSet(passphrase)),
    passphraseRemove: (passphrase) => unit(commands.passphraseRemove(passphrase)),
    backups: () => unwrap(commands.backups()),
    backupCreate: () => unwrap(commands.backupCreate()),
    backupCheck: (id) => unwrap(commands.backupCheck(id)),
    backupRestore: (id, passphrase) => unwrap(commands.backupRestore(id, passphrase)),
    vaultOtherFolder: (folder) => unit(commands.vaultOtherFolder(folder)),
  };
}
