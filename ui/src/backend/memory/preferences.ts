// Preferences of the vault in memory.
import type { PreferencesBackend } from "../topics/preferences";

export function memoryPreferences(): PreferencesBackend {
  let kept: string | null = null;
  const callbacks: ((json: string) => void)[] = [];
  return {
    preferences: async () => kept,
    preferencesSave: async (json) => {
      kept = json;
      for (const callback of callbacks) callback(json);
    },
    onPreferences: async (callback) => void callbacks.push(callback),
  };
}
