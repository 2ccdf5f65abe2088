// What the editor asks of the window around it. The editor knows no feature and no backend; tests give it what they like.
import { Facet, type EditorState } from "@codemirror/state";
import { noAttachments, type Attachments } from "./attachments/facet";
import type { NoteLinks } from "./preview/links-facet";

/** A note that can be linked to. */
export interface NoteSuggestion {
  id: string;
  title: string;
  /** What else is to be known of it, shown beside the title. */
  detail: string | null;
}

export interface EditorServices {
  /** Opens what a link leads to. */
  follow: (url: string) => void;
  /** What links to notes mean, and what following one does. */
  links: NoteLinks;
  /** Shows the notes with a tag. */
  openTag: (tag: string) => void;
  /** Notes whose title fits, best first; without a query those edited last. The note that asks is not among them. */
  suggestNotes: (query: string) => Promise<NoteSuggestion[]>;
  /** The headings of a note, in order. */
  headings: (noteId: string) => Promise<string[]>;
  /** Makes a note without leaving this one. */
  createNote: (title: string) => Promise<NoteSuggestion>;
  /** Text or selection changed. Called in the middle of an update: only to take note of it. */
  looked: (state: EditorState) => void;
  /** The text was opened. */
  opened: (state: EditorState) => void;
  /** The user changed the text. Called in the middle of an update, like `looked`. */
  wrote: (state: EditorState) => void;
  /** The text lost the focus, another note is shown, or everything is to be saved now. */
  left: (state: EditorState) => Promise<void>;
  /** Tags of the vault, in the order of the sidebar. */
  knownTags: () => readonly string[];
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Images and files of this note. */
  attachments: Attachments;
  /** Something could not be done: tells the person. */
  report: (cause: unknown) => void;
}

/** Services that know nothing; for editors that only show text. */
export const noServices: EditorServices = {
  follow: () => {},
  links: { open: () => {}, resolve: () => undefined },
  openTag: () => {},
  suggestNotes: async () => [],
  headings: async () => [],
  createNote: async (title) => ({ id: "", title, detail: null }),
  looked: () => {},
  opened: () => {},
  wrote: () => {},
  left: async () => {},
  knownTags: () => [],
  now: () => 0,
  attachments: noAttachments,
  report: () => {},
};

export const editorServices = Facet.define<EditorServices, EditorServices>({ combine: (given) => given[0] ?? noServices });
