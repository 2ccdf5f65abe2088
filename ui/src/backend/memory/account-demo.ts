// The account of `npm run dev`: `account=none|ready|needs_key|sign_in_again|revoked`, `alarm=went_back|missing|forked`, `unconfirmed`.
import type { AccountState, AlarmKind } from "../../bindings";
import { kitWords, type MemoryAccounts } from "./account";

const ALARMS: Partial<Record<AlarmKind, [string, string[]]>> = {
  went_back: ["The server’s log ends before what this device has of it.", ["This device: 50,214 changes", "Server: 49,870 changes"]],
  missing: ["Something that Laptop sent is missing at the server.", ["Laptop, change 1,871: proven by its batch of 12 March", "Server: none"]],
  forked: ["The server shows this device another history than it showed before.", ["Change 50,100 before: 4f1d 09ac", "Change 50,100 now: b27e 55c0"]],
};

export function demoAccount(accounts: MemoryAccounts, parameters: URLSearchParams): void {
  const account = accounts.add({ email: "anna@example.org", password: "correct horse", words: kitWords(5), totp: null });
  const now = accounts.clock();
  account.devices.push(
    { id: "phone", name: "Phone", created_at: now - 20 * 86_400_000, seen_at: now - 600_000, revoked_at: null, is_this: false, is_certified: true },
    { id: "old", name: "Old laptop", created_at: now - 300 * 86_400_000, seen_at: now - 90 * 86_400_000, revoked_at: now - 80 * 86_400_000, is_this: false, is_certified: true },
  );
  const state = parameters.get("account") as AccountState | null;
  if (state === null || state === "none") return;
  accounts.enter(account, state !== "needs_key");
  if (parameters.has("unconfirmed")) accounts.set({ kit_confirmed: false });
  if (state === "sign_in_again" || state === "revoked") accounts.end(state);
  const alarm = parameters.get("alarm") as AlarmKind | null;
  const words = alarm === null ? undefined : ALARMS[alarm];
  if (alarm !== null && words) accounts.alarm(alarm, ...words);
}
