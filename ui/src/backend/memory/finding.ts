// Finding in the vault in memory. Its searches know words, phrases, `-`, `tag:`, `in:` and a few facts: enough to see how the window shows them.
import type { DailyNote, NoteRow, QueryPart, QueryReading, QuickOpenRow, SavedSearch } from "../../bindings";
import { BackendError } from "../error";
import type { FindingBackend } from "../topics/finding";
import type { MemoryBackend } from ".";

const FACTS = ["is:pinned", "is:archived", "is:trash", "is:template", "is:untagged", "is:task", "is:done", "has:tag", "has:notebook", "has:link", "has:code", "has:table"];
const OPERATORS = ["title", "tag", "in", "notebook", "is", "has"];

/** What a search means here; the desktop's own reading is in Rust. */
export function readQuery(query: string): QueryReading {
  const parts: QueryPart[] = [];
  for (const match of query.matchAll(/(-?)(?:(\w+):)?(?:"([^"]*)"?|(\S+))/g)) {
    const [whole, minus, operator = "", quoted, bare] = match;
    const text = quoted ?? bare ?? "";
    const place: [number, number] = [match.index, match.index + whole.length];
    if (operator && OPERATORS.includes(operator) && text === "") return { parts: [], trouble: { kind: "no_value", operator, place } };
    let part: QueryPart;
    if (operator === "tag") part = { kind: "tag", name: text.replace(/^#/, "") };
    else if (operator === "in" || operator === "notebook") part = { kind: "notebook", name: text };
    else if (operator === "is" || operator === "has") {
      if (!FACTS.includes(`${operator}:${text}`)) return { parts: [], trouble: { kind: "value", operator, value: text, place } };
      part = { kind: "fact", fact: `${operator}:${text}` };
    } else part = { kind: "words", text: operator && operator !== "title" ? `${operator}:${text}` : text, is_phrase: quoted !== undefined, is_title: operator === "title" };
    parts.push(minus ? { kind: "not", part } : part);
  }
  return parts.length === 0 ? { parts, trouble: { kind: "empty" } } : { parts, trouble: null };
}

/** A stand-in for the ranking in Rust: a part of the title, or its letters in order. */
function fits(title: string, query: string): number | null {
  const at = title.toLowerCase().indexOf(query);
  if (at >= 0) return at;
  let from = 0;
  for (const letter of query) {
    from = title.toLowerCase().indexOf(letter, from) + 1;
    if (from === 0) return null;
  }
  return 1_000;
}

export function memoryFinding(vault: MemoryBackend, clock: () => number): FindingBackend {
  const opened = new Map<string, number>();
  let searches: SavedSearch[] = [];
  let ids = 0;
  let turn = 0;
  const days = new Map<string, string>();

  const saved = (id: string): SavedSearch => {
    const found = searches.find((search) => search.id === id);
    if (!found) throw new BackendError({ kind: "not_found", message: "There is no such saved search.", field: null });
    return found;
  };
  const named = (name: string): string => {
    if (name.trim() === "") throw new BackendError({ kind: "bad_input", message: "A saved search needs a name.", field: "name" });
    return name.trim();
  };

  return {
    searchRead: async (query) => readQuery(query),
    quickOpen: async (query) => {
      const letters = query.trim().toLowerCase();
      const live = await vault.listNotes({ scope: { kind: "all" }, sort: "updated", offset: 0, limit: 1_000_000 });
      const ranked = live.rows.flatMap((row) => {
        const fit = fits(row.title, letters);
        return fit === null ? [] : [{ row, fit: letters === "" ? -(opened.get(row.id) ?? 0) : fit }];
      });
      ranked.sort((a, b) => a.fit - b.fit);
      return ranked.slice(0, 50).map(({ row }): QuickOpenRow => {
        const at = letters === "" ? -1 : row.title.toLowerCase().indexOf(letters);
        return { row: { ...row, title_marks: at < 0 ? [] : [[at, at + letters.length]] }, path: row.notebook === null ? [] : [row.notebook], is_recent: opened.has(row.id) };
      });
    },
    noteOpened: async (id) => void opened.set(id, ++turn),
    savedSearches: async () => [...searches].sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1)),
    savedSearchCreate: async (name, query) => {
      const search = { id: `20000000-0000-7000-8000-${String(++ids).padStart(12, "0")}`, name: named(name), query: query.trim() };
      searches = [...searches, search];
      vault.announce([search.id]);
      return search;
    },
    savedSearchRename: async (id, name) => {
      saved(id).name = named(name);
      vault.announce([id]);
    },
    savedSearchSet: async (id, query) => {
      saved(id).query = query.trim();
      vault.announce([id]);
    },
    savedSearchDelete: async (id) => {
      searches = searches.filter((search) => search !== saved(id));
      vault.announce([id]);
    },
    dailyNote: async ({ date, title, body, notebook_id, tags }): Promise<DailyNote> => {
      const known = days.get(date);
      if (known) return { id: known, is_new: false };
      const { row } = vault.seed({ title, body, notebook_id, tags, pinned: false }, clock());
      days.set(date, row.id);
      vault.announce([row.id]);
      return { id: row.id, is_new: true };
    },
    dailyNear: async (open, today, step) => {
      const from = [...days].find(([, id]) => id === open)?.[0] ?? today;
      const sorted = [...days].sort(([a], [b]) => (a < b ? -1 : 1));
      const found = step > 0 ? sorted.find(([date]) => date > from) : sorted.findLast(([date]) => date < from);
      return found?.[1] ?? null;
    },
  };
}

/** Whether a note is what a search looks for. */
export function isFound(part: QueryPart, note: { row: NoteRow; text: string; notebook: string | null }): boolean {
  const { row, text, notebook } = note;
  switch (part.kind) {
    case "words":
      return (part.is_title ? row.title : `${row.title}\n${row.tags.join(" ")}\n${text}`).toLowerCase().includes(part.text.toLowerCase());
    case "tag":
      return row.tags.some((tag) => tag === part.name || tag.startsWith(`${part.name}/`));
    case "notebook":
      return (notebook ?? "").toLowerCase().includes(part.name.toLowerCase());
    case "not":
      return !isFound(part.part, note);
    case "fact":
      return FACT_TESTS[part.fact]?.(row, text) ?? false;
    default:
      return true;
  }
}

const FACT_TESTS: Record<string, (row: NoteRow, text: string) => boolean> = {
  "is:pinned": (row) => row.pinned,
  "is:archived": (row) => row.archived,
  "is:trash": (row) => row.trashed,
  "is:template": (row) => row.template,
  "is:untagged": (row) => row.tags.length === 0,
  "is:task": (_, text) => /^\s*[-*+] \[ \]/m.test(text),
  "is:done": (_, text) => /^\s*[-*+] \[x\]/im.test(text) && !/^\s*[-*+] \[ \]/m.test(text),
  "has:tag": (row) => row.tags.length > 0,
  "has:notebook": (row) => row.notebook_id !== null,
  "has:link": (_, text) => /https?:|\]\(|\[\[/.test(text),
  "has:code": (_, text) => text.includes("```"),
  "has:table": (_, text) => /^\|[-| :]+\|$/m.test(text),
};
