// Second half of `npm run messages`: takes the other languages out of the compiled messages and puts each into a module of its own,
// so that a window loads English (which answers when nothing else does) and the language it speaks. A message knows its place in
// those modules by a number.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const generated = new URL("../src/i18n/generated/", import.meta.url);
const { baseLocale, locales } = JSON.parse(readFileSync(new URL("settings.json", import.meta.url), "utf8"));
const others = locales.filter((locale) => locale !== baseLocale);
const words = Object.fromEntries(others.map((locale) => [locale, []]));

const files = readdirSync(new URL("messages/", generated)).filter((file) => file.endsWith(".js") && !file.startsWith("_")).sort();
files.forEach((file, place) => {
  const path = fileURLToPath(new URL(`messages/${file}`, generated));
  const source = readFileSync(path, "utf8");
  const name = file.replace(/\.js$/, "");
  // One language of this message.
  const part = (locale) => {
    const found = new RegExp(`^const ${locale}_${name} = [^]*?^};\\n`, "m").exec(source)?.[0];
    if (!found) throw new Error(`${file} has no words in "${locale}": the messages are compiled in another shape than before.`);
    return found;
  };
  for (const locale of others) words[locale].push(part(locale).replace(/^const \w+ = /, "").replace(/;\n$/, ""));
  let kept = others.reduce((rest, locale) => rest.replace(part(locale), ""), source);
  const choice = /\(\((inputs[^)]*), options = \{\}\) => \{\n[^]*?\n\}\);?\s*$/.exec(kept);
  if (!choice) throw new Error(`${file} chooses its language in another way than before.`);
  // Most messages are one sentence: it stands where it is chosen, not in a function of its own.
  const base = part(baseLocale);
  const sentence = /^[^]*? => \{\n\treturn [^`]*\((`[^]*`)\)\n\};\n$/.exec(base)?.[1];
  if (sentence) kept = kept.replace(base, "");
  const answer = sentence ? `spoken()[${place}]?.(i) ?? ${sentence}` : `(spoken()[${place}] ?? ${baseLocale}_${name})(i)`;
  const at = kept.lastIndexOf("((inputs");
  kept = `${kept.slice(0, at)}((${choice[1].replace("inputs", "i")}) => ${answer});\n`;
  kept = kept.replace(/^import \{[^}]*\} from '\.\.\/runtime\.js';$/m, "import { spoken } from '../../spoken.svelte';");
  if (!kept.includes("spoken.svelte")) throw new Error(`${file} imports something else than before.`);
  writeFileSync(path, kept);
});

mkdirSync(new URL("words/", generated), { recursive: true });
for (const locale of others) {
  const source = `/* eslint-disable */\nimport * as registry from '../registry.js'\n\nexport default [\n${words[locale].join(",\n")},\n];\n`;
  writeFileSync(new URL(`words/${locale}.js`, generated), source);
}
const loads = others.map((locale) => `  ${JSON.stringify(locale)}: () => import("./words/${locale}.js"),`).join("\n");
writeFileSync(new URL("words.js", generated), `/* eslint-disable */\nexport const words = {\n${loads}\n};\n`);
