// Names for the places the keyboard can be sent to. Components register theirs while they are shown.
import { tick } from "svelte";

export type FocusPlace = "sidebar" | "search" | "list" | "title" | "editor" | "inspector" | "tags" | "review" | "sync" | "history" | "settings" | "import" | "connect" | "welcome" | "account";

export class FocusPlaces {
  readonly #places = new Map<FocusPlace, () => void>();

  /** Asked for before it was shown: a part of the window that is still loaded. And where the keyboard was then. */
  #wished: { places: readonly FocusPlace[]; from: Element | null } | null = null;

  /** Returns the function that takes the place back. */
  register(place: FocusPlace, focus: () => void): () => void {
    this.#places.set(place, focus);
    if (this.#wished?.places.includes(place)) {
      // Who went elsewhere meanwhile is left there.
      if (this.#wished.from === document.activeElement) focus();
      this.#wished = null;
    }
    return () => {
      if (this.#places.get(place) === focus) this.#places.delete(place);
    };
  }

  has(place: FocusPlace): boolean {
    return this.#places.has(place);
  }

  /** Focuses the first of the places that is shown, after pending updates; if none is yet, the first that comes. */
  async focus(...places: FocusPlace[]): Promise<void> {
    this.#wished = null;
    await tick();
    for (const place of places) {
      const focus = this.#places.get(place);
      if (focus) {
        focus();
        return;
      }
    }
    this.#wished = { places, from: document.activeElement };
  }
}
