// Commands of the settings, of how the window looks, and of the first steps.
import { m } from "../../i18n";
import type { PreferenceValues } from "../../state/preferences.svelte";
import { LIMITS } from "../../state/preferences.svelte";
import { SECTIONS, type Section } from "../../state/settings.svelte";
import type { Workspace } from "../../state/workspace.svelte";
import { always, command, type Command } from "./command";

const SECTION_TITLES: Record<Section, () => string> = {
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

function textSize(workspace: Workspace, next: (size: number) => number): Promise<void> {
  const { min, max } = LIMITS.textSize ?? { min: 13, max: 24 };
  return workspace.preferences.set({ textSize: Math.min(max, Math.max(min, next(workspace.preferences.values.textSize))) });
}

/** The theme that is not shown now. */
function otherTheme(workspace: Workspace): PreferenceValues["theme"] {
  const { theme } = workspace.preferences.values;
  const isDark = theme === "dark" || (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  return isDark ? "light" : "dark";
}

export const settingsCommands: readonly Command[] = [
  command("window", "settings", m.commands_settings, ["Mod-,"], (workspace) => workspace.showSettings()),
  ...SECTIONS.map((section) => command("window", `settings.${section}`, () => m.commands_settings_of({ section: SECTION_TITLES[section]() }), [], (workspace) => workspace.showSettings(section))),
  command("window", "theme.switch", m.commands_theme_switch, [], (workspace) => workspace.preferences.set({ theme: otherTheme(workspace) })),
  command("window", "text.larger", m.commands_text_larger, ["Mod-="], (workspace) => textSize(workspace, (size) => size + 1)),
  command("window", "text.smaller", m.commands_text_smaller, ["Mod--"], (workspace) => textSize(workspace, (size) => size - 1)),
  command("window", "text.usual", m.commands_text_usual, ["Mod-0"], (workspace) => textSize(workspace, () => workspace.preferences.usual("textSize"))),
  command("go", "start.import", m.commands_import, [], async (workspace) => {
    await workspace.showPage("import");
    await workspace.focus.focus("import");
  }),
  command("go", "start.connect", m.commands_connect, [], (workspace) => workspace.showPage("connect"), (workspace) => workspace.sync.status?.server === null),
  command("go", "start.pair", m.commands_pair, [], (workspace) => workspace.showPage("connect"), (workspace) => !workspace.account.isThere),
  command("go", "start.welcome", m.commands_welcome, [], (workspace) => workspace.showWelcome(), always),
];
