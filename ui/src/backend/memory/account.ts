// An account in memory: one name, one password ("correct password"), the 24 words of a key of zeros, two devices.
import type { AccountDevice, AccountView, EmergencyKit, ErrorKind, PairingStep } from "../../bindings";
import { BackendError } from "../backend";
import type { AccountBackend } from "../topics/account";

const WORDS = [...Array<string>(23).fill("abandon"), "art"];
const CREATED_AT = Date.UTC(2026, 0, 2, 3, 4, 5);
const NOBODY: AccountView = {
  state: "none", server: null, email: null, account_id: null, created_at: null, kit_confirmed: false, password_may_unlock: false,
  has_totp: false, alarms: [],
};

function refused(kind: ErrorKind, message: string, field: string | null = null): BackendError {
  return new BackendError({ kind, message, field });
}

export interface MemoryAccount extends AccountBackend {
  /** Sets the account as tests and scenes want it. */
  setAccount(view: Partial<AccountView>): void;
}

export function memoryAccount(): MemoryAccount {
  let account = NOBODY;
  let password = "correct password";
  let pairing: PairingStep | null = null;
  const listeners: ((account: AccountView) => void)[] = [];
  let devices: AccountDevice[] = [
    { id: "00000000-0000-4000-8000-000000000001", name: "This computer", created_at: CREATED_AT, seen_at: CREATED_AT, revoked_at: null, is_this: true, is_certified: true },
    { id: "00000000-0000-4000-8000-000000000002", name: "Laptop", created_at: CREATED_AT, seen_at: CREATED_AT, revoked_at: null, is_this: false, is_certified: true },
  ];

  function set(next: Partial<AccountView>): AccountView {
    account = { ...account, ...next };
    listeners.forEach((tell) => tell(account));
    return account;
  }
  function kit(): EmergencyKit {
    if (account.state === "none" || account.state === "needs_key") throw refused("not_signed_in", "Nobody is signed in to an account here.");
    return { words: WORDS, account_id: account.account_id ?? "", server: account.server ?? "", email: account.email ?? "", created_at: CREATED_AT };
  }
  function signedIn(server: string, email: string, state: AccountView["state"]): void {
    set({ state, server, email, account_id: state === "needs_key" ? null : "0b5c7f3e-1d2a-8c4b-9e6f-001122334455", created_at: CREATED_AT });
  }
  function device(id: string): AccountDevice {
    const found = devices.find((known) => known.id === id);
    if (found === undefined) throw refused("not_found", "There is no such device.");
    return found;
  }
  function step(): PairingStep {
    if (pairing === null) throw refused("pairing", "There is no pairing under way.");
    return pairing;
  }

  return {
    setAccount: (view) => void set(view),
    accountStatus: async () => account,
    accountSignUp: async (facts, chosen) => {
      if (account.state !== "none") throw refused("refused", "An account is signed in here already.");
      if ([...chosen].length < 8) throw refused("bad_input", "Password must have at least 8 characters.", "password");
      if (facts.email.startsWith("taken")) throw refused("name_taken", "An account of this name is there already.");
      if (facts.invitation === "wrong") throw refused("invitation", "Signing up on this server needs an invitation that holds.");
      password = chosen;
      signedIn(facts.server, facts.email, "ready");
      set({ password_may_unlock: facts.password_may_unlock });
      return kit();
    },
    accountKit: async () => kit(),
    accountConfirmKit: async (words) => {
      const isRight = words.length === 2 && words.every((typed) => WORDS[typed.position - 1] === typed.word.trim().toLowerCase());
      if (isRight) set({ kit_confirmed: true });
      return isRight;
    },
    accountCheckWords: async (words) => {
      const list = words.toLowerCase().split(/[^a-z]+/).filter((word) => word !== "");
      if (list.length !== WORDS.length) return { kind: "count", found: list.length };
      const at = list.findIndex((word) => !["abandon", "art", "zoo"].includes(word));
      if (at >= 0) return { kind: "unknown", position: at + 1, near: list[at]?.startsWith("aban") === true ? "abandon" : null };
      return list.join(" ") === WORDS.join(" ") ? { kind: "right" } : { kind: "checksum" };
    },
    accountSignIn: async (server, email, typed, code) => {
      if (typed !== password) throw refused("wrong_password", "The name, the password or the code is not right.");
      if (email.startsWith("totp") && code === null) return { kind: "needs_code" };
      if (code !== null && code !== "123456") throw refused("wrong_password", "The name, the password or the code is not right.");
      if (account.state === "sign_in_again") {
        set({ state: "ready" });
        return { kind: "ready" };
      }
      signedIn(server, email, "needs_key");
      return { kind: "needs_key" };
    },
    accountUnlock: async (words) => {
      if (words.trim().toLowerCase().split(/\s+/).join(" ") !== WORDS.join(" ")) throw refused("wrong_words", "These are not the words of this account.");
      signedIn(account.server ?? "", account.email ?? "", "ready");
      set({ kit_confirmed: true });
      return { kind: "ready" };
    },
    accountChooseVault: async () => {
      set({ state: "ready" });
      return { kind: "ready" };
    },
    accountRecover: async (server, email, words, newPassword, passwordMayUnlock) => {
      if (words.trim().toLowerCase().split(/\s+/).join(" ") !== WORDS.join(" ")) throw refused("wrong_words", "These are not the words of this account.");
      password = newPassword;
      signedIn(server, email, "ready");
      set({ kit_confirmed: true, password_may_unlock: passwordMayUnlock });
      return { kind: "ready" };
    },
    accountSignOut: async () => set(NOBODY),
    accountDevices: async () => devices,
    accountRenameDevice: async (id, name) => {
      const known = device(id);
      devices = devices.map((row) => (row === known ? { ...row, name: name.trim() } : row));
      return devices;
    },
    accountRevokeDevice: async (id) => {
      const known = device(id);
      if (known.is_this) throw refused("bad_input", "Id is this device: sign out instead.", "id");
      devices = devices.map((row) => (row === known ? { ...row, revoked_at: Date.now(), is_certified: false } : row));
      return devices;
    },
    accountReseed: async () => set({ alarms: [] }),
    pairingStart: async () => (pairing = { kind: "waiting", code: "driftless-pair1-AAECAwQFBgcICQoLDA0ODw", expires_at: Date.now() + 600_000 }),
    pairingAccept: async (code) => {
      if (!code.trim().startsWith("driftless-pair1-")) throw refused("pairing", "Not a pairing code, or not all of it: copy it again.");
      return (pairing = { kind: "compare", digits: "123 456", device: "Laptop", expires_at: Date.now() + 600_000 });
    },
    pairingWait: async () => {
      if (step().kind === "waiting") pairing = { kind: "compare", digits: "123 456", device: "", expires_at: Date.now() + 600_000 };
      return step();
    },
    pairingConfirm: async () => {
      step();
      pairing = { kind: "done" };
      if (account.state === "none") signedIn("https://notes.example", "ada@example.org", "ready");
      return pairing;
    },
    pairingCancel: async () => {
      pairing = null;
    },
    totpStart: async () => ({ secret: "JBSWY3DPEHPK3PXP", uri: "otpauth://totp/Driftless:ada?secret=JBSWY3DPEHPK3PXP&issuer=Driftless" }),
    totpConfirm: async (code) => {
      if (code !== "123456") throw refused("wrong_password", "The code is not right.");
      return set({ has_totp: true });
    },
    totpDisable: async (code) => {
      if (code !== "123456") throw refused("wrong_password", "The code is not right.");
      return set({ has_totp: false });
    },
    onAccount: async (callback) => {
      listeners.push(callback);
    },
  };
}
