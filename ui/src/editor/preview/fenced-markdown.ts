// What a fence of Markdown is read with; the build gives it to `@codemirror/language-data` (vite.config.ts).
import { commonmarkLanguage } from "@codemirror/lang-markdown";
import { LanguageSupport } from "@codemirror/language";

/** The name under which `language-data` looks for it. */
export function markdown(): LanguageSupport {
  return new LanguageSupport(commonmarkLanguage);
}
