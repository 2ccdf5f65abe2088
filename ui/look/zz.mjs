import { chromium } from "playwright-core";
import { readFileSync } from "node:fs";
const axeSource = readFileSync("/tmp/w/writing/ui/node_modules/axe-core/axe.min.js", "utf8");
export async function run(name, play, { theme = "light", width = 1372, query = "" } = {}) {
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
  const page = await browser.newPage({ viewport: { width, height: 880 }, colorScheme: theme, reducedMotion: "reduce", locale: "en-GB" });
  page.on("console", (m) => { if (m.type() === "error") console.log("CONSOLE", m.text()); });
  page.on("pageerror", (e) => console.log("PAGEERROR", e.stack));
  await page.goto(`http://localhost:5171/?${query}`);
  await page.waitForSelector("main");
  await page.waitForTimeout(600);
  try { await play(page); } catch (e) { console.log("PLAY", e.message); }
  await page.waitForTimeout(200);
  await page.screenshot({ path: `/tmp/wl/${name}.png` });
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  for (const v of violations) console.log("AXE", v.id, v.nodes.map((n) => `${n.target} ${n.any.map((c) => c.message).join(";")}`).join("|"));
  await browser.close();
}
