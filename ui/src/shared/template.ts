// Fills in a template. Pure: the time, the language and the title are arguments.
import { writeDate } from "./date-words";

export interface TemplateValues {
  /** Milliseconds since the epoch. */
  now: number;
  /** A BCP 47 tag. */
  locale: string;
  /** Title of the note that is made. */
  title: string;
}

export interface FilledTemplate {
  text: string;
  /** Where the caret goes, UTF-16 units; null when the template does not say. */
  cursor: number | null;
}

const PLACEHOLDER = /\{\{\s*(date|time|title|cursor)\s*(?::\s*([^}]*?)\s*)?\}\}/g;

/**
 * `{{date}}` and `{{time}}` as the language writes them, `{{date:YYYY-MM-DD}}` by a pattern, `{{title}}`, and `{{cursor}}` where
 * writing begins (the first one counts). Anything else in braces stays as it is.
 */
export function fillTemplate(template: string, { now, locale, title }: TemplateValues): FilledTemplate {
  let cursor: number | null = null;
  let text = "";
  let at = 0;
  for (const match of template.matchAll(PLACEHOLDER)) {
    const [whole, name, pattern] = match;
    text += template.slice(at, match.index);
    at = match.index + whole.length;
    if (name === "cursor") cursor ??= text.length;
    else if (name === "title") text += title;
    else if (pattern) text += writeDate(now, pattern, locale);
    else if (name === "date") text += new Intl.DateTimeFormat(locale, { dateStyle: "long" }).format(now);
    else text += new Intl.DateTimeFormat(locale, { timeStyle: "short" }).format(now);
  }
  return { text: text + template.slice(at), cursor };
}
