// The frame of a plain browser is its own; what was asked for is kept for tests.
import type { AppearanceBackend } from "../topics/appearance";

export function memoryAppearance(): AppearanceBackend & { themes: string[] } {
  const themes: string[] = [];
  return { themes, windowTheme: async (theme) => void themes.push(theme) };
}
