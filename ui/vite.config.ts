import { svelte } from "@sveltejs/vite-plugin-svelte";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** Our own part of the first page, compressed. */
const ENTRY_GZIP_BYTES_MAX = 220_000;
/** All scripts of the first page, compressed: more makes the start slow. 245 kB today; 220 kB is the aim. */
const FIRST_PAGE_GZIP_BYTES_MAX = 252_000;

/**
 * A fence of Markdown is read as the notes are. `language-data` would load all of `lang-markdown` for it, and because the first page
 * has its commands from there, the grammars of HTML, CSS and JavaScript would stand in the first page.
 */
function markdownOfNotes(): Plugin {
  const own = fileURLToPath(new URL("src/editor/preview/fenced-markdown.ts", import.meta.url));
  return {
    name: "driftless-markdown-of-notes",
    apply: "build",
    enforce: "pre",
    resolveId: (source, importer) => (source === "@codemirror/lang-markdown" && importer?.includes("/@codemirror/language-data/") ? own : null),
  };
}

/** Fails the build when the window grows past its limit, or carries parts of the development vault. */
function limits(): Plugin {
  return {
    name: "driftless-limits",
    apply: (_config, { command, mode }) => command === "build" && mode === "production" && process.env.NODE_ENV !== "development",
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type === "chunk" && chunk.isEntry && gzipSync(chunk.code).length > ENTRY_GZIP_BYTES_MAX) this.error(`${chunk.fileName} has over ${ENTRY_GZIP_BYTES_MAX} bytes compressed.`);
        if (chunk.type === "chunk" && Object.keys(chunk.modules).some((id) => id.includes("/backend/memory/"))) this.error(`${chunk.fileName} carries the in-memory backend.`);
      }
      // What the first page loads before it can run: its entry and everything imported from there without waiting.
      const first = new Set<string>();
      const take = (name: string): void => {
        const chunk = bundle[name];
        if (chunk?.type !== "chunk" || first.has(name)) return;
        first.add(name);
        chunk.imports.forEach(take);
      };
      for (const chunk of Object.values(bundle)) if (chunk.type === "chunk" && chunk.isEntry && chunk.name === "index") take(chunk.fileName);
      const size = [...first].reduce((sum, name) => {
        const chunk = bundle[name];
        return sum + (chunk?.type === "chunk" ? gzipSync(chunk.code).length : 0);
      }, 0);
      if (size > FIRST_PAGE_GZIP_BYTES_MAX) this.error(`The scripts of the first page have ${size} bytes compressed; the limit is ${FIRST_PAGE_GZIP_BYTES_MAX}.`);
    },
  };
}

export default defineConfig({
  plugins: [svelte(), markdownOfNotes(), limits()],
  clearScreen: false,
  server: { port: 5173, strictPort: true },
  build: {
    target: "es2022",
    rolldownOptions: { input: ["index.html", "capture.html"] },
    // The content security policy allows fonts and scripts from the app itself only: nothing may become a data: URI or an inline script.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    modulePreload: { polyfill: false },
  },
  resolve: process.env.VITEST ? { conditions: ["browser"] } : {},
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.ts"],
    // Those need a real engine: vitest.browser.config.ts.
    exclude: ["src/**/*.browser.test.ts"],
    restoreMocks: true,
  },
});
