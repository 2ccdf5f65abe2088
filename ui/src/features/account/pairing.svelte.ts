// Two devices become devices of one account: one shows a code, both show six digits, a person says that they are equal.
import type { Backend } from "../../backend/backend";
import type { PairingStep } from "../../bindings";
import { m } from "../../i18n";
import { errorsOf, type Errors } from "./errors";

export class Pairing {
  step = $state.raw<PairingStep | null>(null);
  /** The new device asks this server. */
  server = $state("");
  /** Typed or pasted on the device that is signed in. */
  code = $state("");
  /** This person said that the digits are equal; the other device did not answer yet. */
  isConfirmed = $state(false);
  isBusy = $state(false);
  errors = $state.raw<Errors>({});
  /** Why a pairing under way ended. */
  ended = $state<string | null>(null);
  readonly #backend: Backend;
  #turn = 0;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** On the new device. */
  async start(): Promise<void> {
    if (this.server.trim() === "") {
      this.errors = { server: m.account_server_missing() };
      return;
    }
    await this.#begin(() => this.#backend.pairingStart(this.server.trim().toWellFormed()), "server");
  }

  /** On the device that is signed in. */
  async accept(): Promise<void> {
    if (this.code.trim() === "") {
      this.errors = { code: m.account_pair_code_missing() };
      return;
    }
    await this.#begin(() => this.#backend.pairingAccept(this.code.trim().toWellFormed()), "code");
  }

  async confirm(): Promise<void> {
    if (this.step?.kind !== "compare" || this.isConfirmed) return;
    const turn = this.#turn;
    this.isConfirmed = true;
    try {
      const step = await this.#backend.pairingConfirm();
      if (turn === this.#turn) this.#take(step);
    } catch (cause) {
      if (turn === this.#turn) this.#end(cause);
    }
  }

  /** The digits differ, or the person thought better of it: nothing is shared. */
  async cancel(words: string | null = null): Promise<void> {
    const wasUnderWay = this.step !== null && this.step.kind !== "done";
    this.#turn += 1;
    this.step = null;
    this.isConfirmed = false;
    this.ended = words;
    this.errors = {};
    if (wasUnderWay) await this.#backend.pairingCancel();
  }

  async #begin(act: () => Promise<PairingStep>, field: "server" | "code"): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.errors = {};
    this.ended = null;
    this.isConfirmed = false;
    const turn = ++this.#turn;
    try {
      const step = await act();
      if (turn !== this.#turn) return void (await this.#backend.pairingCancel());
      this.#take(step);
      this.code = "";
      void this.#follow(turn);
    } catch (cause) {
      this.errors = errorsOf(cause, [field]);
    } finally {
      this.isBusy = false;
    }
  }

  /** Asks again for as long as this pairing is the one shown. */
  async #follow(turn: number): Promise<void> {
    while (turn === this.#turn && this.step !== null && this.step.kind !== "done") {
      try {
        const step = await this.#backend.pairingWait();
        if (turn === this.#turn) this.#take(step);
      } catch (cause) {
        if (turn === this.#turn) this.#end(cause);
        return;
      }
    }
  }

  #take(step: PairingStep): void {
    // An answer that was under way when the last one came.
    if (this.step?.kind !== "done") this.step = step;
  }

  #end(cause: unknown): void {
    this.#turn += 1;
    this.step = null;
    this.isConfirmed = false;
    this.ended = Object.values(errorsOf(cause, []))[0] ?? null;
  }
}
