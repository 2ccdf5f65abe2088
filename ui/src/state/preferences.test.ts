// Preferences: what fits is taken, what does not is passed over and never lost, and every window follows.
import { afterEach, expect, it } from "vitest";
import { MemoryBackend } from "../backend/memory";
import { locale } from "../i18n";
import { Preferences } from "./preferences.svelte";

const root = document.documentElement;

afterEach(async () => {
  await new Preferences(null).set({});
});

it("paints what is chosen at once, and gives the word back to the system", async () => {
  const preferences = new Preferences(null);
  await preferences.set({ theme: "dark", textSize: 20, textWidth: "wide", textFont: "mono", compactRows: true, motion: "less", language: "de" });
  expect(root.dataset).toMatchObject({ theme: "dark", rows: "compact", motion: "less" });
  expect(root.style.getPropertyValue("--text-size")).toBe("20px");
  expect(root.style.getPropertyValue("--text-width")).toBe("800px");
  expect(root.style.getPropertyValue("--font-text")).toContain("JetBrains Mono");
  expect([locale(), root.lang]).toEqual(["de", "de"]);
  await preferences.set({ theme: "system", compactRows: false, motion: "system", language: "en" });
  expect(root.dataset.theme ?? root.dataset.rows ?? root.dataset.motion).toBeUndefined();
  expect(locale()).toBe("en");
});

it("takes no words, numbers or kinds that it does not know", async () => {
  const backend = new MemoryBackend(() => 0);
  await backend.preferencesSave(JSON.stringify({ theme: "purple", textSize: 900, vim: "yes", language: "xx", shortcuts: ["no"], textWidth: "wide", __proto__: { motion: "less" } }));
  const preferences = new Preferences(null);
  await preferences.load(backend);
  expect(preferences.values).toMatchObject({ theme: "system", textSize: 16, vim: false, language: "system", shortcuts: {}, textWidth: "wide", motion: "system" });
  await backend.preferencesSave("not json");
  expect(preferences.values.textWidth).toBe("normal");
});

it("keeps what a newer version wrote", async () => {
  const backend = new MemoryBackend(() => 0);
  await backend.preferencesSave(JSON.stringify({ ofTomorrow: [1, 2], theme: "dusk" }));
  const preferences = new Preferences(null);
  await preferences.load(backend);
  await preferences.set({ vim: true });
  expect(JSON.parse((await backend.preferences())!)).toEqual({ ofTomorrow: [1, 2], theme: "dusk", vim: true });
});

it("follows what another window saves, and tells the frame of the window", async () => {
  const backend = new MemoryBackend(() => 0);
  const [one, two] = [new Preferences(null), new Preferences(null)];
  await one.load(backend);
  await two.load(backend);
  await one.set({ theme: "dark", textSize: 18 });
  expect(two.values).toMatchObject({ theme: "dark", textSize: 18 });
  expect((backend as unknown as { themes: string[] }).themes).toContain("dark");
  await two.set({ theme: "system" });
  expect((backend as unknown as { themes: string[] }).themes.at(-1)).toBe("system");
});

it("paints the kept copy before the vault is open", () => {
  const storage = { getItem: () => JSON.stringify({ theme: "dark" }), setItem: () => {} } as unknown as Storage;
  new Preferences(storage);
  expect(root.dataset.theme).toBe("dark");
});
