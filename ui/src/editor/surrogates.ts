// Keeps UTF-16 surrogate pairs whole in what leaves the editor: half a pair is not text, and JSON cannot carry it.
import { ChangeSet, type ChangeSpec, type Text } from "@codemirror/state";

const REPLACEMENT = "\uFFFD";

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}

/** True when `position` lies between the two halves of a pair. */
function splitsPair(text: Text, position: number): boolean {
  if (position <= 0 || position >= text.length) return false;
  const around = text.sliceString(position - 1, position + 1);
  return isHigh(around.charCodeAt(0)) && isLow(around.charCodeAt(1));
}

interface Range {
  fromA: number;
  toA: number;
  fromB: number;
  toB: number;
}

/**
 * Widens the changed ranges until none begins or ends inside a pair, in the old text or in the new one.
 * Replacing one emoji by another often touches only the second half; the result is the same text, sent in whole characters.
 */
export function alignToPairs(changes: ChangeSet, before: Text, after: Text): ChangeSet {
  const ranges: Range[] = [];
  let isRebuilt = false;
  // Composed typing may hold the two halves in neighbouring sections, each of them half a pair on its own.
  changes.iterChanges((_fromA, _toA, _fromB, _toB, inserted) => (isRebuilt ||= !inserted.toString().isWellFormed()), true);
  changes.iterChangedRanges((fromA, toA, fromB, toB) => {
    const range = { fromA, toA, fromB, toB };
    if (splitsPair(before, fromA) || splitsPair(after, fromB)) {
      range.fromA -= 1;
      range.fromB -= 1;
      isRebuilt = true;
    }
    if (splitsPair(before, toA) || splitsPair(after, toB)) {
      range.toA += 1;
      range.toB += 1;
      isRebuilt = true;
    }
    const previous = ranges.at(-1);
    if (previous && previous.toA >= range.fromA) {
      previous.toA = range.toA;
      previous.toB = range.toB;
    } else {
      ranges.push(range);
    }
  });
  if (!isRebuilt) return changes;
  const specs = ranges.map((range) => ({ from: range.fromA, to: range.toA, insert: after.slice(range.fromB, range.toB) }));
  return ChangeSet.of(specs, before.length);
}

/** The replacements that turn lone surrogates inside the inserted parts of `changes` into U+FFFD, positions in the new text. */
export function loneSurrogateRepairs(changes: ChangeSet, after: Text): ChangeSpec[] {
  const repairs: ChangeSpec[] = [];
  changes.iterChangedRanges((_fromA, _toA, fromB, toB) => {
    const inserted = after.sliceString(fromB, toB);
    if (inserted.isWellFormed()) return;
    for (let at = 0; at < inserted.length; at++) {
      const unit = inserted.charCodeAt(at);
      if (isHigh(unit) && isLow(inserted.charCodeAt(at + 1))) at++;
      else if (isHigh(unit) || isLow(unit)) repairs.push({ from: fromB + at, to: fromB + at + 1, insert: REPLACEMENT });
    }
  });
  return repairs;
}
