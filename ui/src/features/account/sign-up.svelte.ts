// Making an account: what was typed stays, whatever is refused.
import type { Backend } from "../../backend/backend";
import type { EmergencyKit } from "../../bindings";
import { m } from "../../i18n";
import { errorsOf, type Errors } from "./errors";

export class SignUp {
  server = $state("");
  email = $state("");
  password = $state("");
  invitation = $state("");
  mayUnlock = $state(false);
  errors = $state.raw<Errors>({});
  isBusy = $state(false);
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Makes it; null when something was refused. */
  async submit(): Promise<EmergencyKit | null> {
    if (this.isBusy) return null;
    this.errors = this.#missing();
    if (Object.keys(this.errors).length > 0) return null;
    this.isBusy = true;
    try {
      const invitation = this.invitation.trim();
      const facts = { server: this.server.trim(), email: this.email.trim(), invitation: invitation === "" ? null : invitation.toWellFormed(), password_may_unlock: this.mayUnlock };
      const kit = await this.#backend.accountSignUp(facts, this.password.toWellFormed());
      this.password = "";
      return kit;
    } catch (cause) {
      this.errors = errorsOf(cause, ["server", "email", "password", "invitation"]);
      return null;
    } finally {
      this.isBusy = false;
    }
  }

  #missing(): Errors {
    return {
      ...(this.server.trim() === "" ? { server: m.account_server_missing() } : {}),
      ...(this.email.trim() === "" ? { email: m.account_email_missing() } : {}),
      ...(this.password === "" ? { password: m.account_password_missing() } : {}),
    };
  }
}
