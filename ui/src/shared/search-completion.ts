// What may stand where the caret is in the search field: operators, and the values that an operator knows. Pure.

export interface Completion {
  /** Shown, and what takes the place of `from`–`to`. */
  text: string;
  /** Says more, such as how many notes have the tag. */
  detail: string;
}

export interface Completions {
  /** What is replaced, UTF-16 offsets. */
  from: number;
  to: number;
  options: Completion[];
}

export interface Known {
  tags: readonly { name: string; notes: number }[];
  notebooks: readonly { name: string; notes: number }[];
}

const VALUES: Record<string, readonly string[]> = {
  is: ["pinned", "favourite", "archived", "task", "done", "untagged", "template", "trash"],
  has: ["link", "attachment", "code", "table", "task", "tag", "notebook", "review"],
  created: ["today", "yesterday", "week", "month", "year"],
  edited: ["today", "yesterday", "week", "month", "year"],
};
const OPERATORS = ["tag:", "in:", "title:", "is:", "has:", "created:", "edited:"];
const OPTIONS_MAX = 8;
/** Letters before operators are offered: fewer begin too many words. */
const OPERATOR_LETTERS_MIN = 2;

const plain = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** The word at the caret: from white space or a bracket outside quotes. */
function wordAt(text: string, caret: number): { from: number; word: string } {
  let from = 0;
  let isQuoted = false;
  for (let at = 0; at < caret; at++) {
    const letter = text[at]!;
    if (letter === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (/\s/.test(letter) || (letter === "(" && at === from))) from = at + 1;
  }
  return { from, word: text.slice(from, caret) };
}

/** Returns what can be completed at the caret; null when nothing can. */
export function completionsAt(text: string, caret: number, known: Known): Completions | null {
  const { from, word } = wordAt(text, caret);
  const body = word.replace(/^-/, "");
  const start = from + word.length - body.length;
  const operator = /^(tag|in|notebook|is|has|created|edited|updated):"?/i.exec(body);
  if (!operator) {
    if (body.length < OPERATOR_LETTERS_MIN) return null;
    const options = OPERATORS.filter((name) => name.startsWith(body.toLowerCase())).map((name) => ({ text: name, detail: "" }));
    return options.length === 0 ? null : { from: start, to: caret, options };
  }
  const name = operator[1]!.toLowerCase();
  const typed = plain(body.slice(operator[0].length).replace(/^#/, ""));
  const options = valuesOf(name, known)
    .filter(({ text: value }) => plain(value).includes(typed))
    .sort((a, b) => Number(!plain(a.text).startsWith(typed)) - Number(!plain(b.text).startsWith(typed)))
    .slice(0, OPTIONS_MAX)
    .map(({ text: value, detail }) => ({ text: `${name}:${quoted(value)}`, detail }));
  // What is whole already needs no offer.
  const isWhole = options.length === 1 && options[0]!.text.toLowerCase() === body.toLowerCase();
  return options.length === 0 || isWhole ? null : { from: start, to: caret, options };
}

function valuesOf(operator: string, { tags, notebooks }: Known): Completion[] {
  const counted = ({ name, notes }: { name: string; notes: number }) => ({ text: name, detail: String(notes) });
  if (operator === "tag") return tags.map(counted);
  if (operator === "in" || operator === "notebook") return notebooks.map(counted);
  return (VALUES[operator === "updated" ? "edited" : operator] ?? []).map((text) => ({ text, detail: "" }));
}

/** A name with white space stands in quotes; a quote in it would end them. */
function quoted(value: string): string {
  return /[\s()]/.test(value) ? `"${value.replaceAll('"', "")}"` : value;
}

/** Puts a completion in. A whole value is followed by a space, an operator waits for its value. */
export function complete(text: string, { from, to }: Completions, option: Completion): { text: string; caret: number } {
  const put = option.text.endsWith(":") ? option.text : `${option.text} `;
  const rest = text.slice(to).replace(/^\s/, "");
  return { text: text.slice(0, from) + put + rest, caret: from + put.length };
}
