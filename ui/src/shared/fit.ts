// How well a title fits what was typed.
interface Fit {
  /** Smaller is better. */
  rank: number;
  marks: [number, number][];
}

const folded = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * Every word that was typed must fit: as the beginning of the title, the beginning of a word, within one, as initials, or as
 * letters in order. Null when one does not.
 */
export function fit(title: string, query: string): Fit | null {
  const text = folded(title);
  // Folding may change the length of rare letters; then nothing is marked.
  const isSameLength = text.length === title.length;
  let rank = 0;
  const marks: [number, number][] = [];
  for (const word of folded(query).split(/\s+/).filter(Boolean)) {
    const found = fitWord(text, word);
    if (!found) return null;
    rank += found.rank;
    marks.push(...found.marks);
  }
  return { rank, marks: isSameLength ? joined(marks) : [] };
}

function fitWord(text: string, word: string): Fit | null {
  if (text.startsWith(word)) return { rank: 0, marks: [[0, word.length]] };
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!/[\p{L}\p{N}]/u.test(text[at - 1] ?? " ")) return { rank: 1, marks: [[at, at + word.length]] };
  }
  const initials = [...text.matchAll(/(?<![\p{L}\p{N}])[\p{L}\p{N}]/gu)];
  const start = initials.map(([letter]) => letter).join("").indexOf(word);
  if (word.length > 1 && start >= 0) return { rank: 2, marks: initials.slice(start, start + word.length).map(({ index }) => [index, index + 1]) };
  const within = text.indexOf(word);
  if (within >= 0) return { rank: 3, marks: [[within, within + word.length]] };
  const marks: [number, number][] = [];
  let at = 0;
  for (const letter of word) {
    at = text.indexOf(letter, at);
    if (at < 0) return null;
    marks.push([at, at + letter.length]);
    at += letter.length;
  }
  return word.length > 1 ? { rank: LETTERS, marks } : null;
}

function joined(marks: [number, number][]): [number, number][] {
  const sorted = marks.sort((a, b) => a[0] - b[0]);
  const whole: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = whole.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else whole.push([from, to]);
  }
  return whole;
}

/** Letters apart: the weakest way to fit. */
const LETTERS = 4;

/** What fits, best first; of two that fit alike the one that was there first. What fits by letters only gives way to what fits better. */
export function ranked<T>(offered: readonly T[], title: (offer: T) => string, query: string): { offer: T; marks: [number, number][] }[] {
  const found = offered.flatMap((offer) => {
    const fitting = fit(title(offer), query);
    return fitting ? [{ offer, ...fitting }] : [];
  });
  const close = found.filter(({ rank }) => rank < LETTERS);
  return (close.length > 0 ? close : found).sort((a, b) => a.rank - b.rank);
}
