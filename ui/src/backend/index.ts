// Picks the backend: the desktop shell, or in a plain browser during development an in-memory vault.
import type { Backend } from "./backend";
import { tauriBackend } from "./tauri";

export * from "./backend";

/** Returns the backend of this page. The in-memory one is not part of a production build. */
export async function openBackend(): Promise<Backend> {
  if ("__TAURI_INTERNALS__" in window) return tauriBackend();
  if (import.meta.env.DEV) {
    const { demoBackend } = await import("./memory/demo");
    return demoBackend(new URLSearchParams(location.search));
  }
  throw new Error("Driftless runs in its own window: start the desktop app.");
}
