// Tests that need a real browser engine: layout, focus, selection, input methods. `npm run test:browser`, files named `*.browser.test.ts`.
//
// Debian's Chromium; CHROMIUM names another executable.
import { readFileSync } from "node:fs";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";

const { dependencies } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8")) as { dependencies: Record<string, string> };
const packages = [...Object.keys(dependencies).filter((name) => !/fontsource|tauri|lucide|language-data|legacy-modes/.test(name)), "@codemirror/language-data", "axe-core"];

export default defineConfig({
  // The renderer of component tests brings a component in the older style.
  plugins: [svelte({ dynamicCompileOptions: ({ filename }) => (/node_modules\/(vitest-browser-svelte|@testing-library)\//.test(filename) ? { runes: false } : {}) })],
  clearScreen: false,
  // Apart from the other tests and from `npm run dev`, which may run at the same time with other settings.
  cacheDir: "node_modules/.vite-browser-tests",
  // All at the start: what is found while tests run would reload the page in the middle of one.
  optimizeDeps: { entries: ["src/main.ts", "src/**/*.svelte", "src/**/*.browser.test.ts"], include: packages, exclude: ["vitest-browser-svelte", "@testing-library/svelte-core", "@lucide/svelte"] },
  test: {
    include: ["src/**/*.browser.test.ts"],
    restoreMocks: true,
    // Parts of the page are loaded when first asked for; a busy machine takes its time for that.
    expect: { poll: { timeout: 15_000 } },
    testTimeout: 60_000,
    // Two files at once are slower than one after the other on a small machine, and steal each other's focus.
    fileParallelism: false,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: {
          executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
          args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        },
      }),
      instances: [{ browser: "chromium", viewport: { width: 1000, height: 800 } }],
    },
  },
});
