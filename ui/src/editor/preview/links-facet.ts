// What the preview asks of the rest of the app: which note a link means, what a tag or an address does, how an image is drawn.
//
// The preview draws and reports clicks; it knows no backend. Each facet has one provider; without one its links are drawn and do nothing.
import { Facet, StateEffect, type Extension } from "@codemirror/state";
import type { WidgetType } from "@codemirror/view";

/**
 * What a link to a note names: its id (`[Title](driftless://note/<id>)`, with `#heading` behind it a place in the note) or what is typed
 * (`[[Title]]`, `[[Title|shown]]`, `[[Title#heading]]`: the whole may be a title, and then it is one).
 */
export type NoteTarget = { kind: "id"; id: string; heading?: string } | { kind: "title"; title: string };

/** The note a target means now. */
export interface ResolvedNote {
  id: string;
  /** Its present title; an empty one is shown as it is in lists. */
  title: string;
}

export interface NoteLinks {
  /** Follows a link. For a target without a note the provider decides, for example offers to make it. */
  open: (target: NoteTarget, how: { inNewWindow: boolean }) => void;
  /**
   * The note meant; `null` when there is none, `undefined` while it is not known yet.
   * Called for what is visible at every redraw: it must answer from memory. When answers change, dispatch `linksChanged`.
   */
  resolve: (target: NoteTarget) => ResolvedNote | null | undefined;
}

export interface TagLinks {
  /** Opens the notes with this tag: `garden/spring`, without its `#`. */
  open: (tag: string) => void;
}

/** One `![alt](url)`. */
export interface ImageSource {
  url: string;
  alt: string;
  title: string | null;
}

/**
 * Draws an image, or returns null for the chip with its address. The widget stands in the line, in place of the source;
 * its `eq` should compare what it shows, and `view.posAtDOM(dom)` finds its source again.
 */
export type ImageWidget = (image: ImageSource) => WidgetType | null;

/** Something that `noteLinks.resolve` or `imageWidget` answers has changed: what is visible is drawn again. */
export const linksChanged = StateEffect.define<null>();

const first =
  <Value>(without: Value) =>
  (values: readonly Value[]): Value =>
    values[0] ?? without;

export const noteLinks = Facet.define<NoteLinks, NoteLinks>({ combine: first<NoteLinks>({ open: () => {}, resolve: () => undefined }) });
export const tagLinks = Facet.define<TagLinks, TagLinks>({ combine: first<TagLinks>({ open: () => {} }) });
export const imageWidget = Facet.define<ImageWidget, ImageWidget>({ combine: first<ImageWidget>(() => null) });
/** Opens an address of the world outside: `https://…`, `mailto:…`. */
export const followAddress = Facet.define<(url: string) => void, (url: string) => void>({ combine: first<(url: string) => void>(() => {}) });

/** An input method composes inside of what the preview draws (a cell of a table): the same gate as in the text itself. */
export interface CompositionGate {
  start: () => void;
  end: () => void;
}
export const compositionGate = Facet.define<CompositionGate, CompositionGate>({ combine: first<CompositionGate>({ start: () => {}, end: () => {} }) });

const NOTE_ADDRESS = /^driftless:\/\/note\/([0-9a-z-]{1,64})(?:#([^\s()]{0,1000}))?$/i;

/** The id in `driftless://note/<id>`, or null. */
export function noteIdOf(address: string): string | null {
  return NOTE_ADDRESS.exec(address)?.[1] ?? null;
}

/** The note and the place in it that an address names, or null. */
export function noteAddress(address: string): { kind: "id"; id: string; heading?: string } | null {
  const found = NOTE_ADDRESS.exec(address);
  if (!found) return null;
  const id = found[1]!;
  if (!found[2]) return { kind: "id", id };
  try {
    return { kind: "id", id, heading: decodeURIComponent(found[2]) };
  } catch {
    // Not encoded by us: as it stands.
    return { kind: "id", id, heading: found[2] };
  }
}

/** What a link to a place in a note is called. */
export function placeName(title: string, heading: string): string {
  return `${title} › ${heading}`;
}

/** The form that survives renames, with a title as it is now. */
export function linkToNote(id: string, title: string, heading?: string): string {
  const words = heading === undefined ? title : placeName(title, heading);
  // Brackets would end the address.
  const place = heading === undefined ? "" : `#${encodeURIComponent(heading.toWellFormed()).replace(/[()]/g, (found) => (found === "(" ? "%28" : "%29"))}`;
  return `[${words.replace(/[\\[\]]/g, "\\$&").replace(/\s+/g, " ").trim()}](driftless://note/${id}${place})`;
}

/** What else works inside the cells of tables: completion of links, for example. Each cell is an editor of its own. */
export const cellExtensions = Facet.define<Extension>();
