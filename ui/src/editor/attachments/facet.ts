// What attachments ask of the rest of the app: keep a file, know where one is, save one. The editor knows no backend.
import { Facet } from "@codemirror/state";

export interface KeptAttachment {
  /** What to write into the note. */
  markdown: string;
}

export interface AttachmentFacts {
  state: "missing" | "waiting" | "stored" | "damaged";
  /** Why it is not here, in a sentence. */
  trouble: string | null;
}

export interface Attachments {
  /** Keeps a file; rejects when it is too large or cannot be stored. */
  keep: (file: File) => Promise<KeptAttachment>;
  /** Where an `<img>` finds an image: `file` is `<name>.<extension>`. */
  source: (file: string) => string;
  facts: (name: string) => Promise<AttachmentFacts>;
  /** The sizes of those that are images, as far as they are known; never rejects. */
  sizes: (names: string[]) => Promise<{ name: string; width: number; height: number }[]>;
  /** Asks for one that is missing, now. */
  fetch: (name: string) => Promise<void>;
  /** Lets the person choose where, and writes it there. */
  save: (name: string, fileName: string) => void;
  /** Attachments may have come: calls until the returned function is called. */
  onCome: (callback: () => void) => () => void;
  /** Something could not be done: tells the person. */
  report: (cause: unknown) => void;
}

/** For editors that only show text. */
export const noAttachments: Attachments = {
  keep: async () => ({ markdown: "" }),
  source: () => "",
  facts: async () => ({ state: "missing", trouble: null }),
  sizes: async () => [],
  fetch: async () => {},
  save: () => {},
  onCome: () => () => {},
  report: () => {},
};

export const attachments = Facet.define<Attachments, Attachments>({ combine: (given) => given[0] ?? noAttachments });

const ADDRESS = /^driftless:\/\/blob\/([0-9a-f]{64})(?:\.([0-9a-z]{1,16}))?$/i;

/** The attachment that an address names, or null. */
export function attachmentOf(url: string): { name: string; file: string; extension: string } | null {
  const found = ADDRESS.exec(url);
  if (!found) return null;
  const extension = (found[2] ?? "").toLowerCase();
  return { name: found[1]!.toLowerCase(), file: extension ? `${found[1]!.toLowerCase()}.${extension}` : found[1]!.toLowerCase(), extension };
}

/** What stands between the brackets: the words, and the width that the person chose. */
export function splitAlt(alt: string): { words: string; width: number | null } {
  const found = /^(.*?)\|\s*(\d{1,4})(?:x\d{1,4})?\s*$/s.exec(alt);
  const width = found ? Number(found[2]) : 0;
  return width > 0 ? { words: found![1]!.trim(), width: Math.max(WIDTH_MIN, width) } : { words: alt.trim(), width: null };
}

/** The other way round. */
export function joinAlt(words: string, width: number | null): string {
  return width === null ? words : `${words}|${width}`;
}

/** Narrowest image, pixels: smaller ones cannot be taken hold of. */
export const WIDTH_MIN = 40;
