// A refused or failed command.
import type { CommandError, ErrorKind } from "../bindings";

/** A refused or failed command. `kind` is stable; `message` is for people. */
export class BackendError extends Error {
  readonly kind: ErrorKind;
  readonly field: string | null;

  constructor(error: CommandError) {
    super(error.message);
    this.name = "BackendError";
    this.kind = error.kind;
    this.field = error.field;
  }
}

/** Turns anything thrown into a `BackendError`, so that callers match on one type. */
export function asBackendError(cause: unknown): BackendError {
  if (cause instanceof BackendError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  return new BackendError({ kind: "internal", message, field: null });
}
