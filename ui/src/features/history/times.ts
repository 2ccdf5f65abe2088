// Days and times of a timeline.
import { m } from "../../i18n";
import { formatTag } from "../../shared/dates";

const DAY_MS = 86_400_000;

/** 09:41 */
export function clock(at: number): string {
  return new Intl.DateTimeFormat(formatTag(), { timeStyle: "short" }).format(at);
}

/** Today, Yesterday, Tuesday 18 November, 18 November 2024. */
export function dayName(at: number, now: number): string {
  const day = (time: number) => new Date(time).setHours(0, 0, 0, 0);
  const days = Math.round((day(now) - day(at)) / DAY_MS);
  if (days === 0) return m.history_today();
  if (days === 1) return m.words_yesterday();
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat(formatTag(), isThisYear ? { weekday: "long", day: "numeric", month: "long" } : { day: "numeric", month: "long", year: "numeric" }).format(at);
}
