// What the window remembers on this device.
import { commands, events } from "../../bindings";
import { unit, unwrap } from "../answers";

export interface PreferencesBackend {
  /** JSON as a window saved it; null before the first time. */
  preferences(): Promise<string | null>;
  preferencesSave(json: string): Promise<void>;
  /** A window saved the preferences, this one too. */
  onPreferences(callback: (json: string) => void): Promise<void>;
}

export function tauriPreferences(): PreferencesBackend {
  return {
    preferences: () => unwrap(commands.preferences()),
    preferencesSave: (json) => unit(commands.preferencesSave(json)),
    onPreferences: async (callback) => {
      await events.preferencesChanged.listen((event) => callback(event.payload));
    },
  };
}
