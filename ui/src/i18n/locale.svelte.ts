// Which language the window speaks. A message that a page has asked for is asked for again when this changes.
import { baseLocale, locales, overwriteGetLocale } from "./generated/runtime.js";

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

/** Speaks another language from now on. */
export function speak(next: Locale): void {
  current = next;
  document.documentElement.lang = next;
}
