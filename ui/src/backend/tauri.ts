// The desktop shell behind the `Backend` interface: with topics/ the only place that calls the generated commands.
import { Channel } from "@tauri-apps/api/core";
import { commands, events, type SessionMessage } from "../bindings";
import { unit, unwrap } from "./answers";
import type { Backend } from "./backend";
import { tauriAccount } from "./topics/account";
import { tauriAppearance } from "./topics/appearance";
import { tauriDesktop } from "./topics/desktop";
import { tauriDialogs } from "./topics/dialogs";
import { tauriAttachments } from "./topics/attachments";
import { tauriLinks } from "./topics/links";
import { tauriLock } from "./topics/lock";
import { tauriMarkdown } from "./topics/markdown";
import { tauriFinding } from "./topics/finding";
import { tauriHistory } from "./topics/history";
import { tauriOrganize } from "./topics/organize";
import { tauriPreferences } from "./topics/preferences";
import { tauriStorage } from "./topics/storage";
import { tauriSyncPage } from "./topics/sync-page";
import { tauriWindows } from "./topics/windows";

/** The backend of the desktop window. */
export function tauriBackend(): Backend {
  return {
    ...tauriAccount(),
    ...tauriDialogs(),
    ...tauriAppearance(),
    ...tauriAttachments(),
    ...tauriLinks(),
    ...tauriLock(),
    ...tauriMarkdown(),
    ...tauriStorage(),
    ...tauriFinding(),
    ...tauriHistory(),
    ...tauriOrganize(),
    ...tauriPreferences(),
    ...tauriSyncPage(),
    ...tauriWindows(),
    ...tauriDesktop(),
    vaultState: () => unwrap(commands.vaultState()),
    vaultCreate: (passphrase) => unwrap(commands.vaultCreate(passphrase)),
    vaultUnlock: (passphrase) => unwrap(commands.vaultUnlock(passphrase)),
    sidebar: () => unwrap(commands.sidebar()),
    listNotes: (query) => unwrap(commands.listNotes(query)),
    notePosition: (id, query) => unwrap(commands.notePosition(id, query)),
    noteMeta: (id) => unwrap(commands.noteMeta(id)),
    noteCreate: (note) => unwrap(commands.noteCreate(note)),
    notesPatch: (ids, patch) => unwrap(commands.notesPatch(ids, patch)),
    noteDraftTitle: (id, title) => unit(commands.noteDraftTitle(id, title)),
    notesTrash: (ids) => unwrap(commands.notesTrash(ids)),
    notesRestore: (ids) => unwrap(commands.notesRestore(ids)),
    notesPurge: (ids) => unwrap(commands.notesPurge(ids)),
    notebookCreate: (name, parentId) => unwrap(commands.notebookCreate(name, parentId)),
    notebookRename: (id, name) => unwrap(commands.notebookRename(id, name)),
    notebookMove: (id, parentId) => unwrap(commands.notebookMove(id, parentId)),
    notebookDelete: (id) => unwrap(commands.notebookDelete(id)),
    noteOpen: (id, onMessage) => {
      const channel = new Channel<SessionMessage>();
      channel.onmessage = onMessage;
      return unwrap(commands.noteOpen(id, channel));
    },
    notePush: (push) => unwrap(commands.notePush(push)),
    noteFlush: (session) => unit(commands.noteFlush(session)),
    noteClose: (session) => unit(commands.noteClose(session)),
    reviews: () => unwrap(commands.reviews()),
    reviewResolve: (id, keep) => unwrap(commands.reviewResolve(id, keep)),
    syncStatus: () => unwrap(commands.syncStatus()),
    syncNow: () => unit(commands.syncNow()),
    syncHint: (hint) => unit(commands.syncHint(hint)),
    connect: (code) => unwrap(commands.connect(code)),
    connectCode: () => unwrap(commands.connectCode()),
    disconnect: () => unwrap(commands.disconnect()),
    openLink: (url) => unit(commands.openLink(url)),
    onChanged: async (callback) => {
      await events.changed.listen((event) => callback(event.payload.ids));
    },
    onSyncStatus: async (callback) => {
      await events.syncStatusChanged.listen((event) => callback(event.payload));
    },
    onClosing: async (flush) => {
      // With it come all commands of windows: not in the first page.
      const { getCurrentWebviewWindow } = await import("@tauri-apps/api/webviewWindow");
      await events.closing(getCurrentWebviewWindow()).listen(() => void flush().finally(() => unit(commands.readyToClose())));
    },
  };
}
