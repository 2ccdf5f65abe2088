// The words of the language shown, when it is not English; loaded when a window speaks it (project.inlang/split.mjs).
import { words } from "./generated/words.js";

type Words = readonly ((inputs: unknown) => string)[];

const loaded = new Map<string, Words>();
let current = $state.raw<Words>([]);

/** The words of every message, by its place. A message that a page has asked for is asked for again when this changes. */
export function spoken(): Words {
  return current;
}

/** Words that are here already; English needs none. */
export function knownWords(locale: string): Words | null {
  return locale in words ? (loaded.get(locale) ?? null) : [];
}

/** Brings the words of a language. */
export async function loadWords(locale: string): Promise<Words> {
  const known = knownWords(locale);
  if (known) return known;
  const found = (await (words as Record<string, () => Promise<{ default: unknown }>>)[locale]!()).default as Words;
  loaded.set(locale, found);
  return found;
}

export function use(next: Words): void {
  current = next;
}
