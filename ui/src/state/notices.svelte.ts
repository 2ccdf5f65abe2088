// Calm, persistent messages: what failed, what was kept, what to do.
import { asBackendError } from "../backend/backend";

export interface Notice {
  id: number;
  message: string;
  /** Notices with the same key replace each other, and can be withdrawn when the trouble ends. */
  key: string | null;
}

/** Shown at once at most; older ones give way. */
const NOTICES_MAX = 3;

export class Notices {
  list = $state<Notice[]>([]);
  #next = 1;

  /** Shows an error until it is dismissed. */
  report(cause: unknown, key: string | null = null): void {
    this.show(asBackendError(cause).message, key);
  }

  show(message: string, key: string | null = null): void {
    const others = this.list.filter((notice) => (key === null ? notice.message !== message : notice.key !== key));
    this.list = [...others, { id: this.#next++, message, key }].slice(-NOTICES_MAX);
  }

  withdraw(key: string): void {
    if (this.list.some((notice) => notice.key === key)) this.list = this.list.filter((notice) => notice.key !== key);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id);
  }
}
