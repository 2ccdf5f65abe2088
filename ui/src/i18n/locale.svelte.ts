// Which language the window speaks.
import { baseLocale, locales, overwriteGetLocale } from "./generated/runtime.js";
import { knownWords, loadWords, use } from "./spoken.svelte";

export type Locale = (typeof locales)[number];
export { locales };

let current = $state<Locale>(baseLocale);

overwriteGetLocale(() => current);

/** The language shown. */
export function locale(): Locale {
  return current;
}

/** The first of the wanted languages (`de-AT` also wants `de`) that there is a catalogue for; English if none. */
export function bestLocale(wanted: readonly string[]): Locale {
  for (const tag of wanted) {
    const found = locales.find((known) => known === tag.toLowerCase().split("-")[0]);
    if (found) return found;
  }
  return baseLocale;
}

/** The language asked for last: an older answer that comes late changes nothing. */
let wanted: Locale = baseLocale;

/** Speaks another language as soon as its words are here; at once when they have been before. */
export async function speak(next: Locale): Promise<void> {
  wanted = next;
  const words = knownWords(next) ?? (await loadWords(next));
  if (wanted !== next) return;
  use(words);
  current = next;
  document.documentElement.lang = next;
}
