// Dates written as the user wants them. Clock, place and language are arguments; nothing here asks the system for the time.

/** How far the clocks here are ahead of UTC, minutes. */
export function utcOffsetMin(): number {
  return -new Date().getTimezoneOffset();
}

/** The day where the user is: 2026-03-01. */
export function dayOf(now: number): string {
  const date = new Date(now);
  return `${String(date.getFullYear()).padStart(4, "0")}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

const LETTERS = /\[([^\]]*)\]|YYYY|YY|MMMM|MMM|MM|M|dddd|ddd|DD|D|HH|H|mm|ss/g;

/**
 * Writes a time by a pattern: YYYY 2026, MM 03, MMM Mar, MMMM March, DD 01, D 1, ddd Sun, dddd Sunday, HH 09, mm 05, ss 07.
 * What stands in [brackets] stays as it is.
 */
export function writeDate(now: number, pattern: string, locale: string): string {
  const date = new Date(now);
  const named = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options).format(date);
  return pattern.replace(LETTERS, (letters, kept: string | undefined) => {
    if (kept !== undefined) return kept;
    switch (letters) {
      case "YYYY":
        return String(date.getFullYear()).padStart(4, "0");
      case "YY":
        return two(date.getFullYear() % 100);
      case "MMMM":
        return named({ month: "long" });
      case "MMM":
        return named({ month: "short" });
      case "MM":
        return two(date.getMonth() + 1);
      case "M":
        return String(date.getMonth() + 1);
      case "dddd":
        return named({ weekday: "long" });
      case "ddd":
        return named({ weekday: "short" });
      case "DD":
        return two(date.getDate());
      case "D":
        return String(date.getDate());
      case "HH":
        return two(date.getHours());
      case "H":
        return String(date.getHours());
      case "mm":
        return two(date.getMinutes());
      default:
        return two(date.getSeconds());
    }
  });
}
