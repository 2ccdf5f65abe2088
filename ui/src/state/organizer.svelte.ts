// What can be done with notes, one or many, and with tags everywhere: each is one gesture, and can be taken back.
import type { Gesture, GroupRow, NotePatch } from "../bindings";
import { m } from "../i18n";
import { NO_CHANGE } from "./open-note.svelte";
import type { Workspace } from "./workspace.svelte";

/** Dialogs that ask where to. */
export type Asking = { kind: "move"; ids: string[] } | { kind: "tags"; ids: string[] };

export class Organizer {
  asking = $state.raw<Asking | null>(null);
  readonly #workspace: Workspace;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** What an action is about: the selection, or the open note. */
  get targets(): string[] {
    const { selection, note } = this.#workspace;
    if (selection.isMany) return [...selection.ids];
    return note.id === null ? [] : [note.id];
  }

  /** Whether all of what is selected is in the trash: the list tells, for a list has all or none of it there. */
  get isTrash(): boolean {
    const { list, note, selection } = this.#workspace;
    return selection.isMany ? list.effectiveScope.kind === "trash" : note.meta?.row.trashed === true;
  }

  /** Asks where to. */
  askMove(ids: string[]): void {
    if (ids.length > 0) this.asking = { kind: "move", ids };
  }

  move(ids: string[], notebookId: string | null): Promise<void> {
    const name = this.#workspace.sidebar.notebook(notebookId)?.name ?? m.sidebar_no_notebook();
    return this.#patch(ids, { move_to: { notebook_id: notebookId } }, m.list_done_moved({ count: ids.length, name }));
  }

  tag(ids: string[], add: string[], remove: string[]): Promise<void> {
    return this.#patch(ids, { add_tags: add, remove_tags: remove }, m.list_done_tagged({ count: ids.length }));
  }

  /** Adds a tag to the open note, as it was typed. */
  async addTag(name: string): Promise<void> {
    const tag = name.replace(/^#+/, "").trim().toWellFormed();
    if (tag !== "") await this.#workspace.patch({ add_tags: [tag] });
  }

  pin(ids: string[], pinned: boolean): Promise<void> {
    return this.#patch(ids, { pinned }, pinned ? m.list_done_pinned({ count: ids.length }) : m.list_done_unpinned({ count: ids.length }));
  }

  favorite(ids: string[], favorite: boolean): Promise<void> {
    return this.#patch(ids, { favorite }, favorite ? m.list_done_favorite({ count: ids.length }) : m.list_done_unfavorite({ count: ids.length }));
  }

  archive(ids: string[], archived: boolean): Promise<void> {
    return this.#patch(ids, { archived }, archived ? m.list_done_archived({ count: ids.length }) : m.list_done_unarchived({ count: ids.length }));
  }

  trash(ids: string[]): Promise<void> {
    return this.#act(ids, m.list_done_trashed({ count: ids.length }), () => this.#workspace.backend.notesTrash(ids));
  }

  restore(ids: string[]): Promise<void> {
    return this.#act(ids, m.list_done_restored({ count: ids.length }), () => this.#workspace.backend.notesRestore(ids));
  }

  askPurge(ids: string[]): void {
    if (ids.length === 0) return;
    this.#workspace.question = {
      title: m.list_purge_title({ count: ids.length }),
      body: m.app_purge_text(),
      answers: [{
        label: m.app_purge_action(),
        isDanger: true,
        run: () =>
          this.#act(ids, null, async () => {
            const gesture = await this.#workspace.backend.notesPurge(ids);
            for (const id of ids) this.#workspace.note.forget(id);
            return gesture;
          }),
      }],
    };
  }

  /** Asks, then empties the trash. */
  async askEmptyTrash(): Promise<void> {
    const { backend } = this.#workspace;
    await this.#workspace.attempt(async () => {
      this.askPurge(await backend.noteIds({ scope: { kind: "trash" }, sort: "updated", offset: 0, limit: 100_000 }));
    });
  }

  /** Restores a whole group of the trash: what was deleted in one hour, or on one day. */
  async restoreGroup(group: GroupRow, start: number): Promise<void> {
    const { backend, list } = this.#workspace;
    await this.#workspace.attempt(async () => this.restore(await backend.noteIds(list.query(start, group.total))));
  }

  async renameTag(from: string, to: string): Promise<void> {
    const name = to.replace(/^#+/, "").trim().toWellFormed();
    if (name === "" || name === from) return;
    const { backend, list } = this.#workspace;
    await this.#act([], m.list_done_tag_renamed({ from, to: name }), async () => {
      const gesture = await backend.tagRename(from, name);
      const { scope } = list;
      if (scope.kind === "tag" && (scope.name === from || scope.name.startsWith(`${from}/`))) await list.show({ kind: "tag", name: name + scope.name.slice(from.length) });
      return gesture;
    });
  }

  askDeleteTag(name: string): void {
    this.#workspace.question = {
      title: m.list_tag_delete_title({ name }),
      body: m.list_tag_delete_text(),
      answers: [{
        label: m.list_tag_delete_action(),
        isDanger: true,
        run: () =>
          this.#act([], m.list_done_tag_deleted({ name }), async () => {
            const gesture = await this.#workspace.backend.tagDelete(name);
            const { scope } = this.#workspace.list;
            if (scope.kind === "tag" && (scope.name === name || scope.name.startsWith(`${name}/`))) await this.#workspace.show({ kind: "all" });
            return gesture;
          }),
      }],
    };
  }

  async renameNotebook(id: string, name: string): Promise<void> {
    await this.#workspace.attempt(async () => {
      this.#workspace.undo.remember(await this.#workspace.backend.notebookRename(id, name.trim().toWellFormed()));
      await this.#workspace.changed([]);
    });
  }

  async moveNotebook(id: string, parentId: string | null): Promise<void> {
    const name = this.#workspace.sidebar.notebook(id)?.name ?? "";
    await this.#act([], m.list_done_notebook_moved({ name }), () => this.#workspace.backend.notebookMove(id, parentId));
  }

  /** Asks what becomes of its notes, then deletes a notebook. */
  askDeleteNotebook(id: string): void {
    const name = this.#workspace.sidebar.notebook(id)?.name ?? "";
    this.#workspace.question = {
      title: m.list_notebook_delete_title({ name }),
      body: m.list_notebook_delete_text(),
      answers: [
        { label: m.list_notebook_delete_keep(), isDanger: false, testid: "notebook-delete-keep", run: () => this.deleteNotebook(id, false) },
        { label: m.list_notebook_delete_all(), isDanger: true, testid: "notebook-delete-all", run: () => this.deleteNotebook(id, true) },
      ],
    };
  }

  /** Deletes a notebook; with its notes, or they show under "No notebook". */
  async deleteNotebook(id: string, isWithNotes: boolean): Promise<void> {
    const { backend, list, sidebar } = this.#workspace;
    const name = sidebar.notebook(id)?.name ?? "";
    await this.#act([], m.list_done_notebook_deleted({ name }), async () => {
      const gesture = await (isWithNotes ? backend.notebookDeleteWithNotes(id) : backend.notebookDelete(id));
      await sidebar.refresh();
      const { scope } = list;
      if (scope.kind === "notebook" && scope.id !== null && !sidebar.notebook(scope.id)) await this.#workspace.show({ kind: "all" });
      return gesture;
    });
  }

  #patch(ids: string[], patch: Partial<NotePatch>, done: string): Promise<void> {
    return this.#act(ids, done, () => this.#workspace.backend.notesPatch(ids, { ...NO_CHANGE, ...patch }));
  }

  /** Does it, says so with Undo, and opens a neighbour when the open note left the list. */
  async #act(ids: string[], done: string | null, act: () => Promise<Gesture>): Promise<void> {
    const workspace = this.#workspace;
    const { list, note, selection, undo } = workspace;
    const index = list.activeIndex;
    await workspace.attempt(async () => {
      await note.flushTitle();
      const gesture = await act();
      if (done !== null) undo.offer(done, gesture);
      selection.clear();
      await workspace.changed(ids.length > 0 && ids.length <= 500 ? ids : []);
      if (note.id !== null && ids.includes(note.id) && list.activeIndex < 0 && workspace.page === "notes") {
        if (list.total === 0 || index < 0) {
          list.activate(null, -1);
          note.close();
        } else await workspace.selectIndex(index);
      }
    });
  }
}
