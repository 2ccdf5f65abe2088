// Why a file or folder was not taken as it stands, in the language of the window.
import type { FolderReason } from "../../bindings";
import { m } from "../../i18n";
import { bytesWords } from "../../shared/dates";

/** Largest note and largest attachment that are taken; see the limits of the domain. */
const NOTE_BYTES_MAX = 20 * 1024 * 1024;
const ATTACHMENT_BYTES_MAX = 10 * 1024 * 1024;

export function reasonWords(reason: FolderReason): string {
  const words = WORDS[reason.kind](reason);
  return reason.file === null ? words : m.start_reason_of({ file: reason.file, reason: words });
}

const WORDS: Record<FolderReason["kind"], (reason: FolderReason) => string> = {
  link: () => m.start_reason_link(),
  special: () => m.start_reason_special(),
  hidden_folder: () => m.start_reason_hidden_folder(),
  hidden_file: () => m.start_reason_hidden_file(),
  too_deep: () => m.start_reason_too_deep(),
  unreadable: ({ detail }) => m.start_reason_unreadable({ detail: detail ?? "" }),
  not_markdown: () => m.start_reason_not_markdown(),
  replaced: () => m.start_reason_replaced(),
  too_large: ({ number }) => m.start_reason_too_large({ size: bytesWords(number ?? 0), max: bytesWords(NOTE_BYTES_MAX) }),
  attachment_too_large: ({ number }) => m.start_reason_attachment_too_large({ size: bytesWords(number ?? 0), max: bytesWords(ATTACHMENT_BYTES_MAX) }),
  utf16: () => m.start_reason_utf16(),
  not_utf8: ({ number }) => m.start_reason_not_utf8({ at: String(number ?? 0) }),
  nul: ({ number }) => m.start_reason_nul({ at: String(number ?? 0) }),
  no_title: () => m.start_reason_no_title(),
  front_matter_open: () => m.start_reason_front_matter_open(),
  front_matter: () => m.start_reason_front_matter(),
  front_matter_key: ({ detail }) => m.start_reason_front_matter_key({ key: detail ?? "" }),
  refused: ({ detail }) => m.start_reason_refused({ detail: detail ?? "" }),
  written_beside: () => m.start_reason_written_beside(),
  not_here: ({ detail }) => m.start_reason_not_here({ name: detail ?? "" }),
};
