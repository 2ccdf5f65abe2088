// The frame around the page.
import { commands } from "../../bindings";
import { unit } from "../answers";

export interface AppearanceBackend {
  /** Paints the frame and background of every window; `system` follows the system. */
  windowTheme(theme: "system" | "light" | "dark"): Promise<void>;
}

export function tauriAppearance(): AppearanceBackend {
  return { windowTheme: (theme) => unit(commands.windowTheme(theme)) };
}
