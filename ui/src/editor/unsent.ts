// Carries typing that a session never confirmed over to a new session of the same note.
import { ChangeSet, type Text } from "@codemirror/state";

/** Typing on top of a text that was confirmed. */
export interface Unsent {
  confirmed: Text;
  /** In order; the first is made on `confirmed`. */
  updates: ChangeSet[];
}

/**
 * The change that brings `updates` into `text`, what the note holds now.
 *
 * A push whose answer and message were both lost may have been applied before the session ended: if `text` is what the first
 * updates make, only the others are left. Else the change between the two texts is taken as somebody else's edit.
 */
export function rebaseUnsent({ confirmed, updates }: Unsent, text: Text): ChangeSet {
  const compose = (from: number) => updates.slice(from).reduce((all, update) => all.compose(update));
  let reached = confirmed;
  for (let applied = 0; applied <= updates.length; applied++) {
    if (reached.eq(text)) return applied === updates.length ? ChangeSet.empty(text.length) : compose(applied);
    const update = updates[applied];
    if (update) reached = update.apply(reached);
  }
  if (updates.length === 0) return ChangeSet.empty(text.length);
  return compose(0).map(changeBetween(confirmed, text));
}

/** The smallest single replacement that turns `before` into `after`. */
function changeBetween(before: Text, after: Text): ChangeSet {
  const old = before.toString();
  const now = after.toString();
  let start = 0;
  const shorter = Math.min(old.length, now.length);
  while (start < shorter && old.charCodeAt(start) === now.charCodeAt(start)) start++;
  let end = 0;
  while (end < shorter - start && old.charCodeAt(old.length - 1 - end) === now.charCodeAt(now.length - 1 - end)) end++;
  return ChangeSet.of({ from: start, to: old.length - end, insert: after.slice(start, now.length - end) }, old.length);
}
