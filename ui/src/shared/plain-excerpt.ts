// The words of an excerpt of Markdown, without its marks; what was found in it stays marked.

export type Mark = readonly [from: number, to: number];

export interface Excerpt {
  text: string;
  marks: [number, number][];
}

/** Marks that stand for something: each takes away what its first and last group match, or all of it. */
const RULES: readonly RegExp[] = [
  // A fence with its language, a rule of a table, a line.
  /^[ \t>]*(?:`{3,}|~{3,})[^\n`]*$/gm,
  /^[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*(?::?-+:?)?[ \t]*$/gm,
  // What a line begins with.
  /^[ \t]*(?:>[ \t]?)*(?:#{1,6}[ \t]+|(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?|>[ \t]?|\[![a-z]+\][-+]?[ \t]*)/gm,
];
const PAIRS: readonly RegExp[] = [
  // `![words](address)`, `[words](address)`, also cut off at the end.
  /(!?\[)(?:\\.|[^\]\\\n])*(\]\((?:[^()\n]|\([^()\n]*\))*(?:\)|$))/g,
  // `[[Title|words]]` and `[[Title]]`.
  /(\[\[(?:[^\]|\n]*\|)?)[^\]\n]*(\]\])/g,
  /(`+)[^`\n]+(\1)/g,
  /(\*\*|~~|==)(?=\S)[^\n]*?\S(\1)/g,
  /(?<![\p{L}\p{N}_])(__?)(?=[^\s_])[^\n]*?[^\s_](\1)(?![\p{L}\p{N}_])/gu,
  /(?<![*\p{L}\p{N}])(\*)(?=[^\s*])[^*\n]*?[^\s*](\*)(?!\*)/gu,
];

/** The ranges to take away, in order, none inside of another. */
function marksOfMarkdown(text: string): [number, number][] {
  const taken: [number, number][] = [];
  for (const rule of RULES) for (const { index, 0: found } of text.matchAll(rule)) taken.push([index, index + found.length]);
  for (const pair of PAIRS) {
    for (const { index, 0: found, 1: open, 2: close } of text.matchAll(pair)) {
      taken.push([index, index + open!.length], [index + found.length - close!.length, index + found.length]);
    }
  }
  taken.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  const joined: [number, number][] = [];
  for (const range of taken) {
    const last = joined.at(-1);
    if (last && range[0] < last[1]) last[1] = Math.max(last[1], range[1]);
    else joined.push([...range]);
  }
  return joined;
}

/** Offsets are UTF-16 code units, in order. */
export function plainExcerpt(text: string, marks: readonly Mark[] = []): Excerpt {
  const gone = marksOfMarkdown(text);
  const at = (offset: number) => gone.reduce((sum, [from, to]) => sum - Math.max(0, Math.min(offset, to) - from), offset);
  let plain = "";
  let done = 0;
  for (const [from, to] of gone) {
    plain += text.slice(done, from);
    done = to;
  }
  plain += text.slice(done);
  return { text: plain, marks: marks.map(([from, to]): [number, number] => [at(from), at(to)]).filter(([from, to]) => to > from) };
}
