// The account: signing up and in, the emergency kit, devices, pairing, the second factor.
import {
  commands, events, type AccountDevice, type AccountView, type EmergencyKit, type KitWord, type NewAccountFacts, type PairingStep,
  type SignInStep, type TotpEnrolment, type WordsCheck,
} from "../../bindings";
import { unit, unwrap } from "../answers";

export interface AccountBackend {
  accountStatus(): Promise<AccountView>;
  /** Makes an account. The kit is shown at once: without it and without another device, nobody can read the notes again. */
  accountSignUp(facts: NewAccountFacts, password: string): Promise<EmergencyKit>;
  accountKit(): Promise<EmergencyKit>;
  /** Two words of different places; true when both are right. */
  accountConfirmKit(words: KitWord[]): Promise<boolean>;
  accountCheckWords(words: string): Promise<WordsCheck>;
  /** `code`: six digits, once `needs_code` asked for them. */
  accountSignIn(server: string, email: string, password: string, code: string | null): Promise<SignInStep>;
  accountUnlock(words: string): Promise<SignInStep>;
  accountChooseVault(vaultId: string): Promise<SignInStep>;
  /** Signs in with the 24 words alone and sets a new password. */
  accountRecover(server: string, email: string, words: string, newPassword: string, passwordMayUnlock: boolean): Promise<SignInStep>;
  accountSignOut(): Promise<AccountView>;
  accountDevices(): Promise<AccountDevice[]>;
  accountRenameDevice(id: string, name: string): Promise<AccountDevice[]>;
  accountRevokeDevice(id: string): Promise<AccountDevice[]>;
  /** Gives the server this device's copy again. */
  accountReseed(): Promise<AccountView>;
  /** On the new device: shows a code. */
  pairingStart(server: string): Promise<PairingStep>;
  /** On a device that is signed in: takes the code. */
  pairingAccept(code: string): Promise<PairingStep>;
  /** Waits for the other device, half a minute at most. */
  pairingWait(): Promise<PairingStep>;
  /** On both: the digits are the same. */
  pairingConfirm(): Promise<PairingStep>;
  pairingCancel(): Promise<void>;
  totpStart(): Promise<TotpEnrolment>;
  totpConfirm(code: string): Promise<AccountView>;
  totpDisable(code: string): Promise<AccountView>;
  /** Resolves when the subscription is in place. */
  onAccount(callback: (account: AccountView) => void): Promise<void>;
}

export function tauriAccount(): AccountBackend {
  return {
    accountStatus: () => unwrap(commands.accountStatus()),
    accountSignUp: (facts, password) => unwrap(commands.accountSignUp(facts, password)),
    accountKit: () => unwrap(commands.accountKit()),
    accountConfirmKit: (words) => unwrap(commands.accountConfirmKit(words)),
    accountCheckWords: (words) => unwrap(commands.accountCheckWords(words)),
    accountSignIn: (server, email, password, code) => unwrap(commands.accountSignIn(server, email, password, code)),
    accountUnlock: (words) => unwrap(commands.accountUnlock(words)),
    accountChooseVault: (vaultId) => unwrap(commands.accountChooseVault(vaultId)),
    accountRecover: (server, email, words, newPassword, passwordMayUnlock) =>
      unwrap(commands.accountRecover(server, email, words, newPassword, passwordMayUnlock)),
    accountSignOut: () => unwrap(commands.accountSignOut()),
    accountDevices: () => unwrap(commands.accountDevices()),
    accountRenameDevice: (id, name) => unwrap(commands.accountRenameDevice(id, name)),
    accountRevokeDevice: (id) => unwrap(commands.accountRevokeDevice(id)),
    accountReseed: () => unwrap(commands.accountReseed()),
    pairingStart: (server) => unwrap(commands.pairingStart(server)),
    pairingAccept: (code) => unwrap(commands.pairingAccept(code)),
    pairingWait: () => unwrap(commands.pairingWait()),
    pairingConfirm: () => unwrap(commands.pairingConfirm()),
    pairingCancel: () => unit(commands.pairingCancel()),
    totpStart: () => unwrap(commands.totpStart()),
    totpConfirm: (code) => unwrap(commands.totpConfirm(code)),
    totpDisable: (code) => unwrap(commands.totpDisable(code)),
    onAccount: async (callback) => {
      await events.accountChanged.listen((event) => callback(event.payload));
    },
  };
}
