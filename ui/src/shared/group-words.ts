// What the groups of a list are called. `now` and the cuts are arguments; months and hours follow the system's locale.
import type { GroupKey, ListScope } from "../bindings";
import { locale, m } from "../i18n";

const DAY_MS = 86_400_000;

function startOfDay(at: number, back = 0): number {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - back).getTime();
}

/** `notebookName`: of the id, null for none. */
export function groupWords(key: GroupKey, cuts: readonly number[], scope: ListScope, now: number, notebookName: (id: string) => string): string {
  switch (key.kind) {
    case "pinned":
      return m.list_group_pinned();
    case "notebook":
      return key.id === null ? m.sidebar_no_notebook() : notebookName(key.id);
    case "date":
      return dateWords(cuts, key.cut, scope.kind === "trash", now);
  }
}

function dateWords(cuts: readonly number[], index: number, hasHours: boolean, now: number): string {
  const from = cuts[index];
  if (from === undefined) return m.list_earlier();
  const before = index === 0 ? now : (cuts[index - 1] ?? now);
  const [today, yesterday, week] = [startOfDay(now), startOfDay(now, 1), startOfDay(now, 6)];
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(navigator.languages.find((tag) => tag.startsWith(locale())) ?? locale(), options).format(from);
  if (hasHours && from >= yesterday) {
    const hour = format({ hour: "numeric", minute: "2-digit" });
    return from >= today ? m.list_today_at({ hour }) : m.list_yesterday_at({ hour });
  }
  if (from >= today) return m.list_today();
  if (from >= yesterday) return m.list_yesterday();
  if (before - from < 2 * DAY_MS) return format({ weekday: "long", day: "numeric", month: "long" });
  if (from === week) return m.list_this_week();
  const isThisYear = new Date(from).getFullYear() === new Date(now).getFullYear();
  return format(isThisYear ? { month: "long" } : { month: "long", year: "numeric" });
}
