// What is selected in a list, as pure arithmetic on ids. The list may change under it: ids stay what they are.

export interface Selected {
  readonly ids: ReadonlySet<string>;
  /** What was selected before the range that is being drawn. */
  readonly base: ReadonlySet<string>;
}

export const NOTHING: Selected = { ids: new Set(), base: new Set() };

export function only(id: string): Selected {
  return { ids: new Set([id]), base: new Set() };
}

/** Adds it, or takes it away; a range drawn later keeps what is selected now. */
export function toggled(selected: Selected, id: string): Selected {
  const ids = new Set(selected.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ids, base: ids };
}

/** A range from the anchor: the one drawn before goes, what was selected before that stays. */
export function ranged(selected: Selected, range: readonly string[]): Selected {
  return { ids: new Set([...selected.base, ...range]), base: selected.base };
}

export function all(ids: readonly string[]): Selected {
  return { ids: new Set(ids), base: new Set() };
}

/** What is still in the list. */
export function kept(selected: Selected, present: ReadonlySet<string>): Selected {
  const keep = (ids: ReadonlySet<string>) => new Set([...ids].filter((id) => present.has(id)));
  return { ids: keep(selected.ids), base: keep(selected.base) };
}
