// Gestures of the vault in memory: each remembers what it changed, so that it can be taken back where that is still so.
import type { Gesture, UndoReport } from "../../bindings";
import { BackendError } from "../error";

/** One value that a gesture may change. */
export interface Cell {
  noteId: string | null;
  field: string;
  read: () => unknown;
  write: (value: unknown) => void;
}

interface Change {
  cell: Cell;
  before: unknown;
  after: unknown;
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

export class MemoryGestures {
  readonly #gestures = new Map<string, Change[]>();
  readonly #announce: (ids: string[], group: string | null) => void;
  #names = 0;

  constructor(announce: (ids: string[], group: string | null) => void) {
    this.#announce = announce;
  }

  /** Runs a write and remembers what it did to those cells. */
  record(cells: Cell[], act: () => void): Gesture {
    const before = cells.map((cell) => structuredClone(cell.read()));
    act();
    const changes = cells
      .map((cell, index) => ({ cell, before: before[index], after: structuredClone(cell.read()) }))
      .filter((change) => !same(change.before, change.after));
    if (changes.length === 0) return { group: null, actions: 0 };
    const group = `20000000-0000-7000-8000-${String(++this.#names).padStart(12, "0")}`;
    this.#gestures.set(group, changes);
    return { group, actions: new Set(changes.map(({ cell }) => cell.noteId)).size };
  }

  /** The fields that a gesture changed. */
  fieldsOf(gesture: Gesture): string[] {
    return (this.#gestures.get(gesture.group ?? "") ?? []).map(({ cell }) => cell.field);
  }

  undo(group: string, dryRun: boolean): UndoReport {
    const changes = this.#gestures.get(group);
    if (!changes) throw new BackendError({ kind: "not_found", message: "There is no such gesture.", field: null });
    const open = changes.filter(({ cell, after }) => same(cell.read(), after));
    const left = changes
      .filter((change) => !open.includes(change) && !same(change.cell.read(), change.before))
      .map(({ cell }) => ({ entity_id: cell.noteId ?? "", title: "", reason: "changed_since" as const, field: cell.field, device: null }));
    const ids = new Set(open.map(({ cell }) => cell.noteId).filter((id) => id !== null));
    const turned = (value: unknown) => open.filter(({ cell, before }) => cell.field === "trashed" && before === value).length;
    const report: UndoReport = {
      group: null, notes: ids.size, notebooks: open.filter(({ cell }) => cell.noteId === null).length,
      trashed: turned(true), restored: turned(false), texts: 0, left, left_count: left.length,
    };
    if (dryRun) return report;
    const written = this.record(open.map(({ cell }) => cell), () => {
      for (const { cell, before } of open) cell.write(structuredClone(before));
    });
    this.#announce([...ids], written.group);
    return { ...report, group: written.group };
  }
}
