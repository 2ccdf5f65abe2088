// What went wrong, in the language shown. The backend's own message is English and says more: it stays as the detail.
import type { CommandError, ErrorKind } from "../bindings";
import { locale, m } from "../i18n";

const WORDS: Record<ErrorKind, () => string> = {
  bad_input: m.errors_bad_input,
  not_found: m.errors_not_found,
  too_large: m.errors_too_large,
  bad_query: m.errors_bad_query,
  locked: m.errors_locked,
  wrong_key: m.errors_wrong_key,
  too_many_tries: m.errors_too_many_tries,
  no_passphrase: m.errors_no_passphrase,
  damaged: m.errors_damaged,
  newer_version: m.errors_newer_version,
  disk_full: m.errors_disk_full,
  storage: m.errors_storage,
  network: m.errors_network,
  refused: m.errors_refused,
  bad_connect_code: m.errors_bad_connect_code,
  not_signed_in: m.errors_not_signed_in,
  sign_in_again: m.errors_sign_in_again,
  wrong_password: m.errors_wrong_password,
  wrong_words: m.errors_wrong_words,
  name_taken: m.errors_name_taken,
  invitation: m.errors_invitation,
  tampered: m.errors_tampered,
  pairing: m.errors_pairing,
  internal: m.errors_internal,
};

type Failure = Pick<CommandError, "kind" | "message">;

/** One or two sentences in the language shown. */
export function errorWords(error: Failure): string {
  return locale() === "en" ? error.message : (WORDS[error.kind] ?? m.errors_internal)();
}

/** The backend's own words, where they are not those of `errorWords`. */
export function errorDetail(error: Failure): string | null {
  const words = errorWords(error);
  return words === error.message ? null : error.message;
}
