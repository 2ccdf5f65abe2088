// A vault in memory takes what its notes take; its passphrase is kept, so that a wrong one is refused.
import type { Check } from "../../bindings";
import { BackendError } from "../backend";
import type { StorageBackend } from "../topics/storage";

interface Rows {
  archived: boolean;
  trashed: boolean;
}

function well(name: string, looked_at: number, detail: string): Check {
  return { name, ok: true, detail, looked_at, wrong: 0, faults: [] };
}

export function memoryStorage(rows: () => Rows[], notebooks: () => number, passphrase: { is: string | null }): Omit<StorageBackend, "keyPlaces"> {
  let name = "This computer";
  let actions = 1_204;
  return {
    storage: async () => {
      const all = rows();
      const live = all.filter((row) => !row.trashed && !row.archived).length;
      return {
        folder: "/home/you/.local/share/driftless", database_bytes: 4_096 * (64 + all.length), journal_bytes: 131_072, notes: live,
        archived: all.filter((row) => row.archived && !row.trashed).length, trashed: all.filter((row) => row.trashed).length,
        notebooks: notebooks(), actions, action_bytes: actions * 180, version: "0.1.0",
      };
    },
    storageVerify: async () => ({
      ok: true,
      checks: [
        well("integrity", 0, "every page and index is sound"),
        well("entity_digests", rows().length, `${rows().length} entities`),
        well("review_items", 0, "0 review items"),
        well("log", actions, `${actions} actions`),
        well("created_is_pending_uploaded_or_quarantined", 0, `${actions} created = 0 pending + ${actions} uploaded + 0 quarantined`),
        well("digest_tree", rows().length, `${rows().length} entities`),
      ],
    }),
    storageCompact: async () => {
      const folded = actions;
      actions = 0;
      return { actions: folded, left: 0, state_hash: "00" };
    },
    storageBackUp: async (folder) => {
      if (!folder.startsWith("/")) throw new BackendError({ kind: "bad_input", message: "Folder is not a folder. Nothing was changed.", field: "folder" });
      return { folder: `${folder}/Driftless backup 2026-01-02 03.04.05`, bytes: 4_096 * 64 };
    },
    storageShowFolder: async () => {},
    diagnostics: async () => `Driftless: 0.1.0\nNotes: ${rows().length}\nKey: Passphrase\n`,
    passphraseChange: async (old, next) => {
      if (old !== passphrase.is) throw new BackendError({ kind: "wrong_key", message: "This passphrase does not open the vault. Nothing was changed.", field: null });
      if ([...next].length < 8) throw new BackendError({ kind: "bad_input", message: "Passphrase must have at least 8 characters. Nothing was changed.", field: "passphrase" });
      passphrase.is = next;
    },
    deviceName: async () => name,
    deviceRename: async (next) => {
      if (next.trim() === "") throw new BackendError({ kind: "bad_input", message: "Name must not be empty. Nothing was changed.", field: "name" });
      name = next.trim();
    },
  };
}
