// What the vault takes on this device, its checks and copies, what opens it, and this device's name.
import { commands, type BackupView, type Compacted, type KeyPlace, type StorageFacts, type Verified } from "../../bindings";
import { unit, unwrap } from "../answers";

export interface StorageBackend {
  storage(): Promise<StorageFacts>;
  /** Checks everything; nothing is changed. */
  storageVerify(): Promise<Verified>;
  storageCompact(): Promise<Compacted>;
  /** Writes an encrypted backup into a new folder inside this one. */
  storageBackUp(folder: string): Promise<BackupView>;
  /** Shows the data folder in the system's file browser. */
  storageShowFolder(): Promise<void>;
  /** Facts for a report of a fault, without any content. */
  diagnostics(): Promise<string>;
  keyPlaces(): Promise<KeyPlace[]>;
  passphraseChange(old: string, next: string): Promise<void>;
  deviceName(): Promise<string>;
  deviceRename(name: string): Promise<void>;
}

export function tauriStorage(): StorageBackend {
  return {
    storage: () => unwrap(commands.storage()),
    storageVerify: () => unwrap(commands.storageVerify()),
    storageCompact: () => unwrap(commands.storageCompact()),
    storageBackUp: (folder) => unwrap(commands.storageBackUp(folder)),
    storageShowFolder: () => unit(commands.storageShowFolder()),
    diagnostics: () => unwrap(commands.diagnostics()),
    keyPlaces: () => unwrap(commands.keyPlaces()),
    passphraseChange: (old, next) => unit(commands.passphraseChange(old, next)),
    deviceName: () => unwrap(commands.deviceName()),
    deviceRename: (name) => unit(commands.deviceRename(name)),
  };
}
