// Words, characters and reading time. Words are what the language says they are (`Intl.Segmenter`), so that Chinese, Japanese and Thai count too.
import type { Text } from "@codemirror/state";

export interface TextCount {
  words: number;
  /** As people see them: an emoji or a letter with its accents is one. */
  characters: number;
  /** How long reading takes, seconds. */
  readingSeconds: number;
}

/** Words a minute of quiet reading; letters a minute for scripts without spaces. */
const WORDS_A_MINUTE = 230;
const CJK_A_MINUTE = 450;
const CJK = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/gu;
/** What stands in the text for the page, not for the reader: marks at the start of a line, addresses of links. */
const LEAD = /^(?:[ \t]*>)*[ \t]*(?:#{1,6}[ \t]+|(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?)?/;
const ADDRESS = /\]\([^)\s]*(?:\s+"[^"]*")?\)/g;

interface LineCount {
  words: number;
  characters: number;
  cjk: number;
  others: number;
}

/** Counts a text again and again, paying only for lines it has not seen the last time. */
export class Counter {
  readonly #words: Intl.Segmenter;
  readonly #characters: Intl.Segmenter;
  #seen = new Map<string, LineCount>();

  constructor(locale: string) {
    this.#words = new Intl.Segmenter(locale, { granularity: "word" });
    this.#characters = new Intl.Segmenter(locale, { granularity: "grapheme" });
  }

  count(text: Text): TextCount {
    const seen = new Map<string, LineCount>();
    const sum: LineCount = { words: 0, characters: 0, cjk: 0, others: 0 };
    for (const line of text.iterLines()) {
      const counted = seen.get(line) ?? this.#seen.get(line) ?? this.#line(line);
      seen.set(line, counted);
      sum.words += counted.words;
      sum.characters += counted.characters;
      sum.cjk += counted.cjk;
      sum.others += counted.others;
    }
    this.#seen = seen;
    return { words: sum.words, characters: sum.characters, readingSeconds: Math.round((sum.cjk / CJK_A_MINUTE + sum.others / WORDS_A_MINUTE) * 60) };
  }

  #line(line: string): LineCount {
    const text = line.replace(LEAD, "").replace(ADDRESS, "]");
    const counted: LineCount = { words: 0, characters: 0, cjk: 0, others: 0 };
    if (text === "") return counted;
    // Plain letters need no segmenter, and most lines of most notes are plain.
    // eslint-disable-next-line no-control-regex -- exactly ASCII
    if (/^[\x00-\x7f]*$/.test(text)) {
      counted.words = text.match(/[A-Za-z0-9]+(?:['.,][A-Za-z0-9]+)*/g)?.length ?? 0;
      counted.others = counted.words;
      counted.characters = text.length;
      return counted;
    }
    for (const { segment, isWordLike } of this.#words.segment(text)) {
      if (!isWordLike) continue;
      counted.words += 1;
      const letters = segment.match(CJK)?.length ?? 0;
      counted.cjk += letters;
      if (letters === 0) counted.others += 1;
    }
    counted.characters = Array.from(this.#characters.segment(text)).length;
    return counted;
  }
}
