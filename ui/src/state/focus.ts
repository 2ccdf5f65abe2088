// Names for the places the keyboard can be sent to. Components register theirs while they are shown.
import { tick } from "svelte";

export type FocusPlace = "sidebar" | "search" | "list" | "title" | "editor" | "inspector" | "tags" | "review" | "sync" | "history" | "settings" | "import" | "connect" | "welcome";

export class FocusPlaces {
  readonly #places = new Map<FocusPlace, () => void>();

  /** Returns the function that takes the place back. */
  register(place: FocusPlace, focus: () => void): () => void {
    this.#places.set(place, focus);
    return () => {
      if (this.#places.get(place) === focus) this.#places.delete(place);
    };
  }

  has(place: FocusPlace): boolean {
    return this.#places.has(place);
  }

  /** Focuses the first of the places that is shown, after pending updates. */
  async focus(...places: FocusPlace[]): Promise<void> {
    await tick();
    for (const place of places) {
      const focus = this.#places.get(place);
      if (focus) {
        focus();
        return;
      }
    }
  }
}
