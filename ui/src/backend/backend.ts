// What the window asks of the local vault, and nothing else. Two implementations: the desktop shell, and memory for tests and design work.
import type {
  Gesture,
  Keep,
  ListQuery,
  NewNote,
  NotebookRow,
  NoteMeta,
  NotePatch,
  NotePush,
  NoteWindow,
  OpenedNote,
  PushAnswer,
  ReviewView,
  SessionMessage,
  Sidebar,
  SyncStatus,
  VaultState,
} from "../bindings";
import type { AccountBackend } from "./topics/account";
import type { AppearanceBackend } from "./topics/appearance";
import type { DesktopBackend } from "./topics/desktop";
import type { DialogsBackend } from "./topics/dialogs";
import type { AttachmentsBackend } from "./topics/attachments";
import type { LinksBackend } from "./topics/links";
import type { LockBackend } from "./topics/lock";
import type { MarkdownBackend } from "./topics/markdown";
import type { FindingBackend } from "./topics/finding";
import type { HistoryBackend } from "./topics/history";
import type { OrganizeBackend } from "./topics/organize";
import type { PreferencesBackend } from "./topics/preferences";
import type { StorageBackend } from "./topics/storage";
import type { SyncPageBackend } from "./topics/sync-page";
import type { WindowsBackend } from "./topics/windows";

export { asBackendError, BackendError } from "./error";

export type SyncHint = "online" | "offline" | "focus" | "resume";

/** Every method rejects with a `BackendError`. Times are milliseconds since the epoch, text offsets UTF-16 code units. */
export interface Backend extends AccountBackend, AttachmentsBackend, DialogsBackend, FindingBackend, LinksBackend, PreferencesBackend, SyncPageBackend, AppearanceBackend, MarkdownBackend, StorageBackend, HistoryBackend, WindowsBackend, DesktopBackend, LockBackend, OrganizeBackend {
  vaultState(): Promise<VaultState>;
  vaultCreate(passphrase: string): Promise<VaultState>;
  vaultUnlock(passphrase: string): Promise<VaultState>;

  sidebar(): Promise<Sidebar>;
  listNotes(query: ListQuery): Promise<NoteWindow>;
  /** The row a note has in that list, or null. `offset` and `limit` of the query are ignored. */
  notePosition(id: string, query: ListQuery): Promise<number | null>;
  noteMeta(id: string): Promise<NoteMeta>;
  noteCreate(note: NewNote): Promise<NoteMeta>;
  notesPatch(ids: string[], patch: NotePatch): Promise<Gesture>;
  /** Keeps a title that is being typed; durable when it answers. */
  noteDraftTitle(id: string, title: string): Promise<void>;
  notesTrash(ids: string[]): Promise<Gesture>;
  notesRestore(ids: string[]): Promise<Gesture>;
  notesPurge(ids: string[]): Promise<Gesture>;

  notebookCreate(name: string, parentId: string | null): Promise<NotebookRow>;
  notebookRename(id: string, name: string): Promise<Gesture>;
  notebookMove(id: string, parentId: string | null): Promise<Gesture>;
  notebookDelete(id: string): Promise<Gesture>;

  /** Opens a text session. `onMessage` may be called before the promise resolves; versions it already covers are to be skipped. */
  noteOpen(id: string, onMessage: (message: SessionMessage) => void): Promise<OpenedNote>;
  notePush(push: NotePush): Promise<PushAnswer>;
  noteFlush(session: string): Promise<void>;
  noteClose(session: string): Promise<void>;

  reviews(): Promise<ReviewView[]>;
  reviewResolve(id: string, keep: Keep): Promise<Gesture>;

  syncStatus(): Promise<SyncStatus>;
  syncNow(): Promise<void>;
  syncHint(hint: SyncHint): Promise<void>;
  connect(code: string): Promise<SyncStatus>;
  connectCode(): Promise<string>;
  /** Forgets the server; everything stays here. */
  disconnect(): Promise<SyncStatus>;

  openLink(url: string): Promise<void>;

  // Both resolve when the subscription is in place: nothing that happens afterwards is missed.
  /** Ids of notes and notebooks that changed; an empty list means "many". */
  onChanged(callback: (ids: string[]) => void): Promise<void>;
  onSyncStatus(callback: (status: SyncStatus) => void): Promise<void>;
  /** The window is about to close: it waits a moment for `flush` to end. */
  onClosing(flush: () => Promise<void>): Promise<void>;
}
