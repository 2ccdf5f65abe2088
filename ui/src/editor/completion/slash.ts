// The slash menu: at the start of a line or after a space, everything that can be put into a note.
import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { startCompletion } from "@codemirror/autocomplete";
import type { EditorView } from "@codemirror/view";
import { locale, m } from "../../i18n";
import { insertBlock, toggleHeading, toggleList, toggleQuote, type ListKind } from "../blocks";
import { callout, CODE_BLOCK, DIAGRAM, DIVIDER, MATH_BLOCK, newTable } from "../blocks-texts";
import { editorServices } from "../services";
import { isProse } from "./place";

interface SlashEntry {
  /** In the language shown. */
  title: () => string;
  /** English words that find it in every language, with the other names people know it by. */
  words: string;
  icon: string;
  /** Fits into a line, so it is offered in the cells of tables too. */
  isInline?: true;
  /** Called with the caret where the slash was. */
  run: (view: EditorView) => void;
}

const heading = (level: number): SlashEntry => ({
  title: () => m.editor_slash_heading({ level }),
  words: `heading ${level} h${level} title`,
  icon: `h${level}`,
  run: (view) => void toggleHeading(level)(view),
});

const list = (kind: ListKind, title: () => string, words: string): SlashEntry => ({ title, words, icon: kind, run: (view) => void toggleList(kind)(view) });

const block = (icon: string, title: () => string, words: string, template: () => string): SlashEntry => ({
  title,
  words,
  icon,
  run: (view) => void insertBlock(template())(view),
});

function insertText(view: EditorView, text: string): void {
  view.dispatch({ ...view.state.replaceSelection(text), userEvent: "input.complete", scrollIntoView: true });
}

const pad = (value: number) => String(value).padStart(2, "0");

/** A day as 2024-05-07: sorts, and reads the same everywhere. */
export function isoDay(at: Date): string {
  return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
}

/** A time of day as 09:05. */
export function clockTime(at: Date): string {
  return `${pad(at.getHours())}:${pad(at.getMinutes())}`;
}

const nowOf = (view: EditorView) => new Date(view.state.facet(editorServices).now());

const entries: readonly SlashEntry[] = [
  heading(1),
  heading(2),
  heading(3),
  list("task", m.editor_slash_task, "task list checklist todo checkbox"),
  list("bullet", m.editor_slash_bullet, "bulleted list unordered ul"),
  list("ordered", m.editor_slash_ordered, "numbered list ordered ol"),
  { title: m.editor_slash_note, words: "link to note wiki page", icon: "note", isInline: true, run: (view) => { insertText(view, "[["); startCompletion(view); } },
  block("table", m.editor_slash_table, "table grid", newTable),
  block("code", m.editor_slash_code, "code block fence", () => CODE_BLOCK),
  { title: m.editor_slash_quote, words: "quote blockquote", icon: "quote", run: (view) => void toggleQuote(view) },
  block("callout", m.editor_slash_callout, "callout note tip info box", () => callout("note")),
  block("math", m.editor_slash_math, "math formula latex katex equation", () => MATH_BLOCK),
  block("diagram", m.editor_slash_diagram, "diagram mermaid chart graph", () => DIAGRAM),
  block("divider", m.editor_slash_divider, "divider horizontal rule line hr", () => DIVIDER),
  { title: m.editor_slash_date, words: "date today", icon: "date", isInline: true, run: (view) => insertText(view, isoDay(nowOf(view))) },
  { title: m.editor_slash_time, words: "time now clock", icon: "time", isInline: true, run: (view) => insertText(view, clockTime(nowOf(view))) },
];

/** Folds case and accents, so that "uberschrift" finds "Überschrift". */
function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase(locale()).replace(/ß/g, "ss");
}

/** How well an entry answers what was typed: 0 best, null not at all. */
export function slashRank(query: string, title: string, words: string): number | null {
  const wanted = folded(query);
  if (wanted === "") return 0;
  const shown = folded(title);
  if (shown.startsWith(wanted)) return 0;
  const parts = [...shown.split(/\s+/), ...folded(words).split(" ")];
  if (parts.some((part) => part.startsWith(wanted))) return 1;
  if (shown.includes(wanted) || folded(words).includes(wanted)) return 2;
  return null;
}

export const slashSource = (context: CompletionContext) => fitting(context, entries);
export const cellSlashSource = (context: CompletionContext) => fitting(context, entries.filter((entry) => entry.isInline));

function fitting(context: CompletionContext, offered: readonly SlashEntry[]): CompletionResult | null {
  // One word, or a few of them: a menu that nothing fits is closed, and what was typed stays.
  const typed = context.matchBefore(/(?:^|\s)\/[\p{L}\p{N}][\p{L}\p{N} -]{0,30}$|(?:^|\s)\/$/u);
  if (!typed || context.state.readOnly) return null;
  const slash = typed.from + typed.text.indexOf("/");
  if (!isProse(context.state, slash)) return null;
  const query = context.state.sliceDoc(slash + 1, context.pos);
  const options = offered
    .map((entry, index) => ({ entry, index, rank: slashRank(query, entry.title(), entry.words) }))
    .filter((found) => found.rank !== null)
    .sort((a, b) => a.rank! - b.rank! || a.index - b.index)
    .map(({ entry }): Completion => ({
      label: entry.title(),
      type: entry.icon,
      apply: (view, _completion, from, to) => {
        view.dispatch({ changes: { from, to }, selection: { anchor: from }, userEvent: "input.complete" });
        entry.run(view);
      },
    }));
  return options.length > 0 ? { from: slash, options, filter: false } : null;
}
