// What a key costs in the editor of a note, against CodeMirror as it comes, in one run: medians, one line of JSON for each length.
//
// node bench/keystroke.mjs      needs a Chromium; CHROMIUM names its executable (default /usr/bin/chromium)
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { build } from "vite";

const LENGTHS = { "keystroke.3kb": 3_000, "keystroke.200kb": 200_000, "keystroke.1mb": 1_000_000 };
const KEYS = 120;
const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2" };

const root = fileURLToPath(new URL(".", import.meta.url));
const out = mkdtempSync(join(tmpdir(), "driftless-keystroke-"));
try {
  await build({ root, configFile: false, logLevel: "error", plugins: [svelte({ configFile: join(root, "../svelte.config.js") })], build: { outDir: out, emptyOutDir: true, target: "es2022", assetsInlineLimit: 0 } });
  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://x").pathname;
    try {
      const body = readFileSync(join(out, path === "/" ? "/index.html" : path));
      response.writeHead(200, { "content-type": types[extname(path)] ?? (path === "/" ? "text/html" : "application/octet-stream") }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
  try {
    const page = await browser.newPage({ viewport: { width: 1000, height: 800 } });
    page.on("pageerror", (error) => process.stderr.write(`${error.stack}\n`));
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.waitForFunction(() => "measure" in globalThis);
    const round = (value) => (Number.isInteger(value) ? value : Math.round(value * 1_000) / 1_000);
    for (const [name, length] of Object.entries(LENGTHS)) {
      const figure = await page.evaluate(([bytes, keys]) => globalThis.measure(bytes, keys), [length, KEYS]);
      console.log(JSON.stringify({ name, ...Object.fromEntries(Object.entries(figure).map(([key, value]) => [key, round(value)])) }));
    }
  } finally {
    await browser.close();
    server.close();
  }
} finally {
  rmSync(out, { recursive: true, force: true });
}
