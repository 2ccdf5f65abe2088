// Time as an argument: code that waits receives this, tests give a simulated one.

/** Runs `callback` after `delayMs`; the returned function cancels it. */
export type Schedule = (delayMs: number, callback: () => void) => () => void;

/** The page's own timers. */
export const pageSchedule: Schedule = (delayMs, callback) => {
  const timer = setTimeout(callback, delayMs);
  return () => clearTimeout(timer);
};
