// Times in words. `now` is an argument; months and hours follow the system's locale.

const time = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: "short" });
const dayMonth = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const dayMonthYear = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });

function dayNumber(at: number): number {
  const date = new Date(at);
  return Math.floor(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000);
}

/** As short as unambiguous: 09:41, Yesterday, Tue, 12 Nov, 12 Nov 2024. Milliseconds since the epoch. */
export function shortDate(at: number, now: number): string {
  const days = dayNumber(now) - dayNumber(at);
  if (days === 0) return time.format(at);
  if (days === 1) return "Yesterday";
  if (days > 1 && days < 7) return weekday.format(at);
  if (new Date(at).getFullYear() === new Date(now).getFullYear()) return dayMonth.format(at);
  return dayMonthYear.format(at);
}

/** For running text: 09:41, yesterday 09:41, Tue 09:41, 12 Nov 2024. */
export function dateInText(at: number, now: number): string {
  const days = dayNumber(now) - dayNumber(at);
  if (days === 0) return time.format(at);
  if (days === 1) return `yesterday ${time.format(at)}`;
  if (days > 1 && days < 7) return `${weekday.format(at)} ${time.format(at)}`;
  return shortDate(at, now);
}

/** The whole date, for tooltips. */
export function fullDate(at: number): string {
  return full.format(at);
}

const count = new Intl.NumberFormat();

/** 50214 → 50,214 */
export function countWords(value: number): string {
  return count.format(value);
}
