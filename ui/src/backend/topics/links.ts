// Links between notes: where a note's links lead, which notes lead to it, and what a few letters may mean.
import { commands, type LinkedNoteView, type LinksView, type MentionsView, type MentionToLink } from "../../bindings";
import { unit, unwrap } from "../answers";

export interface LinksBackend {
  /** Links of a note in both directions, each with the sentence around it; what is being typed counts. */
  linksOf(id: string): Promise<LinksView>;
  /** Where other notes name this one's title without linking to it. */
  mentions(id: string): Promise<MentionsView>;
  /** Makes a mention a link by id, as an ordinary edit. Rejects with `bad_input` when the text has changed meanwhile: ask for the mentions again. */
  mentionLink(mention: MentionToLink): Promise<void>;
  /** What the notes of `driftless://note/<id>` are called, in the order of the ids (at most 1,000). */
  linksResolve(ids: string[]): Promise<LinkedNoteView[]>;
  /** Which notes `[[Title]]` leads to, in the order of the titles (at most 1,000). */
  linksResolveTitles(titles: string[]): Promise<LinkedNoteView[]>;
  /** Notes that may be meant by what was typed after `[[`, best first; nothing typed: the latest. */
  linksComplete(query: string, limit: number): Promise<LinkedNoteView[]>;
}

export function tauriLinks(): LinksBackend {
  return {
    linksOf: (id) => unwrap(commands.linksOf(id)),
    mentions: (id) => unwrap(commands.mentions(id)),
    mentionLink: (mention) => unit(commands.mentionLink(mention)),
    linksResolve: (ids) => unwrap(commands.linksResolve(ids)),
    linksResolveTitles: (titles) => unwrap(commands.linksResolveTitles(titles)),
    linksComplete: (query, limit) => unwrap(commands.linksComplete(query, limit)),
  };
}
