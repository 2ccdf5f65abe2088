// How the page looks, from the preferences: attributes and custom properties of the root that tokens.css and the editor read.
import type { PreferenceValues } from "./preferences.svelte";

type Appearance = Pick<PreferenceValues, "theme" | "textSize" | "textWidth" | "textFont" | "motion" | "compactRows">;

const CJK = '"Noto Sans CJK JP"';
const CJK_SERIF = '"Noto Serif CJK JP"';

const FONTS: Record<Appearance["textFont"], string> = {
  inter: `"Inter Variable", ${CJK}, system-ui, sans-serif`,
  // The serif that each system reads best in: nothing to load, so nothing to wait for.
  serif: `ui-serif, "New York", "Iowan Old Style", "Charter", "Sitka Text", Cambria, "Noto Serif", "DejaVu Serif", ${CJK_SERIF}, serif`,
  mono: `"JetBrains Mono Variable", "Noto Sans Mono CJK JP", ui-monospace, monospace`,
  system: `system-ui, ${CJK}, sans-serif`,
};

const WIDTHS: Record<Appearance["textWidth"], string> = { narrow: "600px", normal: "680px", wide: "800px", full: "100%" };

/** Paints them; a preference that says `system` leaves the word to the system. */
export function applyAppearance(wanted: Appearance, root: HTMLElement): void {
  mark(root, "theme", wanted.theme === "system" ? null : wanted.theme);
  mark(root, "motion", wanted.motion === "system" ? null : wanted.motion);
  mark(root, "rows", wanted.compactRows ? "compact" : null);
  root.style.setProperty("--text-size", `${wanted.textSize}px`);
  root.style.setProperty("--text-width", WIDTHS[wanted.textWidth]);
  root.style.setProperty("--font-text", FONTS[wanted.textFont]);
}

function mark(root: HTMLElement, name: string, value: string | null): void {
  if (value === null) delete root.dataset[name];
  else root.dataset[name] = value;
}
