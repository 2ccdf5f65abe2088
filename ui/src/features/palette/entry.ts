// How well a title fits what was typed.

/** True when the letters of `query` occur in `text` in order; a plain way to be found by initials. */
export function matchesLetters(text: string, query: string): boolean {
  const haystack = text.toLowerCase();
  let at = 0;
  for (const letter of query.toLowerCase()) {
    if (letter === " ") continue;
    at = haystack.indexOf(letter, at);
    if (at < 0) return false;
    at += letter.length;
  }
  return true;
}

/** Smaller is better: a word that starts with the query before one that merely holds it, before letters apart. */
export function matchRank(text: string, query: string): number {
  const haystack = text.toLowerCase();
  const needle = query.trim().toLowerCase();
  if (haystack.startsWith(needle)) return 0;
  if (haystack.includes(` ${needle}`)) return 1;
  return haystack.includes(needle) ? 2 : 3;
}
