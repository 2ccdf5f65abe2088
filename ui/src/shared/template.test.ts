// Templates and dates: the same arguments, the same text.
import { expect, it } from "vitest";
import { dayOf, writeDate } from "./date-words";
import { fillTemplate } from "./template";

const now = new Date(2026, 2, 1, 9, 5, 7).getTime();
const english = { now, locale: "en-GB", title: "Plan $& {{date}}" };

it("fills in date, time, title and the place of the caret", () => {
  const filled = fillTemplate("# {{title}}\n{{date}} {{ time }}\n{{date:YYYY-MM-DD}}\n- {{cursor}}\n{{cursor}}", english);
  expect(filled.text).toBe("# Plan $& {{date}}\n1 March 2026 09:05\n2026-03-01\n- \n");
  expect(filled.cursor).toBe(filled.text.indexOf("- ") + 2);
});

it("speaks the language of its argument", () => {
  expect(fillTemplate("{{date}} {{date:dddd, D. MMMM}}", { ...english, locale: "de" }).text).toBe("1. März 2026 Sonntag, 1. März");
});

it("leaves everything else as it is", () => {
  for (const text of ["", "{{}}", "{{ dates }}", "{date}", "{{date", "{{title}", "{{#each}}"]) expect(fillTemplate(text, english)).toEqual({ text, cursor: null });
});

it("writes dates by a pattern, and keeps what stands in brackets", () => {
  expect(writeDate(now, "YYYY/MM/DD HH:mm:ss", "en")).toBe("2026/03/01 09:05:07");
  expect(writeDate(now, "[Daily] D MMM YY", "en-GB")).toBe("Daily 1 Mar 26");
  expect(dayOf(now)).toBe("2026-03-01");
});
