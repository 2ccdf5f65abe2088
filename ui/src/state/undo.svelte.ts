// Taking back what this window did: "Moved 12 notes. Undo".
import type { Backend } from "../backend/backend";
import type { Gesture } from "../bindings";
import { m } from "../i18n";
import type { Notices } from "./notices.svelte";

/** Notices of undo replace each other: only the last gesture is offered. */
const NOTICE = "undo";

/** Gestures that can be taken back one after the other. */
const KEPT_MAX = 50;

export class UndoState {
  /** Gestures of this window that are not taken back, oldest first. */
  #groups = $state.raw<string[]>([]);
  readonly #backend: Backend;
  readonly #notices: Notices;

  constructor(backend: Backend, notices: Notices) {
    this.#backend = backend;
    this.#notices = notices;
  }

  get isPossible(): boolean {
    return this.#groups.length > 0;
  }

  /** Remembers a gesture, for the command "Undo last action". */
  remember(gesture: Gesture): void {
    if (gesture.group !== null) this.#groups = [...this.#groups, gesture.group].slice(-KEPT_MAX);
  }

  /** Remembers a gesture, and says what it did with "Undo" beside it. Nothing is said when it changed nothing. */
  offer(message: string, gesture: Gesture): void {
    const { group } = gesture;
    if (group === null) return;
    this.remember(gesture);
    this.#notices.tell(message, { label: m.history_undo(), run: () => this.undo(group) }, NOTICE);
  }

  /** Takes a gesture back, and offers to do it again. */
  async undo(group: string): Promise<void> {
    const report = await this.#backend.undo(group, false);
    this.#groups = this.#groups.filter((known) => known !== group);
    const again = report.group;
    const changed = report.notes + report.notebooks;
    const message =
      changed === 0
        ? m.history_undone_nothing()
        : report.left_count > 0
          ? m.history_undone_partly({ count: changed, left: report.left_count })
          : m.history_undone({ count: changed });
    this.#notices.tell(message, again === null ? null : { label: m.history_redo(), run: () => this.undo(again) }, NOTICE);
  }

  /** Takes back the last gesture of this window. */
  async undoLast(): Promise<void> {
    const last = this.#groups.at(-1);
    if (last !== undefined) await this.undo(last);
  }
}
