// What was, and undo.
import { commands, type BlameRange, type DeviceSession, type Gesture, type NoteHistory, type NoteVersionState, type RestoreParts, type TimelinePage, type TimelineQuery, type UndoReport } from "../../bindings";
import { unwrap } from "../answers";

export interface HistoryBackend {
  /** Undoes the gesture that a write answered as `group`; with `dryRun` only says what it would do. */
  undo(group: string, dryRun: boolean): Promise<UndoReport>;
  /** Undoes what a device wrote for a while. */
  undoSession(session: DeviceSession, dryRun: boolean): Promise<UndoReport>;
  /** Versions of a note, newest first. */
  noteHistory(id: string, offset: number, limit: number): Promise<NoteHistory>;
  noteVersion(id: string, version: string): Promise<NoteVersionState>;
  /** Who wrote each range of the text as it is after a version. */
  noteBlame(id: string, version: string): Promise<BlameRange[]>;
  noteRestoreVersion(id: string, version: string, parts: RestoreParts): Promise<Gesture>;
  /** What happened in the vault, newest first. */
  vaultHistory(query: TimelineQuery): Promise<TimelinePage>;
}

export function tauriHistory(): HistoryBackend {
  return {
    undo: (group, dryRun) => unwrap(commands.undo(group, dryRun)),
    undoSession: (session, dryRun) => unwrap(commands.undoSession(session, dryRun)),
    noteHistory: (id, offset, limit) => unwrap(commands.noteHistory(id, offset, limit)),
    noteVersion: (id, version) => unwrap(commands.noteVersion(id, version)),
    noteBlame: (id, version) => unwrap(commands.noteBlame(id, version)),
    noteRestoreVersion: (id, version, parts) => unwrap(commands.noteRestoreVersion(id, version, parts)),
    vaultHistory: (query) => unwrap(commands.vaultHistory(query)),
  };
}
