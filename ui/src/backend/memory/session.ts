// A text session in memory, with the rules of the real one: the authority that editors and tests bind to.
import { ChangeSet, Text } from "@codemirror/state";
import type { ChangesView, NotePush, OpenedNote, PushAnswer, SessionMessage } from "../../bindings";

type Listener = (message: SessionMessage) => void;

export class MemorySession {
  readonly #name: string;
  readonly #listeners = new Set<Listener>();
  readonly #lastSeq = new Map<string, number>();
  #version = 0;
  #text: Text;

  constructor(name: string, text: string) {
    this.#name = name;
    this.#text = Text.of(text.split("\n"));
  }

  get text(): string {
    return this.#text.toString();
  }

  get version(): number {
    return this.#version;
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  /** Snapshot and subscription in one step. */
  open(listener: Listener): OpenedNote {
    this.#listeners.add(listener);
    return { session: this.#name, version: this.#version, text: this.text };
  }

  leave(listener: Listener): void {
    this.#listeners.delete(listener);
  }

  /** Known pushes are answered ok without effect; then `base` must be the current version. */
  push(push: NotePush): PushAnswer {
    if (push.seq <= (this.#lastSeq.get(push.client) ?? 0)) return { ok: true, version: this.#version };
    if (push.base !== this.#version) return { ok: false, version: this.#version };
    this.#lastSeq.set(push.client, push.seq);
    this.#apply(push.changes, push.client, push.seq);
    return { ok: true, version: this.#version };
  }

  /** A merge from another device. */
  merge(changes: ChangesView): void {
    this.#apply(changes, null, null);
  }

  /** A write from outside of an editor. */
  replace(text: string): void {
    if (text !== this.text) this.merge(ChangeSet.of({ from: 0, to: this.#text.length, insert: Text.of(text.split("\n")) }, this.#text.length).toJSON() as ChangesView);
  }

  #apply(json: ChangesView, client: string | null, seq: number | null): void {
    // Through JSON and back, as on the real channel.
    const changes = JSON.parse(JSON.stringify(json)) as ChangesView;
    this.#text = ChangeSet.fromJSON(changes).apply(this.#text);
    this.#version += 1;
    for (const listener of this.#listeners) listener({ kind: "changes", version: this.#version, client, seq, changes });
  }
}
