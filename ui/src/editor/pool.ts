// The notes opened most recently, so that undo survives switching between them.
import { EditorSession, type SessionEnvironment } from "./session";

/** Open sessions kept at most. Each holds one text and its undo history in memory. */
export const OPEN_SESSIONS_MAX = 16;

export class EditorPool {
  readonly #environment: SessionEnvironment;
  /** In order of use, the newest last. */
  readonly #open = new Map<string, EditorSession>();
  readonly #opening = new Map<string, Promise<EditorSession>>();

  constructor(environment: SessionEnvironment) {
    this.#environment = environment;
  }

  /** Returns the session of a note, opening it if it is not kept. Rejects with a `BackendError`. */
  async get(noteId: string, isReadOnly: boolean): Promise<EditorSession> {
    const kept = this.#open.get(noteId);
    if (kept && !kept.isClosed) {
      this.#open.delete(noteId);
      this.#open.set(noteId, kept);
      kept.setReadOnly(isReadOnly);
      return kept;
    }
    const pending = this.#opening.get(noteId) ?? this.#start(noteId, isReadOnly);
    return pending;
  }

  /** The session of a note, if it is open. */
  peek(noteId: string): EditorSession | null {
    return this.#open.get(noteId) ?? null;
  }

  async #start(noteId: string, isReadOnly: boolean): Promise<EditorSession> {
    const opening = EditorSession.open(noteId, isReadOnly, this.#environment).then((session) => {
      const ended = this.#open.get(noteId);
      if (ended) session.carryOver(ended.unsent);
      this.#open.delete(noteId);
      this.#open.set(noteId, session);
      this.#trim();
      return session;
    });
    this.#opening.set(noteId, opening);
    try {
      return await opening;
    } finally {
      this.#opening.delete(noteId);
    }
  }

  #trim(): void {
    for (const [noteId, session] of this.#open) {
      if (this.#open.size <= OPEN_SESSIONS_MAX) return;
      this.#open.delete(noteId);
      void session.close();
    }
  }

  /** Drops a note's session, for example after it was deleted for ever. */
  forget(noteId: string): void {
    const session = this.#open.get(noteId);
    this.#open.delete(noteId);
    void session?.close();
  }

  /** Sends and flushes everything; before the window closes. */
  async flushAll(): Promise<void> {
    await Promise.all([...this.#open.values()].map((session) => session.flush()));
  }
}
