// What was refused, beside the field that it is about.
import { asBackendError } from "../../backend/backend";
import type { ErrorKind } from "../../bindings";
import { m } from "../../i18n";
import { errorWords } from "../../shared/error-words";

export type Field = "server" | "email" | "password" | "invitation" | "code" | "words" | "all";
export type Errors = Partial<Record<Field, string>>;

const FIELDS: readonly string[] = ["server", "email", "password", "invitation", "code", "words"] satisfies Field[];
const PLACES: Partial<Record<ErrorKind, Field>> = { name_taken: "email", invitation: "invitation", network: "server", wrong_words: "words", wrong_password: "password", pairing: "code" };

/** What is said, and at which of the fields that are shown. */
export function errorsOf(cause: unknown, shown: readonly Field[]): Errors {
  const failure = asBackendError(cause);
  const named = failure.field === "new_password" ? "password" : failure.field;
  // Who recovers types no password of the account: only the words or the name can be wrong.
  const isRecovery = failure.kind === "wrong_password" && shown.includes("words");
  const place = isRecovery ? "words" : (PLACES[failure.kind] ?? (named !== null && FIELDS.includes(named) ? (named as Field) : "all"));
  return { [shown.includes(place) ? place : "all"]: errorWords(failure) };
}

/** How hard a password is to guess, in words; nothing is forbidden. Null while there is none. */
export function passwordHint(password: string): string | null {
  const length = [...password].length;
  if (length === 0) return null;
  if (length < 8) return m.account_password_short();
  if (new Set(password.toLowerCase()).size < 5 || /^(?:password|passwort|qwert[yz]|1234)/i.test(password)) return m.account_password_easy();
  return length < 14 ? m.account_password_fair() : m.account_password_good();
}
