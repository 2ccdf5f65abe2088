// The account as the backend tells it, and which of its screens is shown.
import type { AccountView, EmergencyKit, VaultChoice } from "../bindings";
import type { Workspace } from "./workspace.svelte";

export type AccountScreen = "sign_up" | "sign_in" | "recover" | "kit" | "pair_new" | "pair_old" | "totp";

export class AccountState {
  view = $state.raw<AccountView | null>(null);
  screen = $state<AccountScreen>("sign_in");
  /** Of an account just made; shown once, then asked for again when wanted. */
  kit = $state.raw<EmergencyKit | null>(null);
  /** What this data folder can become. */
  vaults = $state.raw<VaultChoice[]>([]);
  readonly #workspace: Workspace;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** Somebody is signed in, or was until the server or another device ended it. */
  get isThere(): boolean {
    return this.view !== null && this.view.state !== "none";
  }

  get isReady(): boolean {
    return this.view?.state === "ready";
  }

  start(): Promise<void> {
    return this.#workspace.backend.onAccount((view) => {
      this.view = view;
    });
  }

  async refresh(): Promise<void> {
    this.view = await this.#workspace.backend.accountStatus();
  }

  async open(screen: AccountScreen): Promise<void> {
    this.screen = screen;
    await this.#workspace.showPage("account");
    await this.#workspace.focus.focus("account");
  }
}
