// What the user prefers on this device. Kept in the vault; a copy in the page's storage paints the right theme before the vault is open.
import type { Backend } from "../backend/backend";
import { bestLocale, locales, speak, type Locale } from "../i18n";
import { applyAppearance } from "./appearance";

/** Every preference with its usual value. A kept value of another type is ignored. */
const USUAL = {
  theme: "system" as "system" | "light" | "dark",
  /** `system`: the first language of the system that there is a catalogue for. */
  language: "system" as "system" | Locale,
  /** Chords by command id, in place of the usual ones. */
  shortcuts: {} as Record<string, string[]>,
  /** Size of a note's text, CSS pixels; see `LIMITS`. */
  textSize: 16,
  /** How wide a line of a note may become. */
  textWidth: "normal" as "narrow" | "normal" | "wide" | "full",
  /** What a note's text is set in. */
  textFont: "inter" as "inter" | "serif" | "mono" | "system",
  /** How two versions of a text are compared. */
  compareBy: "split" as "split" | "inline",
  /** Days that notes stay in the trash before they are deleted for ever; 0 keeps them. */
  trashDays: 30,
  /** Days that every change is kept; of what is older, one state a day. 0 keeps everything. The app reads it too. */
  historyDays: 90,
  /** How lists are sorted and grouped, by the name of the list; see `shared/list-view.ts`. */
  listViews: {} as Record<string, unknown>,
  /** Notebooks whose nested ones are folded away, by id. */
  collapsedNotebooks: [] as string[],
  /** Tags whose nested ones are folded away, by name. */
  collapsedTags: [] as string[],
  /** Lists with one line for each note. */
  compactRows: false,
  /** `less`: nothing moves; `system`: as the system says. */
  motion: "system" as "system" | "less",
  /** Marks misspelt words of notes. */
  spellcheck: true,
  /** An opening bracket or quotation mark brings its closing one. */
  closePairs: false,
  /** Columns that items of lists and lines of code are moved in by. */
  indentSize: 2,
  /** The keys of vim in the text. */
  vim: false,
  /** Everything but the paragraph of the caret steps back. */
  focusMode: false,
  /** The line of the caret stays in the middle. */
  typewriter: false,
  /** Outline, links and counts are shown beside the note. */
  inspector: false,
  /** Title of the note of a day: see `shared/date-words.ts` for what the letters mean. */
  dailyTitle: "YYYY-MM-DD",
  /** Notebook of the notes of days, by id; empty for none. */
  dailyNotebook: "",
  /** Template that they are made from, by id; empty for none. */
  dailyTemplate: "",
  /** The notes that come with the app: not shown (`off`), offered (`on`), or taken away (`removed`). */
  welcome: "off" as "off" | "on" | "removed",
  /** Welcome notes that became notes of the user by an edit: their names. */
  welcomeKept: [] as string[],
};

export type PreferenceValues = typeof USUAL;

/** The words that a preference may be; one that is not named here may be any of its type. */
const CHOICES: Partial<Record<keyof PreferenceValues, readonly string[]>> = {
  theme: ["system", "light", "dark"],
  language: ["system", ...locales],
  textWidth: ["narrow", "normal", "wide", "full"],
  textFont: ["inter", "serif", "mono", "system"],
  motion: ["system", "less"],
  welcome: ["off", "on", "removed"],
};

/** The numbers that a preference may be. */
export const LIMITS: Partial<Record<keyof PreferenceValues, { min: number; max: number }>> = {
  textSize: { min: 13, max: 24 },
  indentSize: { min: 2, max: 8 },
  trashDays: { min: 0, max: 3650 },
  historyDays: { min: 0, max: 3650 },
};

const KEY = "driftless.preferences";

export class Preferences {
  values = $state.raw<PreferenceValues>(USUAL);
  /** Everything kept, with what a newer version of the app knows and this one does not. */
  #kept: Record<string, unknown> = {};
  /** The theme that the frame of the window was told. */
  #framed: PreferenceValues["theme"] = "system";
  #backend: Backend | null = null;
  #spoken: Promise<void> = Promise.resolve();
  readonly #storage: Storage | null;

  constructor(storage: Storage | null) {
    this.#storage = storage;
    this.#take(storage?.getItem(KEY) ?? null);
  }

  /** Resolves when the window speaks the language that is wanted. */
  get spoken(): Promise<void> {
    return this.#spoken;
  }

  /** Reads what the vault keeps, and follows what other windows save. */
  async load(backend: Backend): Promise<void> {
    this.#backend = backend;
    await backend.onPreferences((json) => this.#take(json));
    this.#take(await backend.preferences());
    await this.#spoken;
  }

  /** Changes some; kept when it resolves. */
  async set(change: Partial<PreferenceValues>): Promise<void> {
    const json = JSON.stringify({ ...this.#kept, ...change });
    this.#take(json);
    await Promise.all([this.#spoken, this.#backend?.preferencesSave(json)]);
  }

  /** What a preference is when nobody chose. */
  usual<Name extends keyof PreferenceValues>(name: Name): PreferenceValues[Name] {
    return USUAL[name];
  }

  #take(json: string | null): void {
    this.#kept = object(json);
    this.values = fitting(this.#kept);
    try {
      if (json !== null) this.#storage?.setItem(KEY, json);
    } catch {
      // Without the copy the next start paints the system's theme for a moment.
    }
    applyAppearance(this.values, document.documentElement);
    const { theme, language } = this.values;
    this.#spoken = speak(language === "system" ? bestLocale(navigator.languages) : language);
    if (this.#backend && theme !== this.#framed) {
      this.#framed = theme;
      // The frame follows; where the system does not let it, only the page does.
      this.#backend.windowTheme(theme).catch(() => {});
    }
  }
}

function object(json: string | null): Record<string, unknown> {
  try {
    const kept: unknown = JSON.parse(json ?? "null");
    return typeof kept === "object" && kept !== null && !Array.isArray(kept) ? (kept as Record<string, unknown>) : {};
  } catch {
    // Not readable: the usual ones.
    return {};
  }
}

function fitting(kept: Record<string, unknown>): PreferenceValues {
  const names = Object.keys(USUAL) as (keyof PreferenceValues)[];
  return { ...USUAL, ...Object.fromEntries(names.filter((name) => Object.hasOwn(kept, name) && isFit(name, kept[name])).map((name) => [name, kept[name]])) };
}

function isFit(name: keyof PreferenceValues, value: unknown): boolean {
  const usual = USUAL[name];
  if (typeof value !== typeof usual || Array.isArray(value) !== Array.isArray(usual) || value === null) return false;
  const choices = CHOICES[name];
  if (choices && !choices.includes(String(value))) return false;
  const limits = LIMITS[name];
  return !limits || (Number(value) >= limits.min && Number(value) <= limits.max);
}
