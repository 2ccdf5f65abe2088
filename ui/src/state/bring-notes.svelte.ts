// Bringing a folder of notes: looked at first, then imported as one gesture. Goes on while another page is shown.
import { asBackendError, type Backend, type BackendError } from "../backend/backend";
import type { FolderImport, FolderProgress } from "../bindings";

export type BringStep = "choose" | "reading" | "plan" | "importing" | "done" | "undoing" | "undone";

export class BringNotes {
  folder = $state("");
  step = $state<BringStep>("choose");
  at = $state.raw<FolderProgress | null>(null);
  plan = $state.raw<FolderImport | null>(null);
  report = $state.raw<FolderImport | null>(null);
  /** What an undo left as it is, because it was changed since. */
  left = $state(0);
  error = $state.raw<BackendError | null>(null);
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Lets the user choose a folder and looks at it. */
  async choose(title: string): Promise<void> {
    try {
      const folder = await this.#backend.chooseFolder(title);
      if (folder === null) return;
      this.folder = folder;
    } catch (cause) {
      this.error = asBackendError(cause);
      return;
    }
    await this.look();
  }

  /** What would come; nothing is written. */
  async look(): Promise<void> {
    const folder = this.folder.trim().toWellFormed();
    if (folder === "" || this.isBusy) return;
    await this.#run("reading", "choose", async () => {
      const plan = await this.#backend.markdownPlan(folder, (at) => (this.at = at));
      this.plan = plan;
      this.step = plan.cancelled ? "choose" : "plan";
    });
  }

  async import(): Promise<void> {
    const folder = this.folder.trim().toWellFormed();
    if (this.step !== "plan") return;
    await this.#run("importing", "plan", async () => {
      this.report = await this.#backend.markdownImport(folder, (at) => (this.at = at));
      this.step = "done";
    });
  }

  /** Ends what is under way; what has come is kept, and the report says what has not. */
  async cancel(): Promise<void> {
    if (this.step === "reading" || this.step === "importing") await this.#backend.markdownCancel();
  }

  /** Takes the whole import back. What was changed since stays, and is counted. */
  async undo(): Promise<void> {
    const group = this.report?.group ?? null;
    if (this.step !== "done" || group === null) return;
    await this.#run("undoing", "done", async () => {
      this.left = (await this.#backend.undo(group, false)).left_count;
      this.step = "undone";
    });
  }

  /** Back to the choice of a folder. */
  again(): void {
    if (this.isBusy) return;
    this.step = "choose";
    this.plan = null;
    this.report = null;
    this.error = null;
  }

  get isBusy(): boolean {
    return this.step === "reading" || this.step === "importing" || this.step === "undoing";
  }

  async #run(during: BringStep, otherwise: BringStep, act: () => Promise<void>): Promise<void> {
    this.error = null;
    this.at = null;
    this.step = during;
    try {
      await act();
    } catch (cause) {
      this.error = asBackendError(cause);
      this.step = otherwise;
    } finally {
      this.at = null;
    }
  }
}
