// Searches with a name.
import type { Backend } from "../backend/backend";
import type { SavedSearch } from "../bindings";
import { coalesced } from "../shared/coalesce";
import { utcOffsetMin } from "../shared/date-words";

export class SavedSearches {
  /** By name. */
  list = $state.raw<SavedSearch[]>([]);
  /** How many notes each finds, by id; counted when it is looked at. */
  counts = $state.raw<Readonly<Record<string, number>>>({});
  readonly refresh: () => Promise<void>;
  readonly count: () => Promise<void>;
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
    this.refresh = coalesced(async () => {
      this.list = await backend.savedSearches();
    });
    this.count = coalesced(() => this.#count());
  }

  async create(name: string, query: string): Promise<void> {
    await this.#backend.savedSearchCreate(name.trim().toWellFormed(), query.trim().toWellFormed());
    await this.refresh();
  }

  async rename(id: string, name: string): Promise<void> {
    await this.#backend.savedSearchRename(id, name.trim().toWellFormed());
    await this.refresh();
  }

  async remove(id: string): Promise<void> {
    await this.#backend.savedSearchDelete(id);
    await this.refresh();
  }

  /** One after the other: counting is never in the way of anything else. */
  async #count(): Promise<void> {
    const counts: Record<string, number> = {};
    for (const { id, query } of this.list) {
      try {
        const scope = { kind: "search", query, utc_offset_min: utcOffsetMin() } as const;
        counts[id] = (await this.#backend.listNotes({ scope, sort: "updated", offset: 0, limit: 1 })).total;
      } catch {
        // A search of a newer version of the app has no number here.
      }
    }
    this.counts = counts;
  }
}
