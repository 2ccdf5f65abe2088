// What the user prefers on this device. Kept in the vault; a copy in the page's storage paints the right theme before the vault is open.
import type { Backend } from "../backend/backend";
import { bestLocale, locales, speak, type Locale } from "../i18n";

/** Every preference with its usual value. A kept value of another type is ignored. */
const USUAL = {
  theme: "system" as "system" | "light" | "dark",
  /** `system`: the first language of the system that there is a catalogue for. */
  language: "system" as "system" | Locale,
  /** Chords by command id, in place of the usual ones. */
  shortcuts: {} as Record<string, string[]>,
};

export type PreferenceValues = typeof USUAL;

const KEY = "driftless.preferences";

export class Preferences {
  values = $state.raw<PreferenceValues>(USUAL);
  #backend: Backend | null = null;
  readonly #storage: Storage | null;

  constructor(storage: Storage | null) {
    this.#storage = storage;
    this.#take(storage?.getItem(KEY) ?? null);
  }

  /** Reads what the vault keeps, and follows what other windows save. */
  async load(backend: Backend): Promise<void> {
    this.#backend = backend;
    await backend.onPreferences((json) => this.#take(json));
    this.#take(await backend.preferences());
  }

  /** Changes some; kept when it resolves. */
  async set(change: Partial<PreferenceValues>): Promise<void> {
    const json = JSON.stringify({ ...this.values, ...change });
    this.#take(json);
    await this.#backend?.preferencesSave(json);
  }

  #take(json: string | null): void {
    this.values = read(json);
    try {
      if (json !== null) this.#storage?.setItem(KEY, json);
    } catch {
      // Without the copy the next start paints the system's theme for a moment.
    }
    const { theme, language } = this.values;
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    speak(language === "system" ? bestLocale(navigator.languages) : language);
  }
}

function read(json: string | null): PreferenceValues {
  let kept: unknown = null;
  try {
    kept = JSON.parse(json ?? "null");
  } catch {
    // Not readable: the usual ones.
  }
  if (typeof kept !== "object" || kept === null) return USUAL;
  const fitting = Object.entries(kept).filter(([name, value]) => name in USUAL && isLike(value, USUAL[name as keyof PreferenceValues]));
  const values = { ...USUAL, ...Object.fromEntries(fitting) };
  const isKnown = values.language === "system" || locales.includes(values.language);
  return isKnown ? values : { ...values, language: USUAL.language };
}

function isLike(value: unknown, usual: unknown): boolean {
  return typeof value === typeof usual && Array.isArray(value) === Array.isArray(usual) && value !== null;
}
