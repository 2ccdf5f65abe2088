// Commands of the lock and of backups.
import { m } from "../../i18n";
import { lockNow } from "../../state/lock";
import { command, type Command } from "./command";

export const lockCommands: readonly Command[] = [
  command("window", "lock.now", m.lock_command, ["Mod-Shift-E"], lockNow),
  command("window", "backup.create", m.lock_backup_create, [], async (workspace) => {
    await workspace.note.flushAll();
    await workspace.backend.backupCreate();
    workspace.notices.show(m.lock_backup_created(), "backup");
  }),
];
