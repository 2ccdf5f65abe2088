// The typed commands and events of the desktop shell, in the form tauri-specta writes them.
import { Channel, invoke as TAURI_INVOKE } from "@tauri-apps/api/core";
import { listen, type EventCallback, type UnlistenFn } from "@tauri-apps/api/event";

export type ErrorKind = "bad_input" | "not_found" | "too_large" | "bad_query" | "locked" | "wrong_key" | "damaged" | "newer_version" | "disk_full" | "storage" | "network" | "refused" | "bad_connect_code" | "internal";
export type CommandError = { kind: ErrorKind; message: string; field: string | null };
export type NoteRow = { id: string; title: string; snippet: string; snippet_marks: [number, number][]; title_marks: [number, number][]; notebook_id: string | null; notebook: string | null; tags: string[]; pinned: boolean; archived: boolean; trashed: boolean; created_at: number; updated_at: number; siblings: number };
export type ListScope = { kind: "all" } | { kind: "pinned" } | { kind: "review" } | { kind: "trash" } | { kind: "archived" } | { kind: "notebook"; id: string | null } | { kind: "tag"; name: string } | { kind: "search"; query: string };
export type SortBy = "updated" | "created" | "title";
export type ListQuery = { scope: ListScope; sort: SortBy; offset: number; limit: number };
export type NoteWindow = { total: number; offset: number; rows: NoteRow[]; understood: string | null };
export type NoteMeta = { row: NoteRow; last_device: string | null; reviews: ReviewView[] };
export type NewNote = { title: string; body: string; notebook_id: string | null; tags: string[]; pinned: boolean };
export type MoveTo = { notebook_id: string | null };
export type NotePatch = { title?: string | null; pinned?: boolean | null; archived?: boolean | null; move_to?: MoveTo | null; add_tags?: string[]; remove_tags?: string[] };
export type NotebookRow = { id: string; name: string; parent_id: string | null; depth: number; notes: number };
export type TagRow = { name: string; notes: number };
export type Sidebar = { all: number; pinned: number; archived: number; trash: number; review: number; notebooks: NotebookRow[]; tags: TagRow[] };
export type VersionView = { value: string; device: string | null; at: number };
export type ReviewKind = { kind: "field"; field: string; shown: VersionView; others: VersionView[] } | { kind: "edited_while_deleted"; deleted: VersionView; edited: VersionView } | { kind: "notebook_cycle"; moved: VersionView };
export type ReviewView = { id: string; entity_id: string; title: string; reason: ReviewKind };
export type Keep = "shown" | "other" | "both";
export type LengthOrLine = number | string;
export type SectionView = number | LengthOrLine[];
export type ChangesView = SectionView[];
export type OpenedNote = { session: string; version: number; text: string };
export type NotePush = { session: string; client: string; seq: number; base: number; changes: ChangesView };
export type PushAnswer = { ok: boolean; version: number };
export type SessionMessage = { kind: "changes"; version: number; client: string | null; seq: number | null; changes: ChangesView } | { kind: "closed"; reason: string };
export type SyncMood = "local" | "synced" | "waiting" | "syncing" | "offline" | "trouble" | "needs_user";
export type PhaseView = { phase: string; ms: number; count: number; error: string | null };
export type CycleView = { started_at: number; trigger: string; uploaded: number; downloaded: number; flagged: number; quarantined: number; conflicts: number; cursor: number; head: number; phases: PhaseView[]; error: string | null };
export type SyncStatus = { mood: SyncMood; server: string | null; pending: number; oldest_pending_ms: number; cursor: number; last_success_at: number | null; trouble_since: number | null; next_try_at: number | null; trouble: string | null; reviews: number; quarantine: number; held: number; verified_with: string | null; verified_at: number | null; last_cycle: CycleView | null };
export type SyncHint = "online" | "offline" | "focus" | "resume";
export type ChangedEvent = { ids: string[] };
export type VaultState = { kind: "ready"; first_start: boolean; device: string } | { kind: "choose_passphrase" } | { kind: "enter_passphrase" } | { kind: "failed"; error: CommandError };

type Answer<T> = { status: "ok"; data: T } | { status: "error"; error: CommandError };

async function call<T>(command: string, args?: Record<string, unknown>): Promise<Answer<T>> {
  try {
    return { status: "ok", data: await TAURI_INVOKE<T>(command, args) };
  } catch (error) {
    if (error instanceof Error) throw error;
    return { status: "error", error: error as CommandError };
  }
}

export const commands = {
  vaultState: () => call<VaultState>("vault_state"),
  vaultCreate: (passphrase: string) => call<VaultState>("vault_create", { passphrase }),
  vaultUnlock: (passphrase: string) => call<VaultState>("vault_unlock", { passphrase }),
  sidebar: () => call<Sidebar>("sidebar"),
  listNotes: (query: ListQuery) => call<NoteWindow>("list_notes", { query }),
  notePosition: (id: string, query: ListQuery) => call<number | null>("note_position", { id, query }),
  noteMeta: (id: string) => call<NoteMeta>("note_meta", { id }),
  noteCreate: (note: NewNote) => call<NoteMeta>("note_create", { note }),
  notesPatch: (ids: string[], patch: NotePatch) => call<null>("notes_patch", { ids, patch }),
  notesTrash: (ids: string[]) => call<null>("notes_trash", { ids }),
  notesRestore: (ids: string[]) => call<null>("notes_restore", { ids }),
  notesPurge: (ids: string[]) => call<null>("notes_purge", { ids }),
  notebookCreate: (name: string, parentId: string | null) => call<NotebookRow>("notebook_create", { name, parentId }),
  notebookRename: (id: string, name: string) => call<null>("notebook_rename", { id, name }),
  notebookMove: (id: string, parentId: string | null) => call<null>("notebook_move", { id, parentId }),
  notebookDelete: (id: string) => call<null>("notebook_delete", { id }),
  noteOpen: (id: string, channel: Channel<SessionMessage>) => call<OpenedNote>("note_open", { id, channel }),
  notePush: (push: NotePush) => call<PushAnswer>("note_push", { push }),
  noteFlush: (session: string) => call<null>("note_flush", { session }),
  noteClose: (session: string) => call<null>("note_close", { session }),
  reviews: () => call<ReviewView[]>("reviews"),
  reviewResolve: (id: string, keep: Keep) => call<null>("review_resolve", { id, keep }),
  syncStatus: () => call<SyncStatus>("sync_status"),
  syncNow: () => call<null>("sync_now"),
  syncHint: (hint: SyncHint) => call<null>("sync_hint", { hint }),
  connect: (code: string) => call<SyncStatus>("connect", { code }),
  connectCode: () => call<string>("connect_code"),
  openLink: (url: string) => call<null>("open_link", { url }),
};

function event<T>(name: string) {
  return { listen: (callback: EventCallback<T>): Promise<UnlistenFn> => listen<T>(name, callback) };
}

export const events = {
  changed: event<ChangedEvent>("changed"),
  syncStatusChanged: event<SyncStatus>("sync_status_changed"),
};
