// Looks at the window in a plain browser: screenshots of every page in both themes, axe-core on each, and the content security policy of the desktop window.
//
// npm run look            needs a Chromium; CHROMIUM names its executable (default /usr/bin/chromium)
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
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

async function look(browser, origin, scene, theme, width) {
  const page = await browser.newPage({ viewport: { width, height: scene.height ?? 880 }, colorScheme: theme, deviceScaleFactor: scene.scale ?? 1, forcedColors: scene.forcedColors ?? "none", locale: "en-GB", reducedMotion: "reduce" });
  const problems = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("favicon")) problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(error.message));
  // The desktop window freezes prototypes; so does this page.
  await page.addInitScript(() => Object.freeze(Object.prototype));
  await page.goto(`${origin}/?${scene.query ?? ""}`);
  await page.waitForSelector(scene.ready ?? "main", { state: "attached" });
  await page.evaluate(() => document.fonts.ready);
  await scene.play?.(page);
  const name = `${scene.name}-${theme}-${width}`;
  await page.screenshot({ path: join(shots, `${name}.png`) });
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
const only = process.argv.slice(2);
let problems = 0;
try {
  for (const scene of scenes.filter(({ name }) => only.length === 0 || only.includes(name))) {
    for (const theme of ["light", "dark"]) for (const width of scene.widths ?? [1372]) problems += await look(browser, origin, scene, theme, width);
  }
} finally {
  await browser.close();
  server.close();
}
console.log(problems === 0 ? "No problems." : `${problems} problems.`);
process.exitCode = problems === 0 ? 0 : 1;
