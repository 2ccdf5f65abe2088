// Lists of the vault in memory: which rows, in which order and groups. By the rules of the real store, without its indexes.
import type { GroupKey, GroupRow, ListQuery, ListScope, NotebookRow, NoteRow } from "../../bindings";

/** `a/b/c` is also under `a/b` and `a`. */
export function tagsAbove(tag: string): string[] {
  const parts = tag.split("/");
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

export function isWithinTag(tag: string, outer: string): boolean {
  return tag === outer || tag.startsWith(`${outer}/`);
}

/** Whether a row is in a scope; searches are not asked here. */
export function isInScope(row: NoteRow, scope: ListScope): boolean {
  if (scope.kind === "trash") return row.trashed;
  if (scope.kind === "review") return row.siblings > 0;
  if (row.template !== (scope.kind === "templates")) return false;
  if (row.trashed || row.archived !== (scope.kind === "archived")) return false;
  switch (scope.kind) {
    case "pinned":
      return row.pinned;
    case "favorites":
      return row.favorite;
    case "notebook":
      return row.notebook_id === scope.id;
    case "tag":
      return row.tags.some((tag) => isWithinTag(tag, scope.name));
    default:
      return true;
  }
}

function sortDate(row: NoteRow, query: ListQuery): number {
  if (query.sort === "trashed") return row.trashed_at ?? 0;
  return query.sort === "created" ? row.created_at : row.updated_at;
}

interface Placed {
  row: NoteRow;
  key: GroupKey | null;
  rank: number;
}

function place(row: NoteRow, query: ListQuery, notebooks: NotebookRow[], pinsFirst: boolean): Placed {
  if (pinsFirst && row.pinned) return { row, key: { kind: "pinned" }, rank: -1 };
  const group = query.group ?? { kind: "none" };
  if (group.kind === "date" && query.sort !== "title") {
    const found = group.cuts.findIndex((cut) => sortDate(row, query) >= cut);
    const cut = found < 0 ? group.cuts.length : found;
    return { row, key: { kind: "date", cut }, rank: query.reversed ? group.cuts.length - cut : cut };
  }
  if (group.kind === "notebook") {
    const at = notebooks.findIndex(({ id }) => id === row.notebook_id);
    return { row, key: { kind: "notebook", id: at < 0 ? null : row.notebook_id }, rank: at < 0 ? notebooks.length : at };
  }
  return { row, key: null, rank: 0 };
}

export function arranged(rows: NoteRow[], query: ListQuery, notebooks: NotebookRow[]): { rows: NoteRow[]; groups: GroupRow[] } {
  const pinsFirst = !query.pins_mixed && query.sort !== "trashed" && query.scope.kind !== "pinned";
  const usual = (a: NoteRow, b: NoteRow) => (query.sort === "title" ? (a.title < b.title ? -1 : a.title > b.title ? 1 : 0) : sortDate(b, query) - sortDate(a, query));
  const placed = rows.map((row) => place(row, query, notebooks, pinsFirst));
  placed.sort((a, b) => a.rank - b.rank || (query.reversed ? -1 : 1) * usual(a.row, b.row));
  const groups: GroupRow[] = [];
  let last: string | null = null;
  const isGrouped = placed.some(({ key }) => key !== null && key.kind !== "pinned");
  for (const { key } of placed) {
    if (key === null || !isGrouped) continue;
    const name = JSON.stringify(key);
    if (name === last) groups[groups.length - 1]!.total += 1;
    else groups.push({ key, total: 1 });
    last = name;
  }
  return { rows: placed.map(({ row }) => row), groups };
}
