import { expect, it } from "vitest";
import { keepOnlyLanguages } from "./system-languages";

/** The Sync page could not be shown on a system with `LANG=C`: its chart asked for numbers in the language "C". */
it("a system that speaks C is spoken to in English", () => {
  for (const [given, languages] of [[["C"], ["en"]], [["C", "de-AT"], ["de-AT"]], [["de-DE", "en"], ["de-DE", "en"]], [[], ["en"]]] as const) {
    const navigator = { language: given[0] ?? "", languages: [...given] };
    keepOnlyLanguages(navigator);
    expect(navigator.languages).toEqual(languages);
    expect(() => new Intl.NumberFormat(navigator.language).format(1)).not.toThrow();
  }
});
