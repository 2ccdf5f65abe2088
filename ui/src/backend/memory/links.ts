// Links of the vault in memory, by the rules of the real one in their simplest form.
import { ChangeSet } from "@codemirror/state";
import type { IncomingLinks, LinkedNoteView, LinkPlace, NoteRow } from "../../bindings";
import { BackendError } from "../error";
import type { LinksBackend } from "../topics/links";
import type { MemorySession } from "./session";

interface Note {
  row: NoteRow;
  session: MemorySession;
}

interface Link {
  id: string | null;
  title: string | null;
  label: string;
  range: [number, number];
}

const LINK = /!?\[((?:\\.|[^[\]\\])*)\]\(<?driftless:\/\/note\/([0-9a-f-]{36})[^)\n]*\)|<?driftless:\/\/note\/([0-9a-f-]{36})>?|\[\[([^[\]|\n]+)(?:\|([^[\]\n]*))?\]\]/g;
const CODE = /^(```|~~~)[\s\S]*?(?:^\1|(?![\s\S]))|`[^`\n]+`/gm;

function linksIn(text: string): Link[] {
  // Code keeps its length, so that places stay what they are.
  const prose = text.replace(CODE, (code) => " ".repeat(code.length));
  return [...prose.matchAll(LINK)].map((found) => ({
    id: found[2] ?? found[3] ?? null,
    title: found[4]?.trim() ?? null,
    label: (found[1]?.replace(/\\(.)/g, "$1") ?? found[5] ?? found[4] ?? "").trim(),
    range: [found.index, found.index + found[0].length],
  }));
}

function key(title: string): string {
  return title.trim().normalize("NFKC").toLowerCase();
}

function plain(text: string): string {
  return text.replace(/\[\[(?:[^\]|]*\|)?([^\]]*)\]\]/g, "$1").replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/[*`~]/g, "");
}

function place(text: string, range: [number, number], shown: string): LinkPlace {
  const before = text.slice(0, range[0]).split("\n").at(-1)!;
  const after = text.slice(range[1]).split("\n")[0]!;
  const lead = plain(before.replace(/^.*[.!?]\s|^.*[。！？]/, "").replace(/^[\s>#*+-]*(\[[ x]\] )?/, ""));
  const tail = plain(/^.*?(?:[.!?](?=\s)|[。！？])/.exec(after)?.[0] ?? after);
  return { range, text: text.slice(...range), sentence: `${lead}${shown}${tail}`.trimEnd(), mark: [lead.length, lead.length + shown.length] };
}

export function memoryLinks(notes: Map<string, Note>, announce: (ids: string[]) => void): LinksBackend {
  const view = ({ row }: Note): LinkedNoteView => ({ id: row.id, title: row.title, state: row.trashed ? "trashed" : row.archived ? "archived" : "listed", updated_at: row.updated_at });
  const missing = (id: string | null, title: string): LinkedNoteView => ({ id, title, state: "missing", updated_at: 0 });
  const latest = () => [...notes.values()].sort((a, b) => b.row.updated_at - a.row.updated_at);
  const meant = (title: string) => {
    const same = latest().filter(({ row }) => key(row.title) === key(title) && key(title) !== "");
    return same.find(({ row }) => !row.trashed && !row.archived) ?? same[0];
  };
  // `Title#heading`: the whole if that is a title, else its first part.
  const meantPlace = (title: string) => meant(title) ?? (/^[^#]+#./.test(title) ? meant(title.split("#")[0]!) : undefined);
  const target = (link: Link): Note | undefined => (link.id === null ? meantPlace(link.title!) : notes.get(link.id));
  const note = (id: string): Note => {
    const found = notes.get(id);
    if (!found) throw new BackendError({ kind: "not_found", message: "There is no such note.", field: null });
    return found;
  };
  const others = (id: string) => latest().filter(({ row }) => row.id !== id && !row.trashed);

  return {
    linksOf: async (id) => {
      const { session } = note(id);
      const outgoing = linksIn(session.text).map((link) => {
        const to = target(link);
        const shown = to ? view(to) : missing(link.id, link.title ?? "");
        return { to: shown, place: place(session.text, link.range, link.label || shown.title) };
      });
      const backlinks: IncomingLinks[] = others(id).flatMap((from) => {
        const links = linksIn(from.session.text).filter((link) => target(link)?.row.id === id);
        const places = links.map((link) => place(from.session.text, link.range, link.label || note(id).row.title));
        return places.length > 0 ? [{ from: view(from), places }] : [];
      });
      return { outgoing, outgoing_total: outgoing.length, backlinks, backlinks_total: backlinks.length, is_complete: true };
    },
    mentions: async (id) => {
      const { title } = note(id).row;
      const isCjk = /[\u3040-\u9fff\uac00-\ud7af]/.test(title);
      if (title.replace(/[^\p{L}\p{N}]/gu, "").length < (isCjk ? 2 : 3)) return { notes: [], is_cut: false, is_complete: true };
      const pattern = title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      const words = new RegExp(isCjk ? pattern : `(?<![\\p{L}\\p{N}_#])${pattern}(?![\\p{L}\\p{N}_])`, "giu");
      const found = others(id).flatMap((from) => {
        const { text } = from.session;
        const links = [...linksIn(text).map((link) => link.range), ...[...text.matchAll(/!?\[[^\]\n]*\]\([^)\n]*\)/g)].map((match) => [match.index, match.index + match[0].length] as const)];
        const prose = text.replace(CODE, (code) => " ".repeat(code.length));
        const places = [...prose.matchAll(words)]
          .map((match): [number, number] => [match.index, match.index + match[0].length])
          .filter(([start, end]) => links.every((link) => end <= link[0] || link[1] <= start))
          .map((range) => place(text, range, text.slice(...range)));
        return places.length > 0 ? [{ from: view(from), places }] : [];
      });
      return { notes: found, is_cut: false, is_complete: true };
    },
    mentionLink: async ({ note_id, range: [from, to], text, target_id }) => {
      const { session } = note(note_id);
      note(target_id);
      if (session.text.slice(from, to) !== text || text === "") {
        throw new BackendError({ kind: "bad_input", message: "Range is not where the mention stands any more. Nothing was changed.", field: "range" });
      }
      const insert = `[${text.replace(/[[\]\\]/g, "\\$&")}](driftless://note/${target_id})`;
      session.merge(ChangeSet.of({ from, to, insert }, session.text.length).toJSON());
      announce([note_id]);
    },
    linksResolve: async (ids) => ids.map((id) => (notes.has(id) ? view(notes.get(id)!) : missing(id, ""))),
    linksResolveTitles: async (titles) => titles.map((title) => { const found = meantPlace(title); return found ? view(found) : missing(null, title); }),
    linksComplete: async (query, limit) => {
      const typed = key(query);
      const rank = (title: string) => (title === typed ? 0 : title.startsWith(typed) ? 1 : title.includes(` ${typed}`) ? 2 : 3);
      const fits = latest().filter(({ row }) => !row.trashed && row.title !== "" && key(row.title).includes(typed));
      return fits.sort((a, b) => rank(key(a.row.title)) - rank(key(b.row.title))).slice(0, limit).map(view);
    },
  };
}
