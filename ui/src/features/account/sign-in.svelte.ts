// Signing in, step by step: password, a code when one is asked for, the words, which vault. And coming back with the words alone.
import type { Backend } from "../../backend/backend";
import type { SignInStep, VaultChoice } from "../../bindings";
import { m } from "../../i18n";
import { errorsOf, type Errors, type Field } from "./errors";
import { wordsTrouble } from "../../shared/kit-words";

export type Step = "password" | "code" | "words" | "vault" | "done";

export class SignIn {
  step = $state<Step>("password");
  server = $state("");
  email = $state("");
  password = $state("");
  code = $state("");
  words = $state("");
  mayUnlock = $state(false);
  vaults = $state.raw<VaultChoice[]>([]);
  errors = $state.raw<Errors>({});
  isBusy = $state(false);
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async submitPassword(): Promise<void> {
    if (!this.#isComplete(["server", "email", "password"])) return;
    await this.#try(["server", "email", "password"], () => this.#backend.accountSignIn(...this.#name(), this.password.toWellFormed(), null));
  }

  async submitCode(): Promise<void> {
    const code = this.code.replace(/\s/g, "");
    if (!/^\d{6}$/.test(code)) {
      this.errors = { code: m.account_code_six() };
      return;
    }
    await this.#try(["code"], () => this.#backend.accountSignIn(...this.#name(), this.password.toWellFormed(), code));
    // The server does not tell which of the three is not right: at this step it is most likely the code.
    if (this.errors.all !== undefined && this.step === "code") this.errors = { code: this.errors.all };
  }

  async submitWords(): Promise<void> {
    if (!(await this.#areWords())) return;
    await this.#try(["words"], () => this.#backend.accountUnlock(this.words.toWellFormed()));
  }

  async submitRecovery(): Promise<void> {
    if (!this.#isComplete(["server", "email", "password"])) return;
    if (!(await this.#areWords())) return;
    const [server, email] = this.#name();
    await this.#try(["server", "email", "password", "words"], () => this.#backend.accountRecover(server, email, this.words.toWellFormed(), this.password.toWellFormed(), this.mayUnlock));
  }

  async choose(vaultId: string): Promise<void> {
    await this.#try([], () => this.#backend.accountChooseVault(vaultId));
  }

  /** Back to the password; the rest of what was typed stays. */
  back(): void {
    this.step = "password";
    this.code = "";
    this.errors = {};
  }

  #name(): [string, string] {
    return [this.server.trim().toWellFormed(), this.email.trim().toWellFormed()];
  }

  #isComplete(fields: Field[]): boolean {
    const words: Partial<Record<Field, () => string>> = { server: m.account_server_missing, email: m.account_email_missing, password: m.account_password_missing };
    const typed: Partial<Record<Field, string>> = { server: this.server.trim(), email: this.email.trim(), password: this.password };
    this.errors = Object.fromEntries(fields.filter((field) => typed[field] === "").map((field) => [field, words[field]!()]));
    return Object.keys(this.errors).length === 0;
  }

  /** What this device can tell of the words before the account is asked. */
  async #areWords(): Promise<boolean> {
    if (this.isBusy) return false;
    this.isBusy = true;
    try {
      const check = await this.#backend.accountCheckWords(this.words.toWellFormed());
      // Which account they belong to is said by the account itself.
      const trouble = check.kind === "other_account" ? null : wordsTrouble(check);
      this.errors = trouble === null ? {} : { words: trouble };
      return trouble === null;
    } catch (cause) {
      this.errors = errorsOf(cause, ["words"]);
      return false;
    } finally {
      this.isBusy = false;
    }
  }

  async #try(shown: Field[], act: () => Promise<SignInStep>): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.errors = {};
    try {
      this.#take(await act());
    } catch (cause) {
      this.errors = errorsOf(cause, shown);
    } finally {
      this.isBusy = false;
    }
  }

  #take(step: SignInStep): void {
    if (step.kind === "needs_code") {
      this.step = "code";
      return;
    }
    this.password = this.code = "";
    if (step.kind === "needs_key") this.step = "words";
    else {
      this.words = "";
      this.step = step.kind === "ready" ? "done" : "vault";
      if (step.kind === "needs_vault") this.vaults = step.vaults;
    }
  }
}
