// Tags written in the text: which there are. What becomes of them: state/inline-tags.ts and docs/user-guide/writing.md.
import type { EditorState } from "@codemirror/state";
import { isProse } from "./completion/place";
import { TAG } from "./preview";

/** A tag being typed, up to the caret. */
export const TAG_AT_END = /(?:^|[\s(])#[\p{L}\p{M}\p{N}_/-]{0,100}$/u;
const HASH = /(?<=^|[\s(])#(?=[\p{L}\p{M}\p{N}_-])/gmu;
/** Longer words after a hash are no tags. */
const LENGTH_MAX = 100;
/** Tags taken from one text at most; more are a list of something else. */
const TAGS_MAX = 64;

/** The tags in a text, once each, in order; without the one that the caret touches when `isWriting`. */
export function tagsIn(state: EditorState, isWriting = false): string[] {
  const found = new Set<string>();
  const caret = state.selection.main.head;
  const text = state.doc.toString();
  for (const { index } of text.matchAll(HASH)) {
    if (found.size >= TAGS_MAX) break;
    const name = TAG.exec(text.slice(index + 1, index + 1 + LENGTH_MAX))?.[0];
    if (name === undefined || !/\p{L}/u.test(name)) continue;
    if (isWriting && caret >= index && caret <= index + 1 + name.length) continue;
    if (isProse(state, index)) found.add(name.normalize("NFC"));
  }
  return [...found];
}
