// Which window this is: the main one, or one on a single note. Opens more of them, and follows links of the system.
import { asBackendError } from "../backend/backend";
import { m } from "../i18n";
import type { Workspace } from "./workspace.svelte";

export class Windows {
  /** The only note of this window; null in the main window. */
  note = $state<string | null>(null);
  readonly #workspace: Workspace;
  #isKnown = false;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  get isMain(): boolean {
    return this.note === null;
  }

  /** Asks which window this is; before anything is shown. A locked vault does not say it: it is asked again when it is open. */
  async start(): Promise<void> {
    const { backend } = this.#workspace;
    if (this.#isKnown) return;
    try {
      this.note = await backend.windowNote();
    } catch (cause) {
      if (asBackendError(cause).kind === "locked") return;
      throw cause;
    }
    this.#isKnown = true;
    if (this.isMain) await backend.onLink(() => void this.#workspace.attempt(() => this.#followLink()));
  }

  /** The vault is open: shows what this window was opened for. False when it was opened for nothing in particular. */
  async entered(): Promise<boolean> {
    if (this.note === null) return this.#followLink();
    await this.#workspace.goTo(this.note);
    return true;
  }

  async #followLink(): Promise<boolean> {
    const workspace = this.#workspace;
    // Before the vault is open the link waits.
    if (workspace.vault?.kind !== "ready") return false;
    const linked = await workspace.backend.linkedNote();
    if (linked === null) return false;
    if (!(await this.#isHere(linked))) {
      // What is open stays open.
      workspace.notices.show(m.desktop_link_gone(), "gone");
      return false;
    }
    workspace.overlay = null;
    await workspace.goTo(linked);
    return true;
  }

  async #isHere(noteId: string): Promise<boolean> {
    try {
      await this.#workspace.backend.noteMeta(noteId);
      return true;
    } catch (cause) {
      if (asBackendError(cause).kind === "not_found") return false;
      throw cause;
    }
  }

  /** Opens a window on a note. What was typed here is in it. */
  async open(noteId: string): Promise<void> {
    const workspace = this.#workspace;
    await workspace.attempt(async () => {
      await workspace.note.flushTitle();
      await workspace.backend.windowOpen(noteId);
    });
  }

  /** A new note in a window of its own. */
  async openNew(): Promise<void> {
    const { backend, attempt } = this.#workspace;
    await attempt.call(this.#workspace, async () => {
      const created = await backend.noteCreate({ title: "", body: "", notebook_id: null, tags: [], pinned: false });
      await backend.windowOpen(created.row.id);
    });
  }
}
