// Where two devices disagreed and a rule picked, until somebody looks.
import type { Backend } from "../backend/backend";
import type { Gesture, Keep, ReviewView } from "../bindings";
import { coalesced } from "../shared/coalesce";

export class ReviewsState {
  items = $state.raw<ReviewView[]>([]);
  selectedId = $state<string | null>(null);
  readonly refresh: () => Promise<void>;
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
    this.refresh = coalesced(async () => {
      const before = this.selectedIndex;
      this.items = await backend.reviews();
      // The next item takes the place of one that is gone.
      if (this.selectedIndex < 0) this.selectedId = this.items[Math.min(Math.max(before, 0), this.items.length - 1)]?.id ?? null;
    });
  }

  get selectedIndex(): number {
    return this.items.findIndex((item) => item.id === this.selectedId);
  }

  get selected(): ReviewView | null {
    return this.items[this.selectedIndex] ?? null;
  }

  /** Selects the first item of an entity, if it has one. */
  selectEntity(entityId: string): void {
    this.selectedId = this.items.find((item) => item.entity_id === entityId)?.id ?? this.selectedId;
  }

  async resolve(id: string, keep: Keep): Promise<Gesture> {
    const gesture = await this.#backend.reviewResolve(id, keep);
    await this.refresh();
    return gesture;
  }
}
