// The words of the Sync page for what the backend names by class.
import type { DeviceRow, PendingNote, SyncStatus } from "../../bindings";
import { m } from "../../i18n";
import { counted } from "../../shared/sync-words";

const TROUBLES: Record<string, () => string> = {
  "network.offline": m.sync_t_network_offline,
  "network.unreachable": m.sync_t_network_unreachable,
  "network.timeout": m.sync_t_network_timeout,
  "network.intercepted": m.sync_t_network_intercepted,
  "server.failed": m.sync_t_server_failed,
  "server.busy": m.sync_t_server_busy,
  "server.retry_later": m.sync_t_server_busy,
  "server.garbled": m.sync_t_server_garbled,
  "server.chain": m.sync_t_server_chain,
  "server.too_large": m.sync_t_server_too_large,
  "server.refused": m.sync_t_server_refused,
  "auth.unauthorized": m.sync_t_auth_unauthorized,
  "auth.other_vault": m.sync_t_auth_other_vault,
  "server.upgrade_required": m.sync_t_server_upgrade_required,
  "server.went_back": m.sync_t_server_went_back,
  "server.missing": m.sync_t_server_missing,
  "server.forked": m.sync_t_server_forked,
  "account.sign_in_again": m.sync_t_account_sign_in_again,
  "account.revoked": m.sync_t_account_revoked,
  "account.changed": m.sync_t_account_changed,
  "vault.changed": m.sync_t_vault_changed,
  "store.full": m.sync_t_store_full,
  "store.read_only": m.sync_t_store_read_only,
  "store.busy": m.sync_t_store_busy,
  "store.damaged": m.sync_t_store_damaged,
};

const TRIGGERS: Record<string, () => string> = {
  start: m.sync_trigger_start,
  local_write: m.sync_trigger_local_write,
  server_event: m.sync_trigger_server_event,
  focus: m.sync_trigger_focus,
  resume: m.sync_trigger_resume,
  network_back: m.sync_trigger_network_back,
  button: m.sync_trigger_button,
  interval: m.sync_trigger_interval,
  retry: m.sync_trigger_retry,
};

/** The phases in the order of a cycle. */
export const PHASES: readonly { id: string; title: () => string }[] = [
  { id: "upload", title: m.sync_phase_upload },
  { id: "download", title: m.sync_phase_download },
  { id: "reconcile", title: m.sync_phase_reconcile },
  { id: "materialize", title: m.sync_phase_materialize },
  { id: "verify", title: m.sync_phase_verify },
  { id: "files", title: m.sync_phase_files },
];

/** What is wrong and what to do; null when nothing is. A class without words of its own is told as the backend tells it. */
export function troubleWords(status: SyncStatus): string | null {
  return TROUBLES[status.trouble_kind ?? ""]?.() ?? status.trouble;
}

export function triggerWords(trigger: string): string {
  return TRIGGERS[trigger]?.() ?? m.sync_trigger_other();
}

/** Why a change is not on the server yet. */
export function reasonWords(status: SyncStatus): string {
  if (status.server === null) return m.sync_reason_no_server();
  return troubleWords(status) ?? m.sync_reason_next();
}

export function pendingTitle(note: PendingNote): string {
  if (note.title !== "" && note.entity_type !== "device") return note.title;
  if (note.entity_type === "note") return m.sync_untitled();
  if (note.entity_type === "notebook") return m.sync_kind_notebook();
  return note.entity_type === "device" ? m.sync_kind_device() : m.sync_kind_other();
}

/** How much of the vault another device has. `cursor`: this device's position. */
export function deviceWords(device: DeviceRow, cursor: number): { text: string; tone: "ok" | "bad" | "quiet" } {
  if (device.seq === null) return { text: m.sync_device_unknown(), tone: "quiet" };
  if (device.is_equal === false) return { text: m.sync_device_differs(), tone: "bad" };
  if (device.seq < cursor) return { text: m.sync_device_behind(counted(cursor - device.seq)), tone: "quiet" };
  return device.is_equal === true ? { text: m.sync_device_equal(), tone: "ok" } : { text: m.sync_device_all(), tone: "quiet" };
}

/** 41 ms, 1.2 s */
export function durationWords(ms: number, locale: string): string {
  const [value, unit] = ms < 1000 ? [ms, "millisecond"] : [ms / 1000, "second"];
  return new Intl.NumberFormat(locale, { style: "unit", unit, maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
}
