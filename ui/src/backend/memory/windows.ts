// The window of the vault in memory: one, whose note can be set.
import type { WindowsBackend } from "../topics/windows";

export interface MemoryWindows extends WindowsBackend {
  /** The only note of this window. */
  onlyNote: string | null;
  /** Notes that got a window of their own. */
  readonly opened: string[];
  /** How often this window was closed. */
  closed: number;
  /** Follows a link, as the system would. */
  follow(noteId: string): void;
}

export function memoryWindows(): MemoryWindows {
  let linked: string | null = null;
  const callbacks: (() => void)[] = [];
  // With `this`: the backend takes these methods over, and its fields are what counts.
  return {
    onlyNote: null,
    opened: [],
    closed: 0,
    follow(noteId) {
      linked = noteId;
      for (const callback of callbacks) callback();
    },
    async windowNote(this: MemoryWindows) {
      return this.onlyNote;
    },
    async windowOpen(this: MemoryWindows, noteId) {
      this.opened.push(noteId);
    },
    async windowClose(this: MemoryWindows) {
      this.closed++;
    },
    async appQuit(this: MemoryWindows) {
      this.closed++;
    },
    linkedNote: async () => {
      const taken = linked;
      linked = null;
      return taken;
    },
    onLink: async (callback) => void callbacks.push(callback),
  };
}
