// What was: the versions of one note, or the timeline of the vault, and what of it is looked at.
import type { Backend } from "../backend/backend";
import type { BlameRange, NoteVersion, NoteVersionState, RestoreParts, TimelineDevice, TimelineItem, UndoReport } from "../bindings";
import { m } from "../i18n";
import type { UndoState } from "./undo.svelte";

/** Versions asked for at a time. */
const PAGE = 200;

/** How a version is shown: what changed in place, both beside each other, or who wrote what. */
export type HistoryMode = "inline" | "split" | "authors";

/** What a version is compared with. */
export type HistoryAgainst = "before" | "now";

/** What is about to be undone, with what that would do. */
export interface UndoPreview {
  title: string;
  report: UndoReport;
  run: () => Promise<UndoReport>;
}

export class HistoryState {
  /** The note whose versions are shown; null is the whole vault. */
  noteId = $state<string | null>(null);
  versions = $state.raw<NoteVersion[]>([]);
  total = $state(0);
  isWhole = $state(true);
  /** The chosen version, or item of the timeline. */
  selectedId = $state<string | null>(null);
  shown = $state.raw<NoteVersionState | null>(null);
  blame = $state.raw<BlameRange[] | null>(null);
  mode = $state<HistoryMode>("inline");
  against = $state<HistoryAgainst>("before");
  items = $state.raw<TimelineItem[]>([]);
  devices = $state.raw<TimelineDevice[]>([]);
  deviceId = $state<string | null>(null);
  preview = $state.raw<UndoPreview | null>(null);
  isLoaded = $state(false);
  #next: string | null = null;
  #asked = 0;
  readonly #backend: Backend;
  readonly #undo: UndoState;

  constructor(backend: Backend, undo: UndoState) {
    this.#backend = backend;
    this.#undo = undo;
  }

  get isMore(): boolean {
    return this.noteId === null ? this.#next !== null : this.versions.length < this.total;
  }

  get selectedItem(): TimelineItem | null {
    return this.items.find((item) => item.id === this.selectedId) ?? null;
  }

  /** Shows a note's versions, or the vault. `versionId`: the one to begin at; the newest otherwise. */
  async open(noteId: string | null, versionId: string | null = null): Promise<void> {
    this.noteId = noteId;
    this.versions = [];
    this.total = 0;
    this.items = [];
    this.shown = null;
    this.preview = null;
    this.selectedId = null;
    this.isLoaded = false;
    this.#next = null;
    await this.more();
    this.isLoaded = true;
    const first = noteId === null ? this.items[0]?.id : this.versions[0]?.id;
    const known = versionId !== null && this.versions.some((version) => version.id === versionId);
    const wanted = known ? versionId : first;
    if (wanted !== undefined && wanted !== null) await this.select(wanted);
  }

  /** Asks again for what is shown, and stays at the chosen one if it is still there. */
  async refresh(): Promise<void> {
    const { noteId, selectedId } = this;
    if (noteId === null) {
      const page = await this.#backend.vaultHistory({ before: null, device_id: this.deviceId });
      if (this.noteId !== null) return;
      this.items = page.items;
      this.devices = page.devices;
      this.#next = page.next;
      return;
    }
    const page = await this.#backend.noteHistory(noteId, 0, Math.min(500, Math.max(PAGE, this.versions.length)));
    if (this.noteId !== noteId) return;
    this.versions = page.versions;
    this.total = page.total;
    this.isWhole = page.is_whole;
    const kept = page.versions.find((version) => version.id === selectedId) ?? page.versions[0];
    if (kept) await this.select(kept.id);
  }

  /** Asks for the next page. */
  async more(): Promise<void> {
    const { noteId } = this;
    if (noteId === null) {
      const page = await this.#backend.vaultHistory({ before: this.#next, device_id: this.deviceId });
      if (this.noteId !== null) return;
      this.items = [...this.items, ...page.items];
      this.devices = page.devices;
      this.#next = page.next;
      return;
    }
    const page = await this.#backend.noteHistory(noteId, this.versions.length, PAGE);
    if (this.noteId !== noteId) return;
    this.versions = [...this.versions, ...page.versions];
    this.total = page.total;
    this.isWhole = page.is_whole;
  }

  async filter(deviceId: string | null): Promise<void> {
    this.deviceId = deviceId;
    await this.open(null);
  }

  async select(id: string): Promise<void> {
    this.selectedId = id;
    this.preview = null;
    const { noteId } = this;
    if (noteId === null) return;
    // Only the last answer counts: the arrow keys are faster than any backend.
    const asked = ++this.#asked;
    const [shown, blame] = await Promise.all([
      this.#backend.noteVersion(noteId, id),
      this.mode === "authors" ? this.#backend.noteBlame(noteId, id) : null,
    ]);
    if (asked !== this.#asked) return;
    this.shown = shown;
    this.blame = blame;
  }

  async show(mode: HistoryMode): Promise<void> {
    this.mode = mode;
    if (mode === "authors" && this.selectedId !== null) await this.select(this.selectedId);
  }

  /** The next older (1) or newer (-1) one. */
  async step(by: 1 | -1): Promise<void> {
    const all: { id: string }[] = this.noteId === null ? this.items : this.versions;
    const at = all.findIndex(({ id }) => id === this.selectedId);
    if (at + by >= all.length && this.isMore) await this.more();
    const list: { id: string }[] = this.noteId === null ? this.items : this.versions;
    const wanted = list[Math.max(0, at + by)];
    if (wanted) await this.select(wanted.id);
  }

  /** Brings the chosen version back, and offers to undo that. */
  async restore(parts: RestoreParts): Promise<boolean> {
    if (this.noteId === null || this.selectedId === null) return false;
    const gesture = await this.#backend.noteRestoreVersion(this.noteId, this.selectedId, parts);
    this.#undo.offer(m.history_restored(), gesture);
    await this.refresh();
    return gesture.group !== null;
  }

  /** Says what undoing a gesture would do. */
  async previewGroup(title: string, group: string): Promise<void> {
    const report = await this.#backend.undo(group, true);
    this.preview = { title, report, run: () => this.#backend.undo(group, false) };
  }

  /** Says what undoing a device's work would do. */
  async previewSession(title: string, session: { device_id: string; from: number; to: number }): Promise<void> {
    const report = await this.#backend.undoSession(session, true);
    this.preview = { title, report, run: () => this.#backend.undoSession(session, false) };
  }

  /** Does what the preview says, and offers to undo that. */
  async confirm(): Promise<void> {
    const { preview } = this;
    if (!preview) return;
    this.preview = null;
    const report = await preview.run();
    this.#undo.offer(m.history_undone({ count: report.notes + report.notebooks }), { group: report.group, actions: report.notes + report.notebooks });
    await this.refresh();
  }
}
