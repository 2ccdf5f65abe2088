// Every setting that can be found, and for the simple ones the control that sets it.
import { locales, m } from "../../i18n";
import { LIMITS, type PreferenceValues } from "../../state/preferences.svelte";
import type { Section } from "../../state/settings.svelte";

type Named<Type> = { [Name in keyof PreferenceValues]: PreferenceValues[Name] extends Type ? (Type extends PreferenceValues[Name] ? Name : never) : never }[keyof PreferenceValues];
type Words = { [Name in keyof PreferenceValues]: PreferenceValues[Name] extends string ? Name : never }[keyof PreferenceValues];

export type Control =
  | { kind: "switch"; name: Named<boolean> }
  /** A switch over a preference of words. */
  | { kind: "word_switch"; name: Words; on: string; off: string }
  | { kind: "choice"; name: Words; options: { value: string; title: () => string }[] }
  /** One of a few numbers; a kept number that is none of them shows no choice. */
  | { kind: "number_choice"; name: Named<number>; options: { value: number; title: () => string }[] }
  | { kind: "size"; name: Named<number>; min: number; max: number; words: (value: number) => string };

export interface Entry {
  /** Names it in the page and in links. */
  id: string;
  section: Section;
  title: () => string;
  hint?: () => string;
  control?: Control;
}

/** Names of the sections, in the language shown. */
export const SECTION_TITLES: Record<Section, () => string> = {
  appearance: m.settings_section_appearance,
  editor: m.settings_section_editor,
  sync: m.settings_section_sync,
  devices: m.settings_section_devices,
  security: m.settings_section_security,
  storage: m.settings_section_storage,
  folders: m.settings_section_folders,
  shortcuts: m.settings_section_shortcuts,
  desktop: m.desktop_section,
  about: m.settings_section_about,
};

function entry(section: Section, id: string, title: () => string, hint?: () => string, control?: Control): Entry {
  return { section, id, title, ...(hint ? { hint } : {}), ...(control ? { control } : {}) };
}

const toggle = (name: Named<boolean>): Control => ({ kind: "switch", name });
const choice = (name: Words, options: [string, () => string][]): Control => ({ kind: "choice", name, options: options.map(([value, title]) => ({ value, title })) });

/** The name of a language in itself. */
function ownName(tag: string): string {
  const name = new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag;
  return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1);
}

export const ENTRIES: readonly Entry[] = [
  entry("appearance", "theme", m.settings_theme, m.settings_theme_hint, choice("theme", [["system", m.settings_theme_system], ["light", m.settings_theme_light], ["dark", m.settings_theme_dark]])),
  // Languages are named in themselves: who cannot read the one shown finds the own.
  entry("appearance", "language", m.settings_language, m.settings_language_hint, choice("language", [["system", m.settings_language_system], ...locales.map((tag): [string, () => string] => [tag, () => ownName(tag)])])),
  entry("appearance", "textSize", m.settings_text_size, m.settings_text_size_hint, {
    kind: "size", name: "textSize", min: LIMITS.textSize?.min ?? 13, max: LIMITS.textSize?.max ?? 24, words: (size) => m.settings_text_size_value({ size }),
  }),
  entry("appearance", "textWidth", m.settings_text_width, m.settings_text_width_hint,
    choice("textWidth", [["narrow", m.settings_text_width_narrow], ["normal", m.settings_text_width_normal], ["wide", m.settings_text_width_wide], ["full", m.settings_text_width_full]])),
  entry("appearance", "textFont", m.settings_text_font, m.settings_text_font_hint,
    choice("textFont", [["inter", m.settings_text_font_inter], ["serif", m.settings_text_font_serif], ["mono", m.settings_text_font_mono], ["system", m.settings_text_font_system]])),
  entry("appearance", "compactRows", m.settings_rows, m.settings_rows_hint, toggle("compactRows")),
  entry("appearance", "motion", m.settings_motion, m.settings_motion_hint, { kind: "word_switch", name: "motion", on: "less", off: "system" }),
  entry("editor", "spellcheck", m.settings_spellcheck, m.settings_spellcheck_hint, toggle("spellcheck")),
  entry("editor", "focusMode", m.settings_focus, m.settings_focus_hint, toggle("focusMode")),
  entry("editor", "typewriter", m.settings_typewriter, m.settings_typewriter_hint, toggle("typewriter")),
  entry("editor", "closePairs", m.settings_pairs, m.settings_pairs_hint, toggle("closePairs")),
  entry("editor", "indentSize", m.settings_indent, m.settings_indent_hint, {
    kind: "number_choice", name: "indentSize", options: [2, 3, 4].map((columns) => ({ value: columns, title: () => m.settings_indent_value({ columns }) })),
  }),
  entry("editor", "vim", m.settings_vim, m.settings_vim_hint, toggle("vim")),
  entry("editor", "inspector", m.settings_inspector, m.settings_inspector_hint, toggle("inspector")),
  entry("editor", "compareBy", m.settings_compare, m.settings_compare_hint, choice("compareBy", [["split", m.settings_compare_split], ["inline", m.settings_compare_inline]])),
  entry("editor", "dailyTitle", m.settings_daily_title),
  entry("editor", "dailyNotebook", m.settings_daily_notebook),
  entry("editor", "dailyTemplate", m.settings_daily_template, m.settings_daily_template_hint),
  entry("sync", "account", m.settings_sync_account, m.account_search_hint),
  entry("sync", "sync", m.settings_sync_state),
  entry("sync", "server", m.settings_sync_server, () => `${m.settings_sync_account_hint()} ${m.settings_disconnect()}`),
  entry("devices", "deviceName", m.settings_device_name, m.settings_device_name_hint),
  entry("devices", "devices", m.settings_devices_list),
  entry("security", "keys", m.settings_keys),
  entry("security", "encryption", m.settings_encrypted, m.settings_encrypted_text),
  entry("security", "passphrase", m.lock_passphrase_set_title, m.settings_passphrase),
  entry("security", "lockNow", m.lock_now, m.lock_now_hint),
  entry("security", "lockAfter", m.lock_active_after, m.lock_active_after_hint),
  entry("security", "lockOnSuspend", m.lock_on_suspend, m.lock_on_suspend_hint),
  entry("security", "backups", m.lock_backups, m.lock_backups_hint),
  entry("security", "recovery", m.account_drill, m.account_drill_hint),
  entry("security", "secondFactor", m.account_totp, m.account_totp_hint_off),
  entry("storage", "trashDays", m.settings_trash_days, m.settings_trash_days_hint, {
    kind: "number_choice",
    name: "trashDays",
    options: [
      { value: 0, title: m.settings_trash_days_never },
      ...[7, 30, 90].map((days) => ({ value: days, title: () => m.settings_trash_days_value({ days }) })),
      { value: 365, title: m.settings_trash_days_year },
    ],
  }),
  entry("storage", "historyDays", m.settings_history_days, m.settings_history_days_hint, {
    kind: "number_choice",
    name: "historyDays",
    options: [
      ...[30, 90].map((days) => ({ value: days, title: () => m.settings_trash_days_value({ days }) })),
      { value: 365, title: m.settings_trash_days_year },
      { value: 0, title: m.settings_history_days_all },
    ],
  }),
  entry("storage", "size", m.settings_storage_size),
  entry("storage", "folder", m.settings_storage_folder),
  entry("storage", "verify", m.settings_verify, m.settings_verify_hint),
  entry("storage", "compact", m.settings_compact, m.settings_compact_hint),
  entry("storage", "backup", m.settings_backup, m.settings_backup_hint),
  entry("folders", "import", m.settings_import, m.settings_import_hint),
  entry("folders", "export", m.settings_export, m.settings_export_hint),
  entry("desktop", "startAtLogin", m.desktop_start_at_login, m.desktop_start_at_login_hint),
  entry("desktop", "tray", m.desktop_tray, m.desktop_tray_hint),
  entry("desktop", "closeToTray", m.desktop_close_to_tray, m.desktop_close_to_tray_hint),
  entry("desktop", "captureShortcut", m.desktop_shortcut, m.desktop_shortcut_hint),
  entry("desktop", "captureNotebook", m.desktop_notebook, m.desktop_notebook_hint),
  entry("desktop", "imePreedit", m.desktop_ime, m.desktop_ime_hint),
  entry("shortcuts", "shortcuts", m.settings_section_shortcuts, m.settings_shortcuts_hint),
  entry("about", "version", m.settings_about_version),
  entry("about", "license", m.settings_about_license),
  entry("about", "welcome", m.settings_welcome, m.settings_welcome_hint),
  entry("about", "diagnostics", m.settings_diagnostics, m.settings_diagnostics_hint),
];

/** The settings that have every word of the query in their words, in the language shown. */
export function findEntries(query: string, entries: readonly Entry[] = ENTRIES): Entry[] {
  const words = query.toLocaleLowerCase().split(/\s+/).filter((word) => word !== "");
  if (words.length === 0) return [];
  return entries.filter((candidate) => {
    const options = candidate.control?.kind === "choice" || candidate.control?.kind === "number_choice" ? candidate.control.options.map((option) => option.title()) : [];
    const text = [candidate.title(), candidate.hint?.() ?? "", SECTION_TITLES[candidate.section](), ...options].join("\n").toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
}
