// Times and numbers in words. `now` is an argument; months, hours and digits follow the language shown, in the country of the system.
import { locale, m } from "../i18n";

const time = byLocale((tag) => new Intl.DateTimeFormat(tag, { timeStyle: "short" }));
const weekday = byLocale((tag) => new Intl.DateTimeFormat(tag, { weekday: "short" }));
const dayMonth = byLocale((tag) => new Intl.DateTimeFormat(tag, { day: "numeric", month: "short" }));
const dayMonthYear = byLocale((tag) => new Intl.DateTimeFormat(tag, { day: "numeric", month: "short", year: "numeric" }));
const full = byLocale((tag) => new Intl.DateTimeFormat(tag, { dateStyle: "full", timeStyle: "short" }));
const count = byLocale((tag) => new Intl.NumberFormat(tag));

/** Builds a format once for each language; asking for it in a page follows the language. */
function byLocale<Format>(build: (tag: string) => Format): () => Format {
  const built = new Map<string, Format>();
  return () => {
    const tag = formatTag();
    let format = built.get(tag);
    if (format === undefined) built.set(tag, (format = build(tag)));
    return format;
  };
}

/** The language shown, as the system's country writes it: `en-GB` for English on a British system. */
export function formatTag(): string {
  const shown = locale();
  return navigator.languages.find((tag) => tag.toLowerCase().split("-")[0] === shown) ?? shown;
}

function dayNumber(at: number): number {
  const date = new Date(at);
  return Math.floor(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000);
}

/** As short as unambiguous: 09:41, Yesterday, Tue, 12 Nov, 12 Nov 2024. Milliseconds since the epoch. */
export function shortDate(at: number, now: number): string {
  const days = dayNumber(now) - dayNumber(at);
  if (days === 0) return time().format(at);
  if (days === 1) return m.words_yesterday();
  if (days > 1 && days < 7) return weekday().format(at);
  if (new Date(at).getFullYear() === new Date(now).getFullYear()) return dayMonth().format(at);
  return dayMonthYear().format(at);
}

/** For running text: 09:41, yesterday 09:41, Tue 09:41, 12 Nov 2024. */
export function dateInText(at: number, now: number): string {
  const days = dayNumber(now) - dayNumber(at);
  if (days === 0) return time().format(at);
  if (days === 1) return m.words_yesterday_at({ time: time().format(at) });
  if (days > 1 && days < 7) return `${weekday().format(at)} ${time().format(at)}`;
  return shortDate(at, now);
}

/** The whole date, for tooltips. */
export function fullDate(at: number): string {
  return full().format(at);
}

/** 50214 → 50,214 */
export function countWords(value: number): string {
  return count().format(value);
}

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;
const sizes = byLocale((tag) => UNITS.map((unit) => new Intl.NumberFormat(tag, { style: "unit", unit, unitDisplay: unit === "byte" ? "long" : "short", maximumFractionDigits: 1 })));

/** 1536000 → 1.5 MB */
export function bytesWords(bytes: number): string {
  const step = bytes < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  return sizes()[step]!.format(bytes / 1000 ** step);
}
