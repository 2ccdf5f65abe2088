// Where the toolbar goes: beside what is selected, never on it.

export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Space between the selection and the toolbar, and to the edges, px. */
const GAP = 8;

/**
 * The left upper corner of a bar of `size` for a selection from `first` (its first line) to `last` (its last), in the coordinates
 * of all of them. `seen` is what the scroller shows. Null where no place is left that does not cover the selection.
 */
export function toolbarPlace(first: Box, last: Box, size: { width: number; height: number }, seen: Box): { left: number; top: number } | null {
  const middle = first.bottom >= last.bottom ? (first.left + last.right) / 2 : first.left + size.width / 2;
  const left = Math.max(seen.left + GAP, Math.min(middle - size.width / 2, seen.right - size.width - GAP));
  const above = first.top - GAP - size.height;
  if (above >= seen.top && first.top <= seen.bottom) return { left, top: above };
  const below = last.bottom + GAP;
  if (below + size.height <= seen.bottom && last.bottom >= seen.top) return { left, top: below };
  return null;
}
