// A vault in memory behind the same interface: for tests, and for design work in a plain browser. Not part of a production build.
import type { DeviceSession, Gesture, GroupRow, ListQuery, NewNote, NotebookRow, NoteMeta, NotePatch, NoteRow, NoteState, ReviewView, SearchWithin, SessionMessage, SyncStatus, UndoReport, VaultState } from "../../bindings";
import type { AccountBackend } from "../topics/account";
import { BackendError, type Backend } from "../backend";
import type { DialogsBackend } from "../topics/dialogs";
import type { AttachmentsBackend } from "../topics/attachments";
import type { LinksBackend } from "../topics/links";
import type { FindingBackend } from "../topics/finding";
import type { HistoryBackend } from "../topics/history";
import type { OrganizeBackend } from "../topics/organize";
import type { PreferencesBackend } from "../topics/preferences";
import type { SyncPageBackend } from "../topics/sync-page";
import { MemoryAccounts } from "./account";
import { memoryDesktop, type MemoryDesktop } from "./desktop";
import { memoryDialogs } from "./dialogs";
import type { AppearanceBackend } from "../topics/appearance";
import type { MarkdownBackend } from "../topics/markdown";
import type { StorageBackend } from "../topics/storage";
import { memoryAppearance } from "./appearance";
import { memoryAttachments } from "./attachments";
import { memoryLinks } from "./links";
import { memoryMarkdown } from "./markdown";
import { memoryLock, type MemoryLock } from "./lock";
import { memoryStorage } from "./storage";
import { isFound, memoryFinding, readQuery } from "./finding";
import { MemoryGestures, type Cell } from "./history";
import { arranged, isInScope, isWithinTag, tagsAbove } from "./lists";
import { memoryOrganize } from "./organize";
import { MemoryVersions } from "./versions";
import { memoryPreferences } from "./preferences";
import { memorySyncPage } from "./sync-page";
import { memoryWindows, type MemoryWindows } from "./windows";
import { MemorySession } from "./session";

interface MemoryNote {
  row: NoteRow;
  session: MemorySession;
}

type Notebook = Omit<NotebookRow, "depth" | "notes">;

function notFound(what: string): BackendError {
  return new BackendError({ kind: "not_found", message: `There is no such ${what}.`, field: null });
}

function plain(text: string): string {
  return text.replace(/[#*_`>~[\]|-]+/g, " ").replace(/\s+/g, " ").trim().slice(0, 160);
}

function marksOf(text: string, words: string[]): [number, number][] {
  const found: [number, number][] = [];
  for (const word of words) {
    const at = text.toLowerCase().indexOf(word);
    if (at >= 0) found.push([at, at + word.length]);
  }
  return found.sort((a, b) => a[0] - b[0]);
}

// Topics of their own files; see the constructor.
export interface MemoryBackend extends AccountBackend, AttachmentsBackend, DialogsBackend, FindingBackend, LinksBackend, PreferencesBackend, SyncPageBackend, AppearanceBackend, MarkdownBackend, StorageBackend, HistoryBackend, MemoryWindows, MemoryDesktop, MemoryLock, OrganizeBackend {}

export class MemoryBackend implements Backend {
  readonly notes = new Map<string, MemoryNote>();
  readonly notebooks: Notebook[] = [];
  vault: VaultState = { kind: "ready", first_start: true, device: "This computer" };
  status: SyncStatus = {
    mood: "local", server: null, pending: 0, oldest_pending_ms: 0, cursor: 0, last_success_at: null, trouble_since: null, next_try_at: null,
    trouble_kind: null, trouble: null, reviews: 0, quarantine: 0, held: 0, files_waiting: 0, files_missing: 0, files_trouble: null, verified_with: null, verified_at: null, last_cycle: null,
  };
  readonly accounts: MemoryAccounts;
  reviewItems: ReviewView[] = [];
  readonly openedLinks: string[] = [];
  readonly closing: (() => Promise<void>)[] = [];
  /** Every list request, for tests that watch how much is asked for. */
  readonly listRequests: ListQuery[] = [];
  readonly #clock: () => number;
  readonly #changed: ((ids: string[]) => void)[] = [];
  readonly #statusChanged: ((status: SyncStatus) => void)[] = [];
  readonly #listeners = new Map<string, { note: MemoryNote; listener: (message: SessionMessage) => void }>();
  #ids = 0;
  readonly versions = new MemoryVersions((id) => this.#state(id));
  readonly gestures = new MemoryGestures((ids, group) => {
    for (const id of ids) this.versions.add(id, this.#clock(), ["text"], group);
    this.announce(ids);
  });

  constructor(clock: () => number) {
    this.#clock = clock;
    this.accounts = new MemoryAccounts(clock, (status) => this.setStatus(status));
    Object.assign(this, this.accounts.backend());
    const gestures = this.gestures;
    const history: Pick<HistoryBackend, "undo" | "undoSession"> = {
      undo: async (group, dryRun) => gestures.undo(group, dryRun),
      undoSession: async (session, dryRun) => this.#undoSession(session, dryRun),
    };
    const versions = this.versions.backend((id, state) => this.#restore(id, state));
    Object.assign(this, history, versions, memoryDialogs(), memoryPreferences());
    Object.assign(this, memorySyncPage(() => this.status, () => [...this.notes.values()].map(({ row }) => row), clock));
    Object.assign(this, memoryAttachments());
    Object.assign(this, memoryLinks(this.notes, (ids) => this.announce(ids)));
    const passphrase = { is: "correct passphrase" };
    Object.assign(this, memoryAppearance(), memoryStorage(() => [...this.notes.values()].map(({ row }) => row), () => this.notebooks.length, passphrase), memoryLock(() => this.notes.size, clock, passphrase));
    Object.assign(this, memoryMarkdown({
      create: async (note) => (await this.noteCreate(note)).row.id,
      notebook: async (name) => (await this.notebookCreate(name, null)).id,
      gesture: (ids) => this.#creation(ids),
    }));
    Object.assign(this, memoryFinding(this, clock), memoryWindows(), memoryDesktop());
    Object.assign(this, memoryOrganize({
      rowsOf: (query) => this.#rows(query),
      allRows: () => [...this.notes.values()].map(({ row }) => row),
      notebooks: () => this.#tree(null, 0),
      removeNotebooks: (ids) => this.notebooks.splice(0, Infinity, ...this.notebooks.filter(({ id }) => !ids.has(id))),
      touch: (ids, change) => this.#touch(ids, change),
      touchAll: (act) => {
        const gesture = this.gestures.record([...this.#notebookCells(), ...this.#cells([...this.notes.keys()])], act);
        this.announce([]);
        return gesture;
      },
      purge: (ids) => void this.notesPurge(ids),
      now: () => this.#clock(),
    }));
  }

  /** A gesture that made notes; undoing it puts them into the trash. */
  #creation(ids: string[]): string | null {
    const put = (isTrashed: boolean) => ids.forEach((id) => (this.#note(id).row.trashed = isTrashed));
    put(true);
    return this.gestures.record(this.#cells(ids), () => put(false)).group;
  }

  /** Adds a note without telling anybody. */
  seed(note: NewNote, updatedAt: number): MemoryNote {
    const id = `00000000-0000-7000-8000-${String(++this.#ids).padStart(12, "0")}`;
    const row: NoteRow = {
      id, title: note.title, snippet: plain(note.body), snippet_marks: [], title_marks: [], notebook_id: note.notebook_id, notebook: null,
      tags: [...note.tags].sort(), pinned: note.pinned, favorite: false, archived: false, trashed: false, template: false, trashed_at: null, trash_counted_from: null, created_at: updatedAt, updated_at: updatedAt, siblings: 0,
    };
    const kept = { row, session: new MemorySession(`session-${id}`, note.body) };
    this.notes.set(id, kept);
    this.versions.add(id, updatedAt, ["created"]);
    return kept;
  }

  /** Tells every window, as the desktop shell does. */
  announce(ids: string[]): void {
    for (const callback of this.#changed) callback(ids);
  }

  setStatus(status: Partial<SyncStatus>): void {
    this.status = { ...this.status, ...status };
    for (const callback of this.#statusChanged) callback(this.status);
  }

  vaultState = async () => this.vault;
  vaultCreate = async (passphrase: string) => this.#unlock(passphrase);
  vaultUnlock = async (passphrase: string) => this.#unlock(passphrase);

  #unlock(passphrase: string): VaultState {
    if (passphrase === "wrong") throw new BackendError({ kind: "wrong_key", message: "This passphrase does not open the vault. Nothing was changed.", field: null });
    this.vault = { kind: "ready", first_start: false, device: "This computer" };
    return this.vault;
  }

  sidebar = async () => {
    const live = [...this.notes.values()].map((note) => note.row).filter((row) => !row.trashed && !row.archived && !row.template);
    const tags = new Map<string, number>();
    for (const row of live) for (const tag of new Set(row.tags.flatMap(tagsAbove))) tags.set(tag, (tags.get(tag) ?? 0) + 1);
    return {
      all: live.length,
      pinned: live.filter((row) => row.pinned).length,
      favorites: live.filter((row) => row.favorite).length,
      no_notebook: live.filter((row) => row.notebook_id === null).length,
      archived: [...this.notes.values()].filter((note) => note.row.archived && !note.row.trashed).length,
      trash: [...this.notes.values()].filter((note) => note.row.trashed).length,
      templates: [...this.notes.values()].filter(({ row }) => row.template && !row.trashed).length,
      review: this.reviewItems.length,
      notebooks: this.#tree(null, 0).map((notebook) => ({ ...notebook, notes: live.filter((row) => row.notebook_id === notebook.id).length })),
      tags: [...tags].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, notes]) => ({ name, notes })),
    };
  };

  #tree(parentId: string | null, depth: number): NotebookRow[] {
    return this.notebooks
      .filter((notebook) => notebook.parent_id === parentId)
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((notebook) => [{ ...notebook, depth, notes: 0 }, ...this.#tree(notebook.id, depth + 1)]);
  }

  #rows(query: ListQuery): NoteRow[] {
    return this.#arranged(query).rows;
  }

  #arranged(query: ListQuery): { rows: NoteRow[]; groups: GroupRow[] } {
    const { scope } = query;
    const parts = scope.kind === "search" ? readQuery(scope.query).parts : [];
    const words = parts.flatMap((part) => (part.kind === "words" ? [part.text.toLowerCase()] : []));
    const isSearched = ({ row, session }: MemoryNote, within: SearchWithin | null) => {
      const isAskedFor = (fact: string) => parts.some((part) => part.kind === "fact" && part.fact === fact);
      if (row.trashed !== isAskedFor("is:trash") || row.template !== isAskedFor("is:template")) return false;
      if (within?.kind === "notebook" && row.notebook_id !== within.id) return false;
      if (within?.kind === "tag" && !row.tags.some((tag) => isWithinTag(tag, within.name))) return false;
      const notebook = this.notebooks.find(({ id }) => id === row.notebook_id)?.name ?? null;
      return parts.every((part) => isFound(part, { row, text: session.text, notebook }));
    };
    const rows = [...this.notes.values()]
      .filter((note) => (scope.kind === "search" ? isSearched(note, scope.within ?? null) : isInScope(note.row, scope)))
      .map((note) => this.#row(note, words));
    return arranged(rows, query, this.#tree(null, 0));
  }

  #row(note: MemoryNote, words: string[] = []): NoteRow {
    const snippet = plain(note.session.text);
    const notebook = this.notebooks.find(({ id }) => id === note.row.notebook_id)?.name ?? null;
    return { ...note.row, tags: [...note.row.tags], snippet, notebook, snippet_marks: marksOf(snippet, words), title_marks: marksOf(note.row.title, words) };
  }

  listNotes = async (query: ListQuery) => {
    this.listRequests.push(query);
    const { rows, groups } = this.#arranged(query);
    const understood = query.scope.kind === "search" ? `Notes with ${query.scope.query.split(/\s+/).map((word) => `“${word}”`).join(" and ")}` : null;
    return { total: rows.length, offset: query.offset, rows: rows.slice(query.offset, query.offset + query.limit), groups, understood };
  };

  notePosition = async (id: string, query: ListQuery) => {
    const position = this.#rows(query).findIndex((row) => row.id === id);
    return position < 0 ? null : position;
  };

  #note(id: string): MemoryNote {
    const note = this.notes.get(id);
    if (!note) throw notFound("note");
    return note;
  }

  noteMeta = async (id: string): Promise<NoteMeta> => ({
    row: this.#row(this.#note(id)),
    last_device: null,
    reviews: this.reviewItems.filter((item) => item.entity_id === id),
  });

  noteCreate = async (note: NewNote) => {
    const { row } = this.seed(note, this.#clock());
    this.announce([row.id]);
    return this.noteMeta(row.id);
  };

  #cells(ids: string[]): Cell[] {
    const fields = ["title", "pinned", "favorite", "archived", "notebook_id", "tags", "trashed", "trashed_at", "trash_counted_from"] as const;
    return ids.flatMap((id) => {
      const { row } = this.#note(id);
      return fields.map((field) => ({ noteId: id, field, read: () => row[field], write: (value: unknown) => Object.assign(row, { [field]: value }) }));
    });
  }

  /** Every notebook, and the notes in them. */
  #notebookCells(): Cell[] {
    const whole = { noteId: null, field: "notebooks", read: () => this.notebooks, write: (value: unknown) => this.notebooks.splice(0, Infinity, ...(value as Notebook[])) };
    return [whole, ...this.#cells([...this.notes.keys()]).filter((cell) => cell.field === "notebook_id")];
  }

  #state(id: string): NoteState {
    const { row, session } = this.#note(id);
    const notebook = this.notebooks.find((candidate) => candidate.id === row.notebook_id)?.name ?? null;
    return { title: row.title, text: session.text, tags: [...row.tags], notebook_id: row.notebook_id, notebook, trashed: row.trashed };
  }

  #restore(id: string, state: Partial<NoteState>): Gesture {
    return this.#rewrite(new Map([[id, state]]));
  }

  /** Writes back what notes were, as one gesture. */
  #rewrite(states: Map<string, Partial<NoteState>>): Gesture {
    const ids = [...states.keys()];
    const texts: Cell[] = ids.map((id) => {
      const { session } = this.#note(id);
      return { noteId: id, field: "text", read: () => session.text, write: (value) => session.replace(value as string) };
    });
    const gesture = this.gestures.record([...this.#cells(ids), ...texts], () => {
      for (const [id, state] of states) {
        const { row, session } = this.#note(id);
        for (const field of ["title", "tags", "notebook_id", "trashed"] as const) if (state[field] !== undefined) Object.assign(row, { [field]: state[field] });
        if (state.text !== undefined) session.replace(state.text);
      }
    });
    if (gesture.group !== null) for (const id of ids) this.versions.add(id, this.#clock(), ["text"], gesture.group);
    this.announce(ids);
    return gesture;
  }

  #undoSession(session: DeviceSession, dryRun: boolean): UndoReport {
    const work = this.versions.session(session);
    const open = work.filter(({ isLast }) => isLast);
    const left = work.filter(({ isLast }) => !isLast).map(({ noteId }) => ({ entity_id: noteId, title: this.#note(noteId).row.title, reason: "changed_since" as const, field: null, device: null }));
    const written = dryRun ? null : this.#rewrite(new Map(open.map(({ noteId, before }) => [noteId, before ?? { trashed: true }])));
    const texts = open.filter(({ before }) => before !== null).length;
    return { group: written?.group ?? null, notes: open.length, notebooks: 0, trashed: open.length - texts, restored: 0, texts, left, left_count: left.length };
  }

  #touch(ids: string[], change: (row: NoteRow) => void): Gesture {
    const gesture = this.gestures.record(this.#cells(ids), () => {
      for (const id of ids) change(this.#note(id).row);
    });
    const changed = [...new Set(this.gestures.fieldsOf(gesture))].map((field) => (field === "trashed" ? (this.#note(ids[0]!).row.trashed ? "deleted" : "restored") : field));
    if (gesture.group !== null) for (const id of ids) this.versions.add(id, this.#clock(), changed, gesture.group);
    this.announce(ids);
    return gesture;
  }

  noteDraftTitle = async () => {};

  notesPatch = async (ids: string[], patch: NotePatch) =>
    this.#touch(ids, (row) => {
      row.title = patch.title ?? row.title;
      row.pinned = patch.pinned ?? row.pinned;
      row.template = patch.template ?? row.template;
      if (patch.move_to) row.notebook_id = patch.move_to.notebook_id;
      row.tags = [...new Set([...row.tags.filter((tag) => !patch.remove_tags?.includes(tag)), ...(patch.add_tags ?? [])])].sort();
      row.favorite = patch.favorite ?? row.favorite;
      row.archived = patch.archived ?? row.archived;
      if (patch.title !== undefined && patch.title !== null) row.updated_at = this.#clock();
    });

  notesTrash = async (ids: string[]) =>
    this.#touch(ids, (row) => {
      row.trashed = true;
      row.trashed_at = this.#clock();
      row.trash_counted_from = row.trashed_at;
    });
  notesRestore = async (ids: string[]) =>
    this.#touch(ids, (row) => {
      row.trashed = false;
      row.trashed_at = null;
      row.trash_counted_from = null;
    });
  notesPurge = async (ids: string[]) => {
    for (const id of ids) this.notes.delete(id);
    this.announce(ids);
    return { group: null, actions: ids.length };
  };

  notebookCreate = async (name: string, parentId: string | null) => {
    if (name === "") throw new BackendError({ kind: "bad_input", message: "A notebook needs a name.", field: "name" });
    const notebook = { id: `10000000-0000-7000-8000-${String(++this.#ids).padStart(12, "0")}`, name, parent_id: parentId };
    this.notebooks.push(notebook);
    this.announce([notebook.id]);
    return { ...notebook, depth: 0, notes: 0 };
  };

  #notebook(id: string): Notebook {
    const notebook = this.notebooks.find((candidate) => candidate.id === id);
    if (!notebook) throw notFound("notebook");
    return notebook;
  }

  notebookRename = async (id: string, name: string) => {
    const gesture = this.gestures.record(this.#notebookCells(), () => void (this.#notebook(id).name = name));
    this.announce([id]);
    return gesture;
  };

  notebookMove = async (id: string, parentId: string | null) => {
    const gesture = this.gestures.record(this.#notebookCells(), () => void (this.#notebook(id).parent_id = parentId));
    this.announce([id]);
    return gesture;
  };

  notebookDelete = async (id: string) => {
    const { parent_id } = this.#notebook(id);
    const gesture = this.gestures.record(this.#notebookCells(), () => {
      this.notebooks.splice(this.notebooks.indexOf(this.#notebook(id)), 1);
      for (const notebook of this.notebooks) if (notebook.parent_id === id) notebook.parent_id = parent_id;
      for (const { row } of this.notes.values()) if (row.notebook_id === id) row.notebook_id = null;
    });
    this.announce([]);
    return gesture;
  };

  noteOpen = async (id: string, onMessage: (message: SessionMessage) => void) => {
    const note = this.#note(id);
    const name = `${note.row.id}/${++this.#ids}`;
    this.#listeners.set(name, { note, listener: onMessage });
    return { ...note.session.open(onMessage), session: name };
  };

  #open(session: string) {
    const open = this.#listeners.get(session);
    if (!open) throw notFound("session");
    return open;
  }

  notePush: Backend["notePush"] = async (push) => {
    const { note } = this.#open(push.session);
    const answer = note.session.push(push);
    if (answer.ok) {
      note.row.updated_at = this.#clock();
      this.versions.add(note.row.id, this.#clock(), ["text"]);
      queueMicrotask(() => this.announce([note.row.id]));
    }
    return answer;
  };

  noteFlush = async (session: string) => void this.#open(session);

  noteClose = async (session: string) => {
    const { note, listener } = this.#open(session);
    note.session.leave(listener);
    this.#listeners.delete(session);
  };

  reviews = async () => [...this.reviewItems];

  reviewResolve: Backend["reviewResolve"] = async (id, keep) => {
    const item = this.reviewItems.find((candidate) => candidate.id === id);
    if (!item) throw notFound("review item");
    this.reviewItems = this.reviewItems.filter((candidate) => candidate !== item);
    const note = this.notes.get(item.entity_id);
    if (note && item.reason.kind === "field" && item.reason.field === "title") {
      const other = item.reason.others[0]?.value ?? "";
      note.row.title = { shown: item.reason.shown.value, other, both: `${item.reason.shown.value} / ${other}` }[keep];
      note.row.siblings = 0;
    }
    this.setStatus({ reviews: this.reviewItems.length });
    this.announce([item.entity_id]);
    return { group: null, actions: 1 };
  };

  syncStatus = async () => this.status;
  syncNow = async () => this.setStatus({ mood: "synced", pending: 0, last_success_at: this.#clock() });
  syncHint = async () => {};

  connect = async (code: string) => {
    if (!code.startsWith("driftless")) throw new BackendError({ kind: "bad_connect_code", message: "This is not a whole connect code. Copy it again from the other device; nothing was changed.", field: "code" });
    this.setStatus({ mood: "synced", server: "https://notes.example.org", last_success_at: this.#clock() });
    return this.status;
  };

  disconnect = async () => {
    this.setStatus({ mood: "local", server: null, verified_with: null, verified_at: null, trouble: null, trouble_kind: null });
    return this.status;
  };

  connectCode = async () => "driftless1qpzry9x8gf2tvdw0s3jn54khce6mua7lqpzry9x8gf2tvdw0s3jn54khce6mua7l";
  openLink = async (url: string) => void this.openedLinks.push(url);

  onChanged = async (callback: (ids: string[]) => void) => void this.#changed.push(callback);
  onClosing = async (flush: () => Promise<void>) => void this.closing.push(flush);
  onSyncStatus = async (callback: (status: SyncStatus) => void) => void this.#statusChanged.push(callback);
}
