// Calm, persistent messages: what failed, what was kept, what to do.
import { asBackendError } from "../backend/backend";
import { errorDetail, errorWords } from "../shared/error-words";

export interface Notice {
  id: number;
  message: string;
  /** The backend's own words, where the message is in another language. */
  detail: string | null;
  /** Notices with the same key replace each other, and can be withdrawn when the trouble ends. */
  key: string | null;
  /** `trouble` stays until it is dismissed; `done` says what happened and goes by itself. */
  kind: "trouble" | "done";
  action: NoticeAction | null;
}

/** What can be done about it, with one click. */
export interface NoticeAction {
  label: string;
  run: () => unknown;
}

/** Shown at once at most; older ones give way. */
const NOTICES_MAX = 3;

export class Notices {
  list = $state<Notice[]>([]);
  #next = 1;

  /** Shows an error until it is dismissed. */
  report(cause: unknown, key: string | null = null): void {
    const error = asBackendError(cause);
    this.#add({ message: errorWords(error), detail: errorDetail(error), key, kind: "trouble", action: null });
  }

  show(message: string, key: string | null = null, action: NoticeAction | null = null): void {
    this.#add({ message, detail: null, key, kind: "trouble", action });
  }

  /** Says what was done, and offers an action such as Undo. Goes by itself after a while. */
  tell(message: string, action: NoticeAction | null = null, key: string | null = null): void {
    this.#add({ message, detail: null, key, kind: "done", action });
  }

  #add(added: Omit<Notice, "id">): void {
    const isOther = (notice: Notice) => (added.key === null ? notice.message !== added.message : notice.key !== added.key);
    this.list = [...this.list.filter(isOther), { id: this.#next++, ...added }].slice(-NOTICES_MAX);
  }

  withdraw(key: string): void {
    if (this.list.some((notice) => notice.key === key)) this.list = this.list.filter((notice) => notice.key !== key);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id);
  }
}
