// The sync state as the backend tells it.
import type { Backend } from "../backend/backend";
import type { SyncPage, SyncStatus } from "../bindings";
import { coalesced } from "../shared/coalesce";

export class SyncState {
  status = $state.raw<SyncStatus | null>(null);
  /** What the Sync page rests on; null until it was shown. */
  page = $state.raw<SyncPage | null>(null);
  readonly refreshPage: () => Promise<void>;
  readonly #backend: Backend;
  readonly #heard = new Set<() => void>();

  constructor(backend: Backend) {
    this.#backend = backend;
    this.refreshPage = coalesced(async () => {
      this.page = await backend.syncPage();
    });
  }

  async refresh(): Promise<void> {
    this.status = await this.#backend.syncStatus();
  }

  /** Takes in what the backend told. */
  take(status: SyncStatus): void {
    this.status = status;
    for (const callback of this.#heard) callback();
  }

  /** Calls when the backend tells something, for example that a file has come, until the returned function is called. */
  onNews(callback: () => void): () => void {
    this.#heard.add(callback);
    return () => this.#heard.delete(callback);
  }

  /** Takes the connect code of another device or of the server. Rejects with a `BackendError`. */
  async connect(code: string): Promise<void> {
    this.status = await this.#backend.connect(code.trim().toWellFormed());
  }

  /** Stops syncing. Everything stays on this device. */
  async disconnect(): Promise<void> {
    this.status = await this.#backend.disconnect();
  }

  connectCode(): Promise<string> {
    return this.#backend.connectCode();
  }

  now(): Promise<void> {
    return this.#backend.syncNow();
  }
}
