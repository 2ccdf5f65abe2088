// How the text is edited: what the person prefers, as one extension for every note.
import type { Extension } from "@codemirror/state";
import { tick } from "svelte";
import { personalExtension } from "../editor/personal";
import type { Preferences } from "./preferences.svelte";

type Aids = typeof import("../editor/aids");

export class Editing {
  readonly #preferences: Preferences;
  /** Loaded when somebody wants it. */
  #vim = $state.raw<Extension | null>(null);
  #isLoadingVim = false;
  #aids = $state.raw<Aids | null>(null);
  #loadingAids: Promise<Aids> | null = null;

  readonly extension: Extension = $derived.by(() => {
    const { spellcheck, typewriter, focusMode, closePairs, indentSize, vim } = this.#preferences.values;
    return personalExtension({ spellcheck, isTypewriter: typewriter, isFocusMode: focusMode, hasPairs: closePairs, indentSize, vim: vim ? this.#vim : null, aids: this.#aids });
  });

  constructor(preferences: Preferences) {
    this.#preferences = preferences;
  }

  /** The aids of writing, at once when they are loaded: a key pressed after a command must find its field. */
  get aids(): Aids | Promise<Aids> {
    return this.#aids ?? this.loadAids();
  }

  /** Loads menus, toolbar and find; every editor has them then. */
  loadAids(): Promise<Aids> {
    this.#loadingAids ??= import("../editor/aids").then(
      async (aids) => {
        this.#aids = aids;
        await tick();
        return aids;
      },
      (cause: unknown) => {
        this.#loadingAids = null;
        throw cause;
      },
    );
    return this.#loadingAids;
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
