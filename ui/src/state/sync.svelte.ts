// The sync state as the backend tells it.
import type { Backend } from "../backend/backend";
import type { SyncStatus } from "../bindings";

export class SyncState {
  status = $state.raw<SyncStatus | null>(null);
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async refresh(): Promise<void> {
    this.status = await this.#backend.syncStatus();
  }

  /** Takes the connect code of another device or of the server. Rejects with a `BackendError`. */
  async connect(code: string): Promise<void> {
    this.status = await this.#backend.connect(code.trim().toWellFormed());
  }

  connectCode(): Promise<string> {
    return this.#backend.connectCode();
  }

  now(): Promise<void> {
    return this.#backend.syncNow();
  }
}
