// The answers of the generated commands, as values or as `BackendError`.
import type { CommandError } from "../bindings";
import { asBackendError, BackendError } from "./error";

type Answer<T> = { status: "ok"; data: T } | { status: "error"; error: CommandError };

export async function unwrap<T>(answer: Promise<Answer<T>>): Promise<T> {
  let settled: Answer<T>;
  try {
    settled = await answer;
  } catch (cause) {
    throw asBackendError(cause);
  }
  if (settled.status === "error") throw new BackendError(settled.error);
  return settled.data;
}

export async function unit(answer: Promise<Answer<unknown>>): Promise<void> {
  await unwrap(answer);
}
