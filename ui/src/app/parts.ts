// What no first look shows: dialogs and what lies over the panes. One chunk, because it is loaded as a whole.
export { default as OrganizerDialogs } from "../features/list/OrganizerDialogs.svelte";
export { default as SelectionPane } from "../features/list/SelectionPane.svelte";
export { default as Palette } from "../features/palette/Palette.svelte";
export { default as Shortcuts } from "../features/palette/Shortcuts.svelte";
export { default as Templates } from "../features/palette/Templates.svelte";
export { default as SaveSearch } from "../features/search/SaveSearch.svelte";
export { default as SearchHelp } from "../features/search/SearchHelp.svelte";
export { default as ConfirmDialog } from "./ConfirmDialog.svelte";
