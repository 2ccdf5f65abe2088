// Tags written in the text: what counts as one. The note's own tags are a set of their own; see docs/user-guide/writing.md.
import { syntaxTree } from "@codemirror/language";
import type { EditorState } from "@codemirror/state";
import { isProse } from "./completion/place";

/** A tag in the text: after a space or at the start, letters first met before any digit-only reading ("#1" is no tag). */
const NAME = "[\\p{L}\\p{M}\\p{N}_-]+(?:\\/[\\p{L}\\p{M}\\p{N}_-]+)*";
export const TAG_AT_END = new RegExp(`(?:^|[\\s(])#(?:[\\p{L}\\p{M}\\p{N}_/-]{0,100})$`, "u");
const TAG = new RegExp(`(?<=^|[\\s(])#(${NAME})`, "gmu");
/** Tags taken from one note at most; a note with more is a list of something else. */
const TAGS_MAX = 64;

/** True for a name that is more than digits and dashes: "#42" and "#1-2" are numbers. */
function isName(name: string): boolean {
  return /\p{L}/u.test(name);
}

/** The tags in a text, once each, in order. */
export function tagsIn(state: EditorState): string[] {
  const found = new Set<string>();
  // The parser may not have come to the end of a long note; what it has not read is taken as prose.
  void syntaxTree(state);
  for (const match of state.doc.toString().matchAll(TAG)) {
    const name = match[1]!;
    if (found.size >= TAGS_MAX) break;
    if (isName(name) && name.length <= 100 && isProse(state, match.index)) found.add(name.normalize("NFC"));
  }
  return [...found];
}
