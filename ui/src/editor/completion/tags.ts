// `#` finds a tag of the vault. A tag is `#` and a word, with `/` for tags inside tags; a heading has a space after its hashes.
import type { CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { TAG_AT_END } from "../inline-tags";
import { editorServices } from "../services";
import { isProse } from "./place";

const SHOWN_MAX = 8;

/** Known tags that continue what was typed: those that start with it, then those with a later part that does. */
export function fittingTags(known: readonly string[], typed: string): string[] {
  const wanted = typed.toLocaleLowerCase();
  const isExact = (name: string) => name.toLocaleLowerCase() === wanted;
  const starting = known.filter((name) => name.toLocaleLowerCase().startsWith(wanted));
  const inside = known.filter((name) => !starting.includes(name) && name.toLocaleLowerCase().split("/").some((part) => part.startsWith(wanted)));
  return [...starting, ...inside].filter((name) => !isExact(name)).slice(0, SHOWN_MAX);
}

export function tagSource(context: CompletionContext): CompletionResult | null {
  if (context.state.readOnly) return null;
  const typed = context.matchBefore(TAG_AT_END);
  if (!typed) return null;
  const hash = typed.from + typed.text.indexOf("#");
  const name = context.state.sliceDoc(hash + 1, context.pos);
  // A lone hash at the start of a line is most often the start of a heading.
  if (name === "" && !context.explicit) return null;
  if (!isProse(context.state, hash)) return null;
  // Tags with spaces cannot be told from the words after them.
  const options = fittingTags(context.state.facet(editorServices).knownTags().filter((tag) => !/\s/.test(tag)), name);
  return options.length > 0 ? { from: hash, options: options.map((tag) => ({ label: `#${tag}`, type: "tag" })), filter: false } : null;
}
