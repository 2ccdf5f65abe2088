// How a search was understood, as a sentence in the language shown.
import type { QueryPart, QueryReading, QueryTrouble } from "../bindings";
import { locale, m } from "../i18n";

const FACTS: Record<string, () => string> = {
  "is:pinned": m.search_fact_pinned,
  "is:favourite": m.search_fact_favourite,
  "is:archived": m.search_fact_archived,
  "is:trash": m.search_fact_trash,
  "is:template": m.search_fact_template,
  "is:untagged": m.search_fact_untagged,
  "is:task": m.search_fact_open_task,
  "is:done": m.search_fact_done,
  "has:tag": m.search_fact_tag,
  "has:notebook": m.search_fact_notebook,
  "has:review": m.search_fact_review,
  "has:link": m.search_fact_link,
  "has:attachment": m.search_fact_attachment,
  "has:code": m.search_fact_code,
  "has:table": m.search_fact_table,
  "has:task": m.search_fact_task,
};

/** “Notes with “tide…” and tagged “sea”.” Empty while there is nothing to tell. */
export function readingWords({ parts }: QueryReading): string {
  return parts.length === 0 ? "" : m.search_notes({ clauses: new Intl.ListFormat(locale(), { type: "conjunction" }).format(parts.map(clause)) });
}

function clause(part: QueryPart): string {
  switch (part.kind) {
    case "words": {
      const words = part.is_phrase ? m.search_exactly({ text: part.text }) : m.search_beginning({ text: part.text });
      return part.is_title ? m.search_in_title({ words }) : m.search_with({ words });
    }
    case "tag":
      return m.search_tagged({ name: part.name });
    case "notebook":
      return m.search_in_notebook({ name: part.name });
    case "created":
      return m.search_created({ time: time(part.from, part.to) });
    case "edited":
      return m.search_edited({ time: time(part.from, part.to) });
    case "fact":
      return FACTS[part.fact]?.() ?? part.fact;
    case "not":
      return m.search_not({ clause: clause(part.part) });
    case "all":
      return new Intl.ListFormat(locale(), { type: "conjunction" }).format(part.parts.map(clause));
    case "any":
      return new Intl.ListFormat(locale(), { type: "disjunction" }).format(part.parts.map(clause));
  }
}

function time(from: string | null, to: string | null): string {
  if (from !== null && from === to) return m.search_on({ day: day(from) });
  if (from !== null && to !== null) return m.search_from_to({ from: day(from), to: day(to) });
  if (from !== null) return m.search_from({ day: day(from) });
  return to === null ? m.search_any_time() : m.search_until({ day: day(to) });
}

/** 2026-03-01 as the language writes it; a day that is none there stays as it is. */
function day(text: string): string {
  const [year, month, date] = text.split("-").map(Number);
  const at = new Date(year ?? NaN, (month ?? NaN) - 1, date);
  return Number.isNaN(at.getTime()) ? text : new Intl.DateTimeFormat(locale(), { dateStyle: "medium" }).format(at);
}

/** Why a search cannot be understood; null when nothing is wrong. */
export function troubleWords(trouble: QueryTrouble | null): string | null {
  switch (trouble?.kind) {
    case "no_value":
      return m.search_no_value({ operator: trouble.operator });
    case "value":
      return m.search_bad_value({ operator: trouble.operator, value: trouble.value, expected: expected(trouble.operator) });
    case "too_long":
      return m.search_too_long({ max: trouble.max });
    case "too_deep":
      return m.search_too_deep();
    default:
      return null;
  }
}

function expected(operator: string): string {
  const values: Record<string, string> = {
    is: "pinned, favourite, archived, trash, template, untagged, task, done",
    has: "tag, notebook, review, link, attachment, code, table, task",
  };
  return values[operator] ?? "2026, 2026-03, >=2026-03-01, 2026-01..2026-03, today, week, 7d";
}

/** Where a search is wrong; null when nowhere in particular. */
export function troublePlace(trouble: QueryTrouble | null): [number, number] | null {
  return trouble !== null && "place" in trouble ? trouble.place : null;
}
