// Dates are as short as unambiguous, relative to a given now.
import { expect, it } from "vitest";
import { dateInText, shortDate } from "./dates";

const now = new Date(2026, 10, 20, 0, 30).getTime();
const at = (year: number, month: number, day: number, hour = 9, minute = 41) => new Date(year, month - 1, day, hour, minute).getTime();

it("counts days by the calendar, not by 24 hours", () => {
  expect(shortDate(at(2026, 11, 20, 0, 10), now)).toMatch(/:10/);
  expect(shortDate(at(2026, 11, 19, 23, 59), now)).toBe("Yesterday");
  expect(shortDate(at(2026, 11, 17), now)).toMatch(/Tue/);
  expect(shortDate(at(2026, 11, 2), now)).toMatch(/Nov/);
  expect(shortDate(at(2025, 11, 2), now)).toMatch(/2025/);
});

it("shows a date of the future as a date, not as a weekday of last week", () => {
  expect(shortDate(at(2026, 11, 24), now)).toMatch(/Nov/);
});

it("reads well in a sentence", () => {
  expect(dateInText(at(2026, 11, 19), now)).toMatch(/^yesterday /);
});
