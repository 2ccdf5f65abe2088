// Where the settings are open, and whether a shortcut is being pressed.

/** The sections, in their order. A link to one is its name. */
export const SECTIONS = ["appearance", "editor", "sync", "devices", "security", "storage", "folders", "shortcuts", "desktop", "about"] as const;
export type Section = (typeof SECTIONS)[number];

export class SettingsState {
  section = $state<Section>("appearance");
  /** What is searched for among the settings. */
  query = $state("");
  /** The setting that a search led to; it is shown and focused once. */
  wanted = $state<string | null>(null);
  /** The next keys are a shortcut to be kept, not one to be run. */
  isRecording = $state(false);

  show(section: Section, setting: string | null = null): void {
    this.section = section;
    this.query = "";
    this.wanted = setting;
  }
}
