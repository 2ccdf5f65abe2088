// Back and forward through the notes looked at: each with its list, its place in the list, and the caret.
import type { ListScope } from "../bindings";
import type { EditorSession } from "../editor/session";
import type { Workspace } from "./workspace.svelte";

/** Notes remembered for going back, at most. */
const TRAIL_MAX = 100;

interface Stop {
  id: string;
  scope: ListScope;
  searchText: string;
  listTop: number;
  noteTop: number;
  anchor: number;
  head: number;
}

export class Trail {
  readonly #workspace: Workspace;
  #stops = $state.raw<readonly Stop[]>([]);
  #at = $state(-1);

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  get canGoBack(): boolean {
    return this.#at > 0;
  }

  get canGoForward(): boolean {
    return this.#at < this.#stops.length - 1;
  }

  /** A note is about to give way: remembers how it was looked at. */
  leave(session: EditorSession | null): void {
    const stop = this.#stops[this.#at];
    if (!session || stop?.id !== session.noteId) return;
    const { anchor, head } = session.state.selection.main;
    // The list where it was found is the one to come back to, also when another is shown by now.
    const list = this.#list();
    const isSameList = list.searchText === stop.searchText && isSame(list.scope, stop.scope);
    const left = { ...stop, listTop: isSameList ? list.listTop : stop.listTop, noteTop: session.scrollTop, anchor, head };
    this.#stops = this.#stops.with(this.#at, left);
  }

  /** A note is shown. */
  enter(id: string): void {
    if (this.#stops[this.#at]?.id === id) return;
    const stop = { id, ...this.#list(), noteTop: 0, anchor: 0, head: 0 };
    this.#stops = [...this.#stops.slice(0, this.#at + 1), stop].slice(-TRAIL_MAX);
    this.#at = this.#stops.length - 1;
  }

  #list(): Pick<Stop, "scope" | "searchText" | "listTop"> {
    const { list } = this.#workspace;
    return { scope: list.scope, searchText: list.searchText, listTop: list.viewport?.top() ?? 0 };
  }

  /** Walks: -1 back, 1 forward. Notes that are gone are passed over. */
  async walk(step: -1 | 1): Promise<void> {
    const workspace = this.#workspace;
    this.leave(workspace.note.session);
    for (let at = this.#at + step; at >= 0 && at < this.#stops.length; at += step) {
      const stop = this.#stops[at]!;
      this.#at = at;
      await this.#restoreList(stop);
      await workspace.goTo(stop.id);
      if (workspace.note.id !== stop.id) continue;
      this.#restoreNote(stop);
      return;
    }
  }

  async #restoreList({ scope, searchText, listTop }: Stop): Promise<void> {
    const { list, finding } = this.#workspace;
    if (searchText === list.searchText && isSame(scope, list.scope)) return;
    await this.#workspace.attempt(async () => {
      if (!isSame(scope, list.scope) || searchText === "") await list.show(scope);
      finding.text = searchText;
      await finding.search();
      list.viewport?.scrollTo(listTop);
    });
  }

  /** The editor keeps caret and scroll of the notes opened lately; of an older one they are put back here. */
  #restoreNote({ id, anchor, head, noteTop }: Stop): void {
    const { session } = this.#workspace.note;
    if (session?.noteId !== id) return;
    const { state } = session;
    if (state.selection.main.head === 0 && head > 0) {
      const end = state.doc.length;
      session.dispatch(state.update({ selection: { anchor: Math.min(anchor, end), head: Math.min(head, end) } }));
    }
    if (session.scrollTop === 0) session.scrollTop = noteTop;
  }
}

function isSame(one: ListScope, other: ListScope): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
