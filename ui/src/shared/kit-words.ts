// What typed words are worth, in words.
import type { WordsCheck } from "../bindings";
import { m } from "../i18n";

export const KIT_WORDS = 24;

/** How many words there are so far. */
export function countWords(text: string): number {
  return text.trim() === "" ? 0 : text.trim().split(/\s+/).length;
}

/** What is wrong and what to do; null when nothing is. */
export function wordsTrouble(check: WordsCheck): string | null {
  switch (check.kind) {
    case "right":
      return null;
    case "other_account":
      return m.account_words_other_account();
    case "count":
      return check.found < KIT_WORDS ? m.account_words_too_few({ found: check.found }) : m.account_words_too_many({ found: check.found });
    case "unknown":
      return check.near === null ? m.account_words_unknown({ position: check.position }) : m.account_words_unknown_near({ position: check.position, near: check.near });
    case "other_language":
      return m.account_words_other_language();
    case "checksum":
      return m.account_words_checksum();
  }
}

/** The same while they are still being typed: what is only missing is no trouble, nor is the word at the end. */
export function wordsTroubleSoFar(check: WordsCheck, text: string): string | null {
  const count = countWords(text);
  if (check.kind === "count" && check.found < KIT_WORDS) return null;
  if (check.kind === "unknown" && check.position === count && !/\s$/.test(text)) return null;
  if (check.kind === "other_language" && count < 4) return null;
  return wordsTrouble(check);
}
