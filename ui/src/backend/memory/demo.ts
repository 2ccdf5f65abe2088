// The vault of `npm run dev`: notes as somebody would have them, in the state that the address asks for.
import type { SyncStatus } from "../../bindings";
import type { Backend } from "../backend";
import { MemoryBackend } from ".";
import { demoAccount } from "./account-demo";
import { constructs } from "./constructs";
import { seedNotebooks, seedNotes } from "./seed";

/** The vault of `npm run dev`. Query parameters: `empty`, `corpus=N`, `vault=choose|enter|failed`, `mood=…`, `account=…`. */
export async function demoBackend(parameters: URLSearchParams): Promise<Backend> {
  const clock = () => Date.now();
  const backend = new MemoryBackend(clock);
  const vault = parameters.get("vault");
  if (vault === "choose") backend.vault = { kind: "choose_passphrase" };
  if (vault === "enter") backend.vault = { kind: "enter_passphrase" };
  if (vault === "failed") {
    const message = "The database is damaged or not a Driftless database: file is not a database. It was left as it is; restore a backup or sync a new folder.";
    backend.vault = { kind: "failed", error: { kind: "damaged", message, field: null }, folder: "/home/you/.local/share/driftless", backups: await backend.backups(), asks_passphrase: true };
  }
  if (parameters.has("empty")) return backend;
  backend.vault = vault ? backend.vault : { kind: "ready", first_start: false, device: "This computer" };

  const ids = new Map<string, string>();
  for (const { name, parent } of seedNotebooks) {
    ids.set(name, (await backend.notebookCreate(name, parent === null ? null : (ids.get(parent) ?? null))).id);
  }
  const notebookId = (name: string | null) => (name === null ? null : (ids.get(name) ?? null));
  for (const note of seedNotes) backend.seed({ ...note, notebook_id: notebookId(note.notebook_id) }, clock() - note.ageMinutes * 60_000);
  if (parameters.has("constructs")) backend.seed({ title: "Every construct", body: constructs, notebook_id: null, tags: [], pinned: false }, clock() - 60_000);
  const corpus = Number(parameters.get("corpus") ?? 0);
  for (let index = 0; index < corpus; index++) {
    backend.seed({ title: `Note ${index + 1}`, body: `Body of note ${index + 1}.`, notebook_id: null, tags: [], pinned: false }, clock() - (500 + index) * 86_400_000);
  }
  if (parameters.has("window")) backend.onlyNote = [...backend.notes.keys()][Number(parameters.get("window"))] ?? "gone";
  const letter = [...backend.notes.values()].find((note) => note.row.title.startsWith("Letter"))!;
  letter.row.siblings = 1;
  backend.reviewItems = [
    {
      id: "r1", entity_id: letter.row.id, title: letter.row.title,
      reason: { kind: "field", field: "title", shown: { value: "Letter home (draft)", device: null, at: clock() - 86_400_000 }, others: [{ value: "Letter to Anna", device: "Laptop", at: clock() - 90_000_000 }] },
    },
    {
      id: "r2", entity_id: "gone", title: "Packing list",
      reason: { kind: "edited_while_deleted", deleted: { value: "Deleted", device: "Laptop", at: clock() - 7_200_000 }, edited: { value: "Edited", device: null, at: clock() - 7_000_000 } },
    },
  ];
  const mood = (parameters.get("mood") ?? "synced") as SyncStatus["mood"];
  backend.setStatus({
    mood, server: mood === "local" ? null : "https://notes.example.org", pending: mood === "waiting" || mood === "offline" ? 3 : 0, cursor: 50_214, reviews: parameters.has("reviews") ? 2 : 0, quarantine: parameters.has("quarantine") ? 1 : 0,
    verified_with: mood === "synced" ? "Laptop" : null, verified_at: mood === "synced" ? clock() - 120_000 : null,
    last_success_at: clock() - 60_000, trouble_since: mood === "trouble" ? clock() - 3_600_000 : null, next_try_at: mood === "trouble" ? clock() + 60_000 : null,
    trouble_kind: mood === "trouble" ? "network.timeout" : null,
    trouble: mood === "trouble" ? "The server does not answer. Your notes are saved here and are sent when it is back." : null,
    last_cycle: {
      started_at: clock() - 60_000, trigger: "write", uploaded: 3, downloaded: 12, flagged: 0, quarantined: 0, conflicts: 0, cursor: 50_214, head: 50_214, error: null,
      phases: [{ phase: "upload", ms: 41.2, count: 3, error: null }, { phase: "download", ms: 63.8, count: 12, error: null }, { phase: "reconcile", ms: 1.4, count: 12, error: null }, { phase: "materialize", ms: 3.1, count: 9, error: null }],
    },
  });
  demoAccount(backend.accounts, parameters);
  return backend;
}
