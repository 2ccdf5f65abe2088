// Where every change is, and what is set aside.
import { commands, type Retried, type SyncPage } from "../../bindings";
import { unwrap } from "../answers";

export interface SyncPageBackend {
  syncPage(): Promise<SyncPage>;
  /** Tries everything in quarantine again. */
  quarantineRetry(): Promise<Retried>;
}

export function tauriSyncPage(): SyncPageBackend {
  return {
    syncPage: () => unwrap(commands.syncPage()),
    quarantineRetry: () => unwrap(commands.quarantineRetry()),
  };
}
