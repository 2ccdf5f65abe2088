// What was, and undo.
import { commands, type DeviceSession, type UndoReport } from "../../bindings";
import { unwrap } from "../answers";

export interface HistoryBackend {
  /** Undoes the gesture that a write answered as `group`; with `dryRun` only says what it would do. */
  undo(group: string, dryRun: boolean): Promise<UndoReport>;
  /** Undoes what a device wrote for a while. */
  undoSession(session: DeviceSession, dryRun: boolean): Promise<UndoReport>;
}

export function tauriHistory(): HistoryBackend {
  return {
    undo: (group, dryRun) => unwrap(commands.undo(group, dryRun)),
    undoSession: (session, dryRun) => unwrap(commands.undoSession(session, dryRun)),
  };
}
