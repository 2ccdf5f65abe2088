// Looks at the window in a plain browser: screenshots of every page in both themes, axe-core on each, and the content security policy of the desktop window.
//
// npm run look            needs a Chromium; CHROMIUM names its executable (default /usr/bin/chromium)
// npm run look -- main sync            these scenes only
// npm run look -- --keep FOLDER        every page in both themes at three sizes, as WebP in FOLDER
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { scenes } from "./scenes.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const site = join(here, "out", "site");
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

async function look(browser, origin, scene, theme, width) {
  const page = await browser.newPage({ viewport: { width, height: scene.height ?? 880 }, colorScheme: theme, deviceScaleFactor: scene.scale ?? 1, forcedColors: scene.forcedColors ?? "none", locale: "en-GB", reducedMotion: "reduce" });
  page.setDefaultTimeout(8_000);
  const problems = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("favicon")) problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(error.message));
  // The desktop window freezes prototypes; so does this page, and neither does in frames.
  await page.addInitScript(() => window === window.top && Object.freeze(Object.prototype));
  await page.goto(`${origin}/?${scene.query ?? ""}`);
  await page.waitForSelector(scene.ready ?? "main", { state: "attached" });
  await page.evaluate(() => document.fonts.ready);
  await scene.play?.(page).catch((cause) => problems.push(`cannot be played: ${cause.message.split("\n")[0]}`));
  const name = `${scene.name}-${theme}-${width}`;
  const picture = await page.screenshot({ path: join(shots, `${name}.png`) });
  if (keep !== null) writeFileSync(join(keep, `${name}.webp`), await webp(browser, picture));
  // Through the protocol, not as an inline script: the policy stays in force.
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  for (const violation of violations) {
    problems.push(`axe ${violation.id} (${violation.impact}): ${violation.nodes.map((node) => `${node.target} ${node.any.map((check) => check.message).join("; ")}`).slice(0, 3).join(" | ")}`);
  }
  await page.close();
  console.log(`${problems.length === 0 ? "ok  " : "BAD "} ${name}`);
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
const only = words;
const sizes = (scene) => (keep === null ? (scene.widths ?? [1372]) : scene.page === true ? KEPT_WIDTHS : []);
let problems = 0;
try {
  for (const scene of scenes.filter(({ name }) => only.length === 0 || only.includes(name))) {
    for (const theme of ["light", "dark"]) for (const width of sizes(scene)) problems += await look(browser, origin, scene, theme, width);
  }
} finally {
  await browser.close();
  server.close();
}
console.log(problems === 0 ? "No problems." : `${problems} problems.`);
process.exitCode = problems === 0 ? 0 : 1;
