// Versions of the notes in memory: what each write and each stretch of typing left behind.
import type { BlameRange, DeviceSession, NoteState, NoteVersion, TimelineItem } from "../../bindings";
import { diffPieces } from "../../shared/diff/diff";
import { BackendError } from "../error";
import type { HistoryBackend } from "../topics/history";

interface Entry {
  id: string;
  noteId: string;
  from: number;
  at: number;
  device: string | null;
  group: string | null;
  changed: string[];
  state: NoteState;
}

/** Typing without a pause of this length is one version, milliseconds. */
const PAUSE_MS = 300_000;
const OWN = "30000000-0000-7000-8000-000000000001";

function counts(before: string, after: string): { added: number; removed: number } {
  const pieces = diffPieces(before, after);
  const length = (kind: string) => pieces.filter((piece) => piece.kind === kind).reduce((sum, piece) => sum + [...piece.text].length, 0);
  return { added: length("new"), removed: length("gone") };
}

export class MemoryVersions {
  readonly #entries: Entry[] = [];
  /** The newest of each note: a vault of 100,000 notes is not walked for every letter. */
  readonly #newest = new Map<string, Entry>();
  readonly #state: (id: string) => NoteState;

  constructor(state: (id: string) => NoteState) {
    this.#state = state;
  }

  /** Remembers how a note is now. */
  add(noteId: string, at: number, changed: string[], group: string | null = null, device: string | null = null, state = this.#state(noteId)): void {
    const last = this.#newest.get(noteId);
    const isTyping = changed.join() === "text" && group === null;
    if (last && isTyping && last.group === null && last.device === device && at - last.at <= PAUSE_MS && last.changed.every((name) => name === "text" || name === "created")) {
      Object.assign(last, { at, state: structuredClone(state) });
      return;
    }
    const entry: Entry = { id: `40000000-0000-7000-8000-${String(this.#entries.length + 1).padStart(12, "0")}`, noteId, from: at, at, device, group, changed, state: structuredClone(state) };
    this.#entries.push(entry);
    this.#newest.set(noteId, entry);
  }

  #of(noteId: string): Entry[] {
    return this.#entries.filter((entry) => entry.noteId === noteId);
  }

  /** The notes that a device wrote in a while: how each was before (null: not there), and whether nobody wrote it since. */
  session({ device_id: device, from, to }: DeviceSession): { noteId: string; before: NoteState | null; isLast: boolean }[] {
    const isOf = (entry: Entry) => this.#deviceId(entry.device) === device && entry.at >= from && entry.at <= to;
    return [...new Set(this.#entries.filter(isOf).map(({ noteId }) => noteId))].map((noteId) => {
      const all = this.#of(noteId);
      return { noteId, before: all[all.findIndex(isOf) - 1]?.state ?? null, isLast: isOf(all.at(-1)!) };
    });
  }

  #deviceId(device: string | null): string {
    return device === null ? OWN : "30000000-0000-7000-8000-000000000002";
  }

  #version(entry: Entry, before: Entry | undefined): NoteVersion {
    return {
      id: entry.id, from: entry.from, at: entry.at, device_id: this.#deviceId(entry.device), device: entry.device, actions: 1, group: entry.group, changed: entry.changed,
      ...counts(before?.state.text ?? "", entry.state.text),
    };
  }

  backend(restore: (id: string, state: Partial<NoteState>) => { group: string | null; actions: number }): Omit<HistoryBackend, "undo" | "undoSession"> {
    const find = (noteId: string, version: string) => {
      const all = this.#of(noteId);
      const index = all.findIndex((entry) => entry.id === version);
      const entry = all[index];
      if (!entry) throw new BackendError({ kind: "not_found", message: "There is no such version.", field: null });
      return { all, index, entry };
    };
    return {
      noteHistory: async (id, offset, limit) => {
        const all = this.#of(id);
        const versions = all.map((entry, index) => this.#version(entry, all[index - 1])).reverse();
        return { versions: versions.slice(offset, offset + limit), total: all.length, is_whole: true };
      },
      noteVersion: async (id, version) => {
        const { all, index, entry } = find(id, version);
        return { version: this.#version(entry, all[index - 1]), state: entry.state, before: all[index - 1]?.state ?? null, now: structuredClone(this.#state(id)) };
      },
      noteBlame: async (id, version) => {
        const { all, index } = find(id, version);
        let runs: { length: number; entry: Entry }[] = [];
        let text = "";
        for (const entry of all.slice(0, index + 1)) {
          const rest = [...runs];
          const next: typeof runs = [];
          const take = (length: number, keep: boolean) => {
            for (let left = length; left > 0 && rest[0]; ) {
              const taken = Math.min(left, rest[0].length);
              if (keep) next.push({ ...rest[0], length: taken });
              rest[0] = { ...rest[0], length: rest[0].length - taken };
              if (rest[0].length === 0) rest.shift();
              left -= taken;
            }
          };
          for (const piece of diffPieces(text, entry.state.text)) {
            if (piece.kind === "new") next.push({ length: piece.text.length, entry });
            else take(piece.text.length, piece.kind === "same");
          }
          runs = next;
          text = entry.state.text;
        }
        let from = 0;
        return runs.map(({ length, entry }): BlameRange => {
          from += length;
          return { from: from - length, to: from, version: entry.id, device: entry.device, device_id: this.#deviceId(entry.device), at: entry.at };
        });
      },
      noteRestoreVersion: async (id, version, parts) => {
        const { state } = find(id, version).entry;
        return restore(id, {
          ...(parts.title && { title: state.title }), ...(parts.text && { text: state.text }),
          ...(parts.tags && { tags: state.tags }), ...(parts.notebook && { notebook_id: state.notebook_id }),
        });
      },
      vaultHistory: async (query) => {
        const items: TimelineItem[] = [];
        for (const entry of [...this.#entries].sort((a, b) => b.at - a.at)) {
          if (query.device_id !== null && this.#deviceId(entry.device) !== query.device_id) continue;
          const last = items.at(-1);
          const entity = { id: entry.noteId, title: this.#state(entry.noteId).title };
          if (last && entry.group !== null && last.group === entry.group) {
            if (last.entities.length < 5) last.entities.push(entity);
            Object.assign(last, { from: entry.from, actions: last.actions + 1, entity_count: last.entity_count + 1 });
          } else
            items.push({
              id: entry.id, from: entry.from, to: entry.at, device_id: this.#deviceId(entry.device), device: entry.device, group: entry.group, entity_type: "note",
              entities: [entity], entity_count: 1, actions: 1, changed: entry.changed,
            });
        }
        return { items, next: null, devices: [{ id: OWN, name: null }, { id: this.#deviceId("Laptop"), name: "Laptop" }] };
      },
    };
  }
}
