// The pages beside the notes. Each is loaded when it is first shown, so that the window opens without them.
import type { Component, Snippet } from "svelte";
import type { CommandEntry } from "../shared/command";
import type { Page } from "../state/workspace.svelte";

interface PageEntry {
  load: () => Promise<{ default: Component<{ leading: Snippet; commands: readonly CommandEntry[] }> }>;
  /** Brings its own list, in place of the list of notes. */
  hasOwnList: boolean;
}

export const pages: Record<Exclude<Page, "notes">, PageEntry> = {
  review: { load: () => import("../features/review/ReviewPage.svelte"), hasOwnList: true },
  history: { load: () => import("../features/history/HistoryPage.svelte"), hasOwnList: true },
  sync: { load: () => import("../features/sync/SyncPage.svelte"), hasOwnList: false },
  settings: { load: () => import("../features/settings/SettingsPage.svelte"), hasOwnList: true },
  import: { load: () => import("../features/start/BringNotesPage.svelte"), hasOwnList: true },
  connect: { load: () => import("../features/start/ConnectPage.svelte"), hasOwnList: true },
  welcome: { load: () => import("../features/start/WelcomePage.svelte"), hasOwnList: true },
  account: { load: () => import("../features/account/AccountPage.svelte"), hasOwnList: true },
};
