// What links to notes are called now: answered from memory while drawing, looked up behind it.
import type { Backend } from "../backend/backend";
import type { LinkedNoteView } from "../bindings";
import type { NoteTarget, ResolvedNote } from "../editor/preview/links-facet";
import type { Schedule } from "../shared/timers";

/** Names kept at most; the oldest go first. */
const KEPT_MAX = 2_000;
/** Names asked for at once. */
const ASKED_MAX = 1_000;
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** What is drawn in one go is looked up in one go. */
const GATHER_MS = 16;

const keyOf = (target: NoteTarget) => (target.kind === "id" ? `id:${target.id.toLowerCase()}` : `title:${target.title.trim().toLocaleLowerCase()}`);

export class NoteNames {
  readonly #backend: Backend;
  readonly #schedule: Schedule;
  readonly #onChange: () => void;
  readonly #known = new Map<string, ResolvedNote | null>();
  readonly #wanted = new Map<string, NoteTarget>();
  #isGathering = false;

  constructor(backend: Backend, schedule: Schedule, onChange: () => void) {
    this.#backend = backend;
    this.#schedule = schedule;
    this.#onChange = onChange;
  }

  /** The note meant; null when there is none, undefined while that is being looked up. */
  resolve(target: NoteTarget): ResolvedNote | null | undefined {
    const key = keyOf(target);
    const known = this.#known.get(key);
    if (known === undefined) this.#want(key, target);
    return known;
  }

  /** Looks a target up now; for following a link. */
  async find(target: NoteTarget): Promise<ResolvedNote | null> {
    return (await this.#lookUpAll([target]))[0] ?? null;
  }

  /** Notes changed: their names are looked up again when they are drawn. An empty list means many. */
  changed(ids: readonly string[]): void {
    if (this.#known.size === 0) return;
    const stale = [...this.#known].filter(([key, note]) => ids.length === 0 || note === null || ids.includes(note.id) || key.startsWith("title:"));
    for (const [key] of stale) {
      const target: NoteTarget = key.startsWith("id:") ? { kind: "id", id: key.slice(3) } : { kind: "title", title: key.slice(6) };
      this.#want(key, target);
    }
  }

  #want(key: string, target: NoteTarget): void {
    this.#wanted.set(key, target);
    if (this.#isGathering) return;
    this.#isGathering = true;
    this.#schedule(GATHER_MS, () => void this.#lookUp());
  }

  /** In the order of the targets; null where there is no such note. */
  async #lookUpAll(targets: readonly NoteTarget[]): Promise<(ResolvedNote | null)[]> {
    const ids = [...new Set(targets.flatMap((target) => (target.kind === "id" && ID.test(target.id) ? [target.id.toLowerCase()] : [])))];
    const titles = [...new Set(targets.flatMap((target) => (target.kind === "title" && target.title.trim() !== "" ? [target.title.trim().toWellFormed()] : [])))];
    const [byId, byTitle] = await Promise.all([
      ids.length > 0 ? this.#backend.linksResolve(ids) : [],
      titles.length > 0 ? this.#backend.linksResolveTitles(titles) : [],
    ]);
    const found = new Map<string, ResolvedNote>();
    const keep = (key: string, note: LinkedNoteView | undefined) => {
      if (note && note.id !== null && note.state !== "missing") found.set(key, { id: note.id, title: note.title });
    };
    ids.forEach((id, index) => keep(keyOf({ kind: "id", id }), byId[index]));
    titles.forEach((title, index) => keep(keyOf({ kind: "title", title }), byTitle[index]));
    return targets.map((target) => found.get(keyOf(target)) ?? null);
  }

  async #lookUp(): Promise<void> {
    this.#isGathering = false;
    const wanted = [...this.#wanted].slice(0, ASKED_MAX);
    for (const [key] of wanted) this.#wanted.delete(key);
    let found: (ResolvedNote | null)[];
    try {
      found = await this.#lookUpAll(wanted.map(([, target]) => target));
    } catch {
      // What cannot be looked up now stays unknown; the next redraw asks again.
      return;
    }
    let isNew = false;
    wanted.forEach(([key], index) => {
      const now = found[index] ?? null;
      const before = this.#known.get(key);
      this.#known.delete(key);
      this.#known.set(key, now);
      isNew ||= before === undefined || before?.id !== now?.id || before?.title !== now?.title;
    });
    for (const key of this.#known.keys()) {
      if (this.#known.size <= KEPT_MAX) break;
      this.#known.delete(key);
    }
    if (isNew) this.#onChange();
  }
}
