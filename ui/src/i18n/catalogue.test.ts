// Every language says everything, with the same blanks to fill in.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

type Catalogue = Record<string, unknown>;

const root = join(import.meta.dirname, "../../messages");
const areas = readdirSync(join(root, "en"));
const others = readdirSync(root).filter((locale) => locale !== "en");

function read(locale: string, area: string): Catalogue {
  return JSON.parse(readFileSync(join(root, locale, area), "utf8")) as Catalogue;
}

function blanks(message: unknown): string[] {
  return [...new Set([...JSON.stringify(message).matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ""))].sort();
}

it.each(others.flatMap((locale) => areas.map((area) => [locale, area] as const)))("%s says all of %s", (locale, area) => {
  const english = read("en", area);
  const translated = read(locale, area);
  expect(Object.keys(translated).sort()).toEqual(Object.keys(english).sort());
  for (const [key, message] of Object.entries(translated)) {
    expect(message, key).not.toBe("");
    expect(blanks(message), key).toEqual(blanks(english[key]));
  }
});

it("names each message after its area", () => {
  for (const area of areas) {
    const prefix = `${area.replace(".json", "")}_`;
    for (const key of Object.keys(read("en", area))) expect(key.startsWith(prefix), `${key} in ${area}`).toBe(true);
  }
});
