// An account in memory: one server with its accounts, this device's part of one, and another device that tests speak for.
import type { AccountDevice, AccountView, AlarmKind, EmergencyKit, ErrorKind, PairingStep, SignInStep, SyncStatus, VaultChoice, WordsCheck } from "../../bindings";
import { BackendError } from "../error";
import type { AccountBackend } from "../topics/account";

/** Words of the list of 2,048, enough to make and to misspell some. */
const LIST = (
  "abandon ability absent absorb acid acoustic action actor adapt admit advance agent album anchor ankle apple arctic autumn balance beach " +
  "bicycle bird border bridge candle canvas castle cave choice cliff cloud coast coral cotton current dawn desert dolphin dragon drift eagle ecology " +
  "fabric forest fossil garden glass harbor horizon island jungle kitchen lamp lemon lunar maple marble market meadow mirror north ocean"
).split(" ");
const WORDS = 24;
const SERVER = "https://notes.example.org";
const CODE_MS = 10 * 60_000;

/** What another account's list of words would be in. */
const GERMAN = new Set("meer insel wolke garten himmel wald stein blume vogel fisch haus baum".split(" "));

interface Account {
  email: string;
  password: string;
  words: string[];
  createdAt: number;
  mayUnlock: boolean;
  isConfirmed: boolean;
  totp: string | null;
  devices: AccountDevice[];
  vaults: VaultChoice[];
}

const NONE: AccountView = { state: "none", server: null, email: null, account_id: null, created_at: null, kit_confirmed: false, password_may_unlock: false, has_totp: false, alarms: [] };

function refuse(kind: ErrorKind, message: string, field: string | null = null): BackendError {
  return new BackendError({ kind, message, field });
}

/** The last word says whether the others belong together. */
function checkWord(words: readonly string[]): string {
  const sum = words.reduce((total, word, place) => total + (place + 1) * (LIST.indexOf(word) + 1), 0);
  return LIST[sum % LIST.length]!;
}

/** 24 words that belong together. */
export function kitWords(seed: number): string[] {
  const words = Array.from({ length: WORDS - 1 }, (_, place) => LIST[(seed * 7 + place * 11) % LIST.length]!);
  return [...words, checkWord(words)];
}

const split = (words: string) => words.trim().toLowerCase().split(/\s+/).filter((word) => word !== "");

function nearWord(word: string): string | null {
  const distance = (a: string, b: string): number => {
    let row = Array.from({ length: b.length + 1 }, (_, index) => index);
    for (let i = 1; i <= a.length; i++) {
      const next = [i];
      for (let j = 1; j <= b.length; j++) next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
      row = next;
    }
    return row[b.length]!;
  };
  const [best] = LIST.map((known) => ({ known, far: distance(word, known) })).sort((a, b) => a.far - b.far);
  return best && best.far <= 2 ? best.known : null;
}

export class MemoryAccounts {
  readonly accounts: Account[] = [];
  /** Empty: everybody may sign up. */
  invitations = new Set<string>();
  isOnline = true;
  view: AccountView = NONE;
  #account: Account | null = null;
  #pairing: { isNew: boolean; step: PairingStep; told: PairingStep; here: boolean; there: boolean; account: Account | null } | null = null;
  #enrolling: string | null = null;
  #waiting: (() => void)[] = [];
  readonly #heard: ((view: AccountView) => void)[] = [];
  #ids = 0;

  constructor(
    readonly clock: () => number,
    readonly setStatus: (status: Partial<SyncStatus>) => void,
  ) {}

  /** An account that another device made. */
  add(account: Partial<Account> & { email: string; password: string }): Account {
    const made: Account = {
      words: kitWords(this.accounts.length + 3), createdAt: this.clock() - 40 * 86_400_000, mayUnlock: false, isConfirmed: true, totp: null,
      devices: [{ id: `d${++this.#ids}`, name: "Laptop", created_at: this.clock() - 40 * 86_400_000, seen_at: this.clock() - 3_600_000, revoked_at: null, is_this: false, is_certified: true }],
      vaults: [{ vault_id: "v1", role: "owner", actions: 1_204, is_this: false }],
      ...account,
    };
    this.accounts.push(made);
    return made;
  }

  set(view: Partial<AccountView>): AccountView {
    this.view = { ...this.view, ...view };
    for (const callback of this.#heard) callback(this.view);
    return this.view;
  }

  /** What no honest server does. */
  alarm(kind: AlarmKind, message: string, evidence: string[]): void {
    this.setStatus({ mood: "needs_user", trouble_kind: kind === "account_changed" || kind === "vault_changed" ? kind.replace("_", ".") : `server.${kind}`, trouble: message });
    this.set({ alarms: [...this.view.alarms, { kind, message, evidence, since: this.clock(), can_reseed: kind === "went_back" || kind === "missing" || kind === "forked" }] });
  }

  /** The server takes this device's session no more. */
  end(state: "sign_in_again" | "revoked"): void {
    this.setStatus({ mood: "needs_user", trouble_kind: `account.${state}`, trouble: "Sign in again." });
    this.set({ state });
  }

  // The other device of a pairing.
  otherAccepts(account: Account): void {
    if (!this.#pairing?.isNew) throw new Error("No code is shown.");
    this.#pairing.account = account;
    this.#step({ kind: "compare", digits: "408215", device: "Laptop", expires_at: this.clock() + CODE_MS });
  }

  otherConfirms(): void {
    if (!this.#pairing) throw new Error("Nothing is paired.");
    this.#pairing.there = true;
    this.#settle();
  }

  otherCancels(): void {
    this.#pairing = null;
    this.#wake();
  }

  #pair(isNew: boolean, step: PairingStep): PairingStep {
    this.#pairing = { isNew, step, told: step, here: false, there: false, account: null };
    return step;
  }

  #step(step: PairingStep): PairingStep {
    if (this.#pairing) this.#pairing.step = step;
    this.#wake();
    return step;
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  #settle(): PairingStep {
    const pairing = this.#pairing!;
    const isDone = pairing.isNew ? pairing.here && pairing.there : pairing.here;
    if (!isDone) return pairing.step;
    if (pairing.isNew && pairing.account) this.enter(pairing.account, true);
    else this.#here().devices.push({ id: `d${++this.#ids}`, name: "Phone", created_at: this.clock(), seen_at: this.clock(), revoked_at: null, is_this: false, is_certified: true });
    return this.#step({ kind: "done" });
  }

  #reach(server: string): void {
    if (!/^(https?:\/\/)?[\w.-]+(:\d+)?\/?$/.test(server.trim())) throw refuse("bad_input", "This is not the address of a server. Nothing was changed.", "server");
    if (!this.isOnline || !server.includes(new URL(SERVER).host)) throw refuse("network", "The server cannot be reached. Nothing was changed.");
  }

  #here(): Account {
    if (!this.#account || this.view.state === "none") throw refuse("not_signed_in", "Nobody is signed in on this device.");
    if (this.view.state === "sign_in_again" || this.view.state === "revoked") throw refuse("sign_in_again", "The session has ended. Sign in again.");
    return this.#account;
  }

  /** This device becomes one of the account. */
  enter(account: Account, isUnlocked: boolean): SignInStep {
    this.#account = account;
    if (!account.devices.some((device) => device.is_this && device.revoked_at === null)) {
      account.devices.push({ id: `d${++this.#ids}`, name: "This computer", created_at: this.clock(), seen_at: this.clock(), revoked_at: null, is_this: true, is_certified: isUnlocked });
    }
    const known = {
      server: SERVER, email: account.email, account_id: "7f3a 91c2 0b6e d845", created_at: account.createdAt, kit_confirmed: account.isConfirmed, password_may_unlock: account.mayUnlock, has_totp: account.totp !== null,
    };
    if (!isUnlocked) {
      this.set({ ...known, state: "needs_key" });
      return { kind: "needs_key" };
    }
    account.devices.find((device) => device.is_this)!.is_certified = true;
    if (account.vaults.length > 1) {
      this.set({ ...known, state: "needs_vault" });
      return { kind: "needs_vault", vaults: account.vaults };
    }
    return this.#ready(known);
  }

  #ready(known: Partial<AccountView> = {}): SignInStep {
    this.setStatus({ mood: "synced", server: SERVER, trouble: null, trouble_kind: null, last_success_at: this.clock() });
    this.set({ ...known, state: "ready" });
    return { kind: "ready" };
  }

  #check(text: string, account: Account | null): WordsCheck {
    const words = split(text);
    if (words.length > 0 && words.every((word) => !LIST.includes(word)) && words.some((word) => GERMAN.has(word))) return { kind: "other_language" };
    const wrong = words.findIndex((word) => !LIST.includes(word));
    if (wrong >= 0) return { kind: "unknown", position: wrong + 1, near: nearWord(words[wrong]!) };
    if (words.length !== WORDS) return { kind: "count", found: words.length };
    if (checkWord(words.slice(0, -1)) !== words.at(-1)) return { kind: "checksum" };
    return account && account.words.join(" ") === words.join(" ") ? { kind: "right" } : { kind: "other_account" };
  }

  #kit(account: Account): EmergencyKit {
    return { words: [...account.words], account_id: this.view.account_id!, server: SERVER, email: account.email, created_at: account.createdAt };
  }

  backend(): AccountBackend {
    return {
      accountStatus: async () => this.view,
      accountSignUp: async (facts, password) => {
        this.#reach(facts.server);
        if (!facts.email.includes("@")) throw refuse("bad_input", "This is not an e-mail address. Nothing was changed.", "email");
        if ([...password].length < 8) throw refuse("bad_input", "A password needs at least 8 characters. Nothing was changed.", "password");
        if (this.accounts.some(({ email }) => email === facts.email)) throw refuse("name_taken", "An account with this name is there already.");
        if (this.invitations.size > 0 && !this.invitations.delete(facts.invitation ?? "")) throw refuse("invitation", "This server needs an invitation code.");
        const account = this.add({
          email: facts.email, password, mayUnlock: facts.password_may_unlock, isConfirmed: false, createdAt: this.clock(), devices: [], vaults: [{ vault_id: "v1", role: "owner", actions: 0, is_this: true }],
        });
        this.enter(account, true);
        return this.#kit(account);
      },
      accountKit: async () => this.#kit(this.#here()),
      accountConfirmKit: async (words) => {
        const account = this.#here();
        const isRight = words.length === 2 && words.every(({ position, word }) => account.words[position - 1] === word.trim().toLowerCase());
        if (isRight) {
          account.isConfirmed = true;
          this.set({ kit_confirmed: true });
        }
        return isRight;
      },
      accountCheckWords: async (words) => this.#check(words, this.#account),
      accountSignIn: async (server, email, password, code) => {
        this.#reach(server);
        const account = this.accounts.find((candidate) => candidate.email === email);
        if (!account || account.password !== password) throw refuse("wrong_password", "The e-mail address or the password is not right.");
        if (account.totp !== null && code === null) return { kind: "needs_code" };
        if (account.totp !== null && code !== account.totp) throw refuse("wrong_password", "The e-mail address, the password or the code is not right.");
        return this.enter(account, account.mayUnlock || (this.view.state === "sign_in_again" && this.#account === account));
      },
      accountUnlock: async (words) => {
        const account = this.#here();
        if (this.#check(words, account).kind !== "right") throw refuse("wrong_words", "These are not the words of this account.");
        return this.enter(account, true);
      },
      accountChooseVault: async (vaultId) => {
        const account = this.#here();
        if (!account.vaults.some((vault) => vault.vault_id === vaultId)) throw refuse("not_found", "There is no such vault.");
        account.vaults = account.vaults.map((vault) => ({ ...vault, is_this: vault.vault_id === vaultId }));
        return this.#ready();
      },
      accountRecover: async (server, email, words, newPassword, mayUnlock) => {
        this.#reach(server);
        const account = this.accounts.find((candidate) => candidate.email === email) ?? null;
        if (!account || this.#check(words, account).kind !== "right") throw refuse("wrong_password", "The e-mail address or the words are not right.");
        if ([...newPassword].length < 8) throw refuse("bad_input", "A password needs at least 8 characters. Nothing was changed.", "password");
        account.password = newPassword;
        account.mayUnlock = mayUnlock;
        account.totp = null;
        return this.enter(account, true);
      },
      accountSignOut: async () => {
        this.#account = null;
        this.setStatus({ mood: "local", server: null, trouble: null, trouble_kind: null, verified_with: null, verified_at: null });
        return this.set(NONE);
      },
      accountDevices: async () => structuredClone(this.#here().devices),
      accountRenameDevice: async (id, name) => {
        const account = this.#here();
        if (name.trim() === "") throw refuse("bad_input", "Name must not be empty. Nothing was changed.", "name");
        account.devices = account.devices.map((device) => (device.id === id ? { ...device, name: name.trim() } : device));
        return structuredClone(account.devices);
      },
      accountRevokeDevice: async (id) => {
        const account = this.#here();
        account.devices = account.devices.map((device) => (device.id === id ? { ...device, revoked_at: this.clock() } : device));
        return structuredClone(account.devices);
      },
      accountReseed: async () => {
        this.#here();
        const alarms = this.view.alarms.filter((alarm) => !alarm.can_reseed);
        if (alarms.length === 0) this.setStatus({ mood: "synced", trouble: null, trouble_kind: null });
        return this.set({ alarms });
      },
      pairingStart: async (server) => {
        this.#reach(server);
        const code = "driftless-pair1qz8k3n5w0x7c2m4v6b9t1r8y3u5p0a2s4d6f8g1h3j5k7l9";
        return this.#pair(true, { kind: "waiting", code, expires_at: this.clock() + CODE_MS });
      },
      pairingAccept: async (code) => {
        this.#here();
        if (!/^driftless-pair1[a-z0-9]{20,}$/.test(code.trim())) throw refuse("pairing", "This is not a whole pairing code.");
        return this.#pair(false, { kind: "compare", digits: "408215", device: "Phone", expires_at: this.clock() + CODE_MS });
      },
      pairingWait: async () => {
        if (this.#pairing && this.#pairing.step === this.#pairing.told && this.#pairing.step.kind !== "done") await new Promise<void>((wake) => this.#waiting.push(wake));
        if (!this.#pairing) throw refuse("pairing", "The other device ended the pairing.");
        this.#pairing.told = this.#pairing.step;
        return this.#pairing.step;
      },
      pairingConfirm: async () => {
        if (this.#pairing?.step.kind !== "compare") throw refuse("pairing", "The pairing code has expired.");
        this.#pairing.here = true;
        return (this.#pairing.told = this.#settle());
      },
      pairingCancel: async () => this.otherCancels(),
      totpStart: async () => {
        this.#enrolling = "JBSWY3DPEHPK3PXP";
        return { secret: this.#enrolling, uri: `otpauth://totp/Driftless:${encodeURIComponent(this.#here().email)}?secret=${this.#enrolling}&issuer=Driftless` };
      },
      totpConfirm: async (code) => {
        if (this.#enrolling === null || code !== "123456") throw refuse("wrong_password", "The code is not right.", "code");
        this.#here().totp = code;
        this.#enrolling = null;
        return this.set({ has_totp: true });
      },
      totpDisable: async (code) => {
        if (code !== this.#here().totp) throw refuse("wrong_password", "The code is not right.", "code");
        this.#here().totp = null;
        return this.set({ has_totp: false });
      },
      onAccount: async (callback) => void this.#heard.push(callback),
    };
  }
}
