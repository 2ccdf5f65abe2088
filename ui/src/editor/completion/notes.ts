// `[[` finds a note by its title and puts in a link that survives renaming: its target is the note's id.
import { startCompletion, type Completion, type CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import type { Command, EditorView } from "@codemirror/view";
import { m } from "../../i18n";
import { linkToNote } from "../preview/links-facet";
import { editorServices, type EditorServices, type NoteSuggestion } from "../services";
import { isProse } from "./place";

/** Titles shown at once. */
const SHOWN_MAX = 8;
/** Headings shown at once. */
const HEADINGS_SHOWN_MAX = 20;
/** A title in the making; longer is prose that happens to follow two brackets. */
const QUERY_MAX = 120;

/** The link to a note as it stands in the text. */
export function noteLink({ id, title }: Pick<NoteSuggestion, "id" | "title">, heading?: string): string {
  return linkToNote(id, title.trim() || m.editor_untitled(), heading);
}

function insert(view: EditorView, from: number, to: number, note: NoteSuggestion, heading?: string): void {
  // Brackets that were closed already belong to what is replaced.
  const end = view.state.sliceDoc(to, to + 2) === "]]" ? to + 2 : to;
  const text = noteLink(note, heading);
  view.dispatch({ changes: { from, to: end, insert: text }, selection: { anchor: from + text.length }, userEvent: "input.complete", scrollIntoView: true });
}

/** Makes the note, then the link; typing that went on meanwhile stays where it is. */
async function createAndInsert(view: EditorView, from: number, to: number, title: string): Promise<void> {
  const services = view.state.facet(editorServices);
  const before = view.state.sliceDoc(from, to);
  try {
    const note = await services.createNote(title);
    // Another note may be shown now, the cell of a table left, or the brackets gone: the note is made all the same, the text is not touched.
    if (!view.dom.isConnected || view.state.facet(editorServices) !== services || view.state.sliceDoc(from, to) !== before) return;
    insert(view, from, to, note);
  } catch (cause) {
    services.report(cause);
  }
}

/** After `[[Title#`: the headings of the note that has this title, or else of the one that fits best. */
async function headingOptions(services: EditorServices, query: string): Promise<Completion[]> {
  const [, title, wanted] = /^([^#]+)#([^#]*)$/.exec(query) ?? [];
  if (title === undefined || title.trim() === "") return [];
  const name = title.trim().toLocaleLowerCase();
  const found = await services.suggestNotes(title.trim());
  const note = found.find((candidate) => candidate.title.trim().toLocaleLowerCase() === name) ?? found[0];
  if (!note) return [];
  const words = (wanted ?? "").trim().toLocaleLowerCase();
  const headings = [...new Set(await services.headings(note.id))].filter((heading) => heading !== "" && heading.toLocaleLowerCase().includes(words));
  return headings.slice(0, HEADINGS_SHOWN_MAX).map((heading) => ({
    label: heading,
    detail: note.title || m.editor_untitled(),
    type: "heading",
    apply: (view, _completion, from, to) => insert(view, from, to, note, heading),
  }));
}

export async function noteSource(context: CompletionContext): Promise<CompletionResult | null> {
  const typed = context.matchBefore(/\[\[[^[\]\n]*$/);
  if (!typed || context.state.readOnly || typed.text.length > QUERY_MAX || !isProse(context.state, typed.from)) return null;
  const query = typed.text.slice(2).trim();
  const services = context.state.facet(editorServices);
  let found: NoteSuggestion[];
  let headings: Completion[];
  try {
    found = await services.suggestNotes(query);
    headings = await headingOptions(services, query);
  } catch (cause) {
    services.report(cause);
    return null;
  }
  if (context.aborted) return null;
  const notes = found.slice(0, SHOWN_MAX).map((note): Completion => ({
    label: note.title || m.editor_untitled(),
    detail: note.detail ?? undefined,
    type: "note",
    apply: (view, _completion, from, to) => insert(view, from, to, note),
  }));
  const options = [...headings, ...notes];
  const isThere = found.some((note) => note.title.trim().toLocaleLowerCase() === query.toLocaleLowerCase());
  // A title with a hash can still be made, but not while headings are looked through.
  if (query !== "" && !isThere && headings.length === 0) {
    options.push({
      label: m.editor_create_note({ title: query }),
      type: "create",
      apply: (view, _completion, from, to) => void createAndInsert(view, from, to, query),
    });
  }
  return options.length > 0 ? { from: typed.from, options, filter: false } : null;
}

/** Begins a link to a note at the caret, with the selected words as what is looked for. */
export const startNoteLink: Command = (view) => {
  if (view.state.readOnly) return false;
  const { main } = view.state.selection;
  const words = view.state.sliceDoc(main.from, Math.min(main.to, main.from + QUERY_MAX)).replace(/[[\]\n]+/g, " ");
  view.dispatch({ changes: { from: main.from, to: main.to, insert: `[[${words}` }, selection: { anchor: main.from + 2 + words.length }, userEvent: "input.complete", scrollIntoView: true });
  return startCompletion(view);
};
