// The pages beside the notes. Each is loaded when it is first shown, so that the window opens without them.
import type { Component, Snippet } from "svelte";
import type { Page } from "../state/workspace.svelte";

interface PageEntry {
  load: () => Promise<{ default: Component<{ leading: Snippet }> }>;
  /** Brings its own list, in place of the list of notes. */
  hasOwnList: boolean;
}

export const pages: Record<Exclude<Page, "notes">, PageEntry> = {
  review: { load: () => import("../features/review/ReviewPage.svelte"), hasOwnList: true },
  sync: { load: () => import("../features/sync/SyncPage.svelte"), hasOwnList: false },
};
