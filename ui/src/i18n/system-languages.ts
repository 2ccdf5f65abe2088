// A system without a language (`LANG=C`) says that it speaks "C". That is no language tag, and whatever asks `Intl` for it throws.

function isTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

/** Leaves only languages in `navigator`; English when there is none. Libraries read it when they load, so this comes first. */
export function keepOnlyLanguages(navigator: { language: string; languages: readonly string[] }): void {
  const known = navigator.languages.filter(isTag);
  const languages = known.length > 0 ? known : ["en"];
  if (isTag(navigator.language) && known.length === navigator.languages.length) return;
  Object.defineProperties(navigator, { language: { value: languages[0], configurable: true }, languages: { value: languages, configurable: true } });
}
