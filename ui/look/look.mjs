// Looks at the window in a plain browser: screenshots of every page in both themes, axe-core on each, and the content security policy of the desktop window.
//
// npm run look            needs a Chromium; CHROMIUM names its executable (default /usr/bin/chromium)
// npm run look -- main sync            these scenes only
// npm run look -- --main               the main pages at one size: what the tests run
// npm run look -- --keys               every page by Tab alone: what it reaches is seen, shows that it has the keyboard, and is left again
// npm run look -- --keep FOLDER        every page in both themes at three sizes, as WebP in FOLDER
//
// Ends with 1 on an error in the console, a violation that axe finds, or a scene that cannot be played.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { scenes } from "./scenes.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const site = join(here, "out", process.argv.includes("--keys") ? "site-keys" : "site");
const shots = join(here, "out");
const { csp } = JSON.parse(readFileSync(join(here, "../../tauri.conf.json"), "utf8")).app.security;
const policy = typeof csp === "string" ? csp : Object.entries(csp).map(([directive, sources]) => `${directive} ${[sources].flat().join(" ")}`).join("; ");
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2" };

function build() {
  const env = { ...process.env, NODE_ENV: "development" };
  const result = spawnSync("npx", ["vite", "build", "--outDir", site, "--emptyOutDir"], { cwd: join(here, ".."), env, stdio: ["ignore", "ignore", "inherit"] });
  if (result.status !== 0) throw new Error("The build failed.");
}

function serve() {
  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://x").pathname;
    const file = path === "/" ? "/index.html" : path;
    try {
      const body = readFileSync(join(site, file));
      response.writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream", "content-security-policy": policy });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

/** What `--keep` keeps of each page: a wide window, one without sidebar, one without list. */
const KEPT_WIDTHS = [1372, 900, 600];
/** Pages open at once: one waits while another is looked at. */
const AT_ONCE = 3;
/** When it is, in every picture: kept pictures differ where the pages do, not by the day they were taken on. */
const NOW = new Date("2026-03-17T09:40:00Z");

/** A screenshot as WebP, a fifth of the PNG; the browser itself has the encoder. */
async function webp(browser, png) {
  const page = await browser.newPage();
  const encoded = await page.evaluate(async (source) => {
    const image = new Image();
    image.src = source;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    canvas.getContext("2d").drawImage(image, 0, 0);
    const blob = await canvas.convertToBlob({ type: "image/webp", quality: 0.86 });
    const reader = new FileReader();
    reader.readAsDataURL(blob);
    await new Promise((resolve) => (reader.onload = resolve));
    return reader.result;
  }, `data:image/png;base64,${png.toString("base64")}`);
  await page.close();
  return Buffer.from(encoded.split(",")[1], "base64");
}

/** Stops looked at on a walk by Tab; longer lists of stops repeat what was seen. */
const STOPS_MAX = 60;

/** Walks through a page by Tab and tells what is wrong with the stops. A text takes Tab for itself until Escape. */
async function walkByKeys(page) {
  const problems = new Set();
  const seen = new Set();
  let before = null;
  for (let stop = 0; stop < STOPS_MAX; stop++) {
    await page.keyboard.press("Tab");
    const found = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || element === document.body) return { name: null };
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      const isText = element.matches("input:not([type=checkbox],[type=radio],[type=range]), textarea, [contenteditable=true]");
      const ring = (of) => (of.outlineStyle !== "none" && parseFloat(of.outlineWidth) > 0) || of.boxShadow !== "none";
      globalThis.stops ??= new Map();
      if (!globalThis.stops.has(element)) globalThis.stops.set(element, globalThis.stops.size);
      return {
        key: globalThis.stops.get(element),
        name: `${element.tagName.toLowerCase()} "${(element.getAttribute("aria-label") ?? element.textContent ?? "").trim().slice(0, 40)}" ${element.dataset.testid ?? element.className}`,
        isText,
        isEditor: element.matches(".cm-content"),
        // A field may show it by the box around it.
        isShown: isText || ring(style) || (element.parentElement !== null && ring(getComputedStyle(element.parentElement))) || ring(getComputedStyle(element, "::after")),
        isSeen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth,
      };
    });
    // Between the last stop and the first the keyboard is with the browser itself.
    if (found.name === null) {
      before = null;
      continue;
    }
    if (!found.isShown) problems.add(`keys: ${found.name} does not show that it has the keyboard`);
    if (!found.isSeen) problems.add(`keys: ${found.name} has the keyboard where nobody sees it`);
    if (found.isEditor) await page.keyboard.press("Escape");
    if (found.key === before) problems.add(`keys: Tab does not leave ${found.name}`);
    seen.add(found.key);
    before = found.key;
  }
  if (seen.size === 0) problems.add("keys: Tab reaches nothing");
  return { stops: seen.size, problems: [...problems] };
}

async function look(browser, origin, scene, theme, width) {
  const page = await browser.newPage({ viewport: { width, height: scene.height ?? 880 }, colorScheme: theme, deviceScaleFactor: scene.scale ?? 1, forcedColors: scene.forcedColors ?? "none", locale: "en-GB", timezoneId: "Europe/London", reducedMotion: "reduce" });
  page.setDefaultTimeout(20_000);
  const problems = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("favicon")) problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(error.message));
  // The desktop window freezes prototypes; so does this page, and neither does in frames.
  await page.addInitScript(() => window === window.top && Object.freeze(Object.prototype));
  await page.clock.setFixedTime(NOW);
  await page.goto(`${origin}/${scene.path ?? ""}?${scene.query ?? ""}`);
  await page.waitForSelector(scene.ready ?? "main", { state: "attached" });
  await page.evaluate(() => document.fonts.ready);
  await scene.play?.(page).catch((cause) => problems.push(`cannot be played: ${cause.message.split("\n")[0]}`));
  const name = `${scene.name}-${theme}-${width}`;
  // What a scene loads late, and the scroll bars that go away.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  const picture = await page.screenshot({ path: join(shots, `${name}.png`) });
  if (keep !== null) writeFileSync(join(keep, `${name}.webp`), await webp(browser, picture));
  // Through the protocol, not as an inline script: the policy stays in force.
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate((rules) => globalThis.axe.run(document, { resultTypes: ["violations"], ...(rules && { runOnly: { type: "rule", values: rules } }) }), scene.rules ?? null);
  for (const violation of violations) {
    problems.push(`axe ${violation.id} (${violation.impact}): ${violation.nodes.map((node) => `${node.target} ${node.any.map((check) => check.message).join("; ")}`).slice(0, 3).join(" | ")}`);
  }
  let stops = "";
  if (onlyKeys) {
    const walk = await walkByKeys(page);
    problems.push(...walk.problems);
    stops = `  ${walk.stops} stops`;
  }
  await page.close();
  console.log(`${problems.length === 0 ? "ok  " : "BAD "} ${name}${stops}`);
  for (const problem of problems) console.log(`       ${problem}`);
  return problems.length;
}

mkdirSync(shots, { recursive: true });
build();
const server = await serve();
const origin = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
const words = process.argv.slice(2);
const keepAt = words.indexOf("--keep");
const keep = keepAt < 0 ? null : resolve(words.splice(keepAt, 2)[1] ?? ".");
if (keep !== null) mkdirSync(keep, { recursive: true });
const mainAt = words.indexOf("--main");
const onlyMain = mainAt >= 0 && words.splice(mainAt, 1).length > 0;
const keysAt = words.indexOf("--keys");
const onlyKeys = keysAt >= 0 && words.splice(keysAt, 1).length > 0;
const widthsOf = (scene) => {
  if (onlyKeys) return scene.page === true && scene.rules === undefined ? [(scene.kept ?? KEPT_WIDTHS)[0]] : [];
  if (keep !== null) return scene.page === true ? (scene.kept ?? KEPT_WIDTHS) : [];
  if (onlyMain) return scene.main === true ? [1372] : [];
  return scene.widths ?? (scene.page === true ? (scene.kept ?? KEPT_WIDTHS) : [1372]);
};
const unknown = words.filter((word) => !scenes.some(({ name }) => name === word));
if (unknown.length > 0) throw new Error(`There is no scene ${unknown.join(", ")}.`);
const wanted = scenes
  .filter(({ name }) => words.length === 0 || words.includes(name))
  .flatMap((scene) => (onlyKeys ? ["light"] : ["light", "dark"]).flatMap((theme) => widthsOf(scene).map((width) => ({ scene, theme, width }))));
let problems = 0;
try {
  const walk = async () => {
    for (let next = wanted.shift(); next; next = wanted.shift()) {
      const { scene, theme, width } = next;
      const found = await look(browser, origin, scene, theme, width).catch((cause) => {
        console.log(`BAD  ${scene.name}-${theme}-${width}\n       is not shown: ${cause.message.split("\n")[0]}`);
        return 1;
      });
      problems += found;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, walk));
} finally {
  await browser.close();
  server.close();
}
console.log(problems === 0 ? "No problems." : `${problems} problems.`);
process.exitCode = problems === 0 ? 0 : 1;
