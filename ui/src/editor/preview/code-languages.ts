// Grammars of fenced code, each loaded when a note first shows its language.
import { LanguageDescription, LanguageSupport, ParseContext, StreamLanguage } from "@codemirror/language";
import type { Parser } from "@lezer/common";

/** Names asked for that are remembered, at most: what is typed after a fence is a name at every key. */
const NAMES_MAX = 200;

const plain = new LanguageSupport(StreamLanguage.define({ name: "plain", token: (stream) => (stream.skipToEnd(), null) }));
const asked = new Map<string, LanguageDescription>();

async function load(name: string): Promise<LanguageSupport> {
  const { languages } = await import("@codemirror/language-data");
  const found = LanguageDescription.matchLanguageName(languages, name, false);
  return found ? found.load() : plain;
}

function describe(name: string): LanguageDescription {
  const known = asked.get(name);
  if (known) return known;
  const found = LanguageDescription.of({ name, load: () => load(name).catch(() => plain) });
  if (asked.size >= NAMES_MAX) asked.delete(asked.keys().next().value!);
  asked.set(name, found);
  return found;
}

/** The name of a language in the first line of a fence: `ts {1,3}`, `language-ts` and `{.ts}` are `ts`. */
export function languageName(info: string): string {
  return /^\{?\.?(?:language-)?([^\s{},:]*)/i.exec(info.trim())?.[1]?.toLowerCase() ?? "";
}

/** The parser for a fence, one that skips until its grammar is here, or none. */
export function codeParser(info: string): Parser | null {
  const name = languageName(info);
  if (!name || name === "mermaid" || name === "math" || !/^[\w+#.-]{1,40}$/.test(name)) return null;
  const found = describe(name);
  return found.support ? found.support.language.parser : ParseContext.getSkippingParser(found.load());
}
