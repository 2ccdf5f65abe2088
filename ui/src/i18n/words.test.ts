// What is compiled and split answers as the catalogues say, in each language.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { locales, m, speak } from ".";

const root = join(import.meta.dirname, "../../messages");

function plainSentences(locale: string): [string, string][] {
  return readdirSync(join(root, locale)).flatMap((area) =>
    Object.entries(JSON.parse(readFileSync(join(root, locale, area), "utf8")) as Record<string, unknown>).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string" && !entry[1].includes("{"),
    ),
  );
}

afterEach(() => speak("en"));

it("speaks the language asked for last, however long an earlier one takes", async () => {
  const german = speak("de");
  await speak("en");
  await german;
  expect(m.app_close()).toBe("Close");
});

it.each(locales)("every sentence of %s is its own", async (locale) => {
  await speak(locale);
  const sentences = plainSentences(locale);
  expect(sentences.length).toBeGreaterThan(500);
  const answers = m as unknown as Record<string, () => string>;
  for (const [key, sentence] of sentences) expect(answers[key]!(), key).toBe(sentence);
});

it("fills in blanks and counts in the language shown", async () => {
  expect([m.list_move_to({ count: 1 }), m.list_move_to({ count: 3 })]).toEqual(["Move note to", "Move 3 notes to"]);
  await speak("de");
  expect([m.list_move_to({ count: 1 }), m.list_move_to({ count: 3 })]).toEqual(["Notiz verschieben nach", "3 Notizen verschieben nach"]);
});
