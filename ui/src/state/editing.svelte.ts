// How the text is edited: what the person prefers, as one extension for every note.
import type { Extension } from "@codemirror/state";
import { personalExtension } from "../editor/personal";
import type { Preferences } from "./preferences.svelte";

export class Editing {
  readonly #preferences: Preferences;
  /** Loaded when somebody wants it. */
  #vim = $state.raw<Extension | null>(null);
  #isLoadingVim = false;

  readonly extension: Extension = $derived.by(() => {
    const { spellcheck, typewriter, focusMode, closePairs, indentSize, vim } = this.#preferences.values;
    return personalExtension({ spellcheck, isTypewriter: typewriter, isFocusMode: focusMode, hasPairs: closePairs, indentSize, vim: vim ? this.#vim : null });
  });

  constructor(preferences: Preferences) {
    this.#preferences = preferences;
  }

  /** Loads what the preferences ask for. */
  async load(): Promise<void> {
    if (!this.#preferences.values.vim || this.#vim !== null || this.#isLoadingVim) return;
    this.#isLoadingVim = true;
    try {
      this.#vim = (await import("../editor/vim")).vimKeys();
    } finally {
      this.#isLoadingVim = false;
    }
  }
}
