// How a list is arranged, and where its groups by date begin.
import type { ListGroup, ListScope, SortBy } from "../bindings";

export type Grouping = "none" | "date" | "notebook";

export interface ListView {
  sort: SortBy;
  reversed: boolean;
  pinsMixed: boolean;
  group: Grouping;
}

const USUAL: ListView = { sort: "updated", reversed: false, pinsMixed: false, group: "none" };
const USUAL_TRASH: ListView = { sort: "trashed", reversed: false, pinsMixed: true, group: "date" };

const HOUR_MS = 3_600_000;
/** Hours of today and yesterday that the trash is grouped by. */
const HOURS = 48;
const DAYS = 31;
const MONTHS = 120;

/** A name for a scope, to remember its view by; null for those that have none. */
export function viewName(scope: ListScope): string | null {
  if (scope.kind === "search") return null;
  if (scope.kind === "notebook") return `notebook:${scope.id ?? ""}`;
  return scope.kind === "tag" ? `tag:${scope.name}` : scope.kind;
}

export function usualView(scope: ListScope): ListView {
  return scope.kind === "trash" ? USUAL_TRASH : USUAL;
}

/** Reads a remembered view; whatever does not fit is the usual. */
export function readView(kept: unknown, scope: ListScope): ListView {
  const usual = usualView(scope);
  if (typeof kept !== "object" || kept === null) return usual;
  const { sort, reversed, pinsMixed, group } = kept as Record<string, unknown>;
  const sorts: SortBy[] = scope.kind === "trash" ? ["trashed", "updated", "created", "title"] : ["updated", "created", "title"];
  return {
    sort: sorts.find((known) => known === sort) ?? usual.sort,
    reversed: typeof reversed === "boolean" ? reversed : usual.reversed,
    pinsMixed: typeof pinsMixed === "boolean" ? pinsMixed : usual.pinsMixed,
    group: (["none", "date", "notebook"] as const).find((known) => known === group) ?? usual.group,
  };
}

/** Where the groups by date begin, local time, the latest first: today, yesterday, six more days, then months. */
export function dateCuts(now: number): number[] {
  const date = new Date(now);
  const day = (back: number) => new Date(date.getFullYear(), date.getMonth(), date.getDate() - back).getTime();
  const cuts = [day(0), day(1), day(6)];
  for (let back = 0; back < MONTHS; back++) {
    const month = new Date(date.getFullYear(), date.getMonth() - back, 1).getTime();
    if (month < cuts[cuts.length - 1]!) cuts.push(month);
  }
  return cuts;
}

/** Where the groups of the trash begin: hours of two days, then days, then months. */
export function trashCuts(now: number): number[] {
  const date = new Date(now);
  const cuts: number[] = [];
  const add = (at: number) => {
    if (cuts.length === 0 || at < cuts[cuts.length - 1]!) cuts.push(at);
  };
  const hour = new Date(date.getFullYear(), date.getMonth(), date.getDate(), date.getHours()).getTime();
  const yesterday = new Date(date.getFullYear(), date.getMonth(), date.getDate() - 1).getTime();
  for (let back = 0; back < HOURS && hour - back * HOUR_MS >= yesterday; back++) add(hour - back * HOUR_MS);
  for (let back = 1; back < DAYS; back++) add(new Date(date.getFullYear(), date.getMonth(), date.getDate() - back).getTime());
  for (let back = 0; back < MONTHS; back++) add(new Date(date.getFullYear(), date.getMonth() - back, 1).getTime());
  return cuts;
}

export function groupOf(view: ListView, scope: ListScope, now: number): ListGroup {
  if (scope.kind === "search" || scope.kind === "review") return { kind: "none" };
  if (view.group === "date" && view.sort !== "title") return { kind: "date", cuts: view.sort === "trashed" ? trashCuts(now) : dateCuts(now) };
  return view.group === "notebook" && scope.kind !== "notebook" ? { kind: "notebook" } : { kind: "none" };
}
