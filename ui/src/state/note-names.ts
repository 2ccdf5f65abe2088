// What links to notes are called now: answered from memory while drawing, looked up behind it.
import { asBackendError, type Backend } from "../backend/backend";
import type { NoteTarget, ResolvedNote } from "../editor/preview/links-facet";
import type { Schedule } from "../shared/timers";

/** Names kept at most; the oldest go first. */
const KEPT_MAX = 2_000;
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
    if (target.kind === "title") return this.#byTitle(target.title);
    try {
      const { row } = await this.#backend.noteMeta(target.id);
      return { id: row.id, title: row.title };
    } catch (cause) {
      // An address that names nothing here, or is no id at all: there is no such note.
      if (["not_found", "bad_input"].includes(asBackendError(cause).kind)) return null;
      throw cause;
    }
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

  async #byTitle(title: string): Promise<ResolvedNote | null> {
    const wanted = title.trim().toLocaleLowerCase();
    if (wanted === "") return null;
    const words = wanted.replace(/[":()-]+/g, " ").trim();
    const { rows } = await this.#backend.listNotes({ scope: { kind: "search", query: words || wanted }, sort: "updated", offset: 0, limit: 50 });
    const row = rows.find((candidate) => candidate.title.trim().toLocaleLowerCase() === wanted);
    return row ? { id: row.id, title: row.title } : null;
  }

  #want(key: string, target: NoteTarget): void {
    this.#wanted.set(key, target);
    if (this.#isGathering) return;
    this.#isGathering = true;
    this.#schedule(GATHER_MS, () => void this.#lookUp());
  }

  async #lookUp(): Promise<void> {
    this.#isGathering = false;
    const wanted = [...this.#wanted];
    this.#wanted.clear();
    let isNew = false;
    await Promise.all(
      wanted.map(async ([key, target]) => {
        // What cannot be looked up now stays unknown; the next redraw asks again.
        const found = await this.find(target).catch(() => undefined);
        if (found === undefined) return;
        const before = this.#known.get(key);
        this.#known.delete(key);
        this.#known.set(key, found);
        isNew ||= before === undefined || before?.id !== found?.id || before?.title !== found?.title;
      }),
    );
    for (const key of this.#known.keys()) {
      if (this.#known.size <= KEPT_MAX) break;
      this.#known.delete(key);
    }
    if (isNew) this.#onChange();
  }
}
