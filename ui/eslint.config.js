// The tiers of the window, kept by lint: only backend/ touches Tauri, a feature never imports a feature,
// state does not render, the editor knows no feature.
import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import { defineConfig, globalIgnores } from "eslint/config";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

const tauri = { group: ["@tauri-apps/*"], message: "Only backend/ talks to Tauri." };
const generated = {
  group: ["**/bindings", "**/bindings/*"],
  allowTypeImports: true,
  message: "Call the backend through backend/; the bindings give types only.",
};
const features = { group: ["**/features/**"], message: "Only app/ composes features." };
const app = { group: ["**/app/**"], message: "app/ composes; nothing below it may import it." };
const restrict = (...patterns) => ({ "@typescript-eslint/no-restricted-imports": ["error", { patterns }] });

const featureNames = ["account", "capture", "history", "list", "note", "palette", "review", "search", "settings", "sidebar", "start", "sync", "vault"];

export default defineConfig(
  globalIgnores(["dist/", "node_modules/", "src/bindings/", "src/i18n/generated/", "look/out/"]),
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.browser, ...globals.node } } },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
  },
  {
    rules: {
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "@typescript-eslint/no-explicit-any": "error",
      "no-console": "error",
      // State holds whole immutable maps in `$state.raw`; Maps elsewhere are plain data.
      "svelte/prefer-svelte-reactivity": "off",
    },
  },
  { files: ["src/**"], rules: restrict(tauri, generated) },
  { files: ["src/state/**", "src/editor/**", "src/shared/**"], rules: restrict(tauri, generated, features, app) },
  ...featureNames.map((name) => ({
    files: [`src/features/${name}/**`],
    rules: restrict(tauri, generated, app, {
      group: featureNames.filter((other) => other !== name).map((other) => `**/${other}/*`),
      message: "A feature never imports a feature.",
    }),
  })),
  { files: ["src/backend/**"], rules: restrict(features, app) },
  {
    // The vault in memory takes the methods of each topic from a file of its own.
    files: ["src/backend/memory/index.ts"],
    rules: { "@typescript-eslint/no-unsafe-declaration-merging": "off", "@typescript-eslint/no-empty-object-type": "off" },
  },
  { files: ["look/**", "bench/**"], rules: { "no-console": "off" } },
);
