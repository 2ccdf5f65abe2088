// What the window says. `m.area_name()`; the catalogues are messages/<locale>/<area>.json.
export { m } from "./generated/messages.js";
export { bestLocale, locale, locales, speak, type Locale } from "./locale.svelte";
