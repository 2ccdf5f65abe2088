// The pages that are looked at. `page: true`: a page of the app, kept in docs/screens/pages; `main: true`: looked at by the tests, too.
const at = (testid) => `[data-testid="${testid}"]`;
const isNarrow = (page) => page.viewportSize().width < 1000;

/** Runs a command by its words, as by hand. */
async function run(page, words) {
  await page.keyboard.press("Control+k");
  await page.waitForSelector(at("palette-entry"));
  await page.keyboard.type(words);
  await page.locator(at("palette-entry")).first().filter({ hasText: new RegExp(words, "i") }).waitFor();
  await page.keyboard.press("Enter");
}

/** The sidebar, which is folded away in narrow windows. */
async function side(page) {
  if (isNarrow(page)) await page.keyboard.press("Control+1");
  await page.waitForSelector(at("sidebar"));
}

/** The list, which lies over the note in narrow windows. */
async function list(page) {
  await page.keyboard.press("Control+2");
  await page.waitForSelector(at("note-row"));
}

/** A section of the settings. */
async function settings(page, section) {
  await page.keyboard.press("Control+,");
  await page.waitForSelector(at("settings"));
  if (page.viewportSize().width < 720) await page.locator(".narrow").selectOption(section);
  else await page.locator(at(`settings-${section}`)).click();
}

/** A picture with something in it, made in the page: nothing is read from the disk. */
async function pastePicture(page) {
  await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(960, 540);
    const draw = canvas.getContext("2d");
    const sky = draw.createLinearGradient(0, 0, 0, 340);
    sky.addColorStop(0, "#9db7c9");
    sky.addColorStop(1, "#e9dcc9");
    draw.fillStyle = sky;
    draw.fillRect(0, 0, 960, 340);
    draw.fillStyle = "#5d7a86";
    draw.fillRect(0, 340, 960, 200);
    draw.fillStyle = "#3c4743";
    draw.beginPath();
    draw.moveTo(0, 400);
    draw.lineTo(260, 250);
    draw.lineTo(420, 330);
    draw.lineTo(610, 290);
    draw.lineTo(760, 540);
    draw.lineTo(0, 540);
    draw.fill();
    const files = new DataTransfer();
    files.items.add(new File([await canvas.convertToBlob({ type: "image/png" })], "north-cove.png", { type: "image/png" }));
    files.items.add(new File(["quadrat,limpets\n7,41\n8,38\n"], "counts of day four.csv", { type: "text/csv" }));
    document.querySelector(".cm-content").dispatchEvent(new ClipboardEvent("paste", { clipboardData: files, bubbles: true, cancelable: true }));
  });
}

async function type(page, text) {
  await page.keyboard.type(text);
}

export const scenes = [
  { name: "main", page: true, main: true },
  {
    name: "look",
    widths: [1280],
    scale: 1.5,
    play: async (page) => {
      await page.mouse.move(700, 800);
    },
  },
  {
    name: "long",
    widths: [1372, 600],
    play: async (page) => {
      await page.keyboard.press("Control+2");
      await page.keyboard.press("End");
      await page.waitForTimeout(200);
    },
  },
  {
    name: "cjk",
    play: async (page) => {
      await page.locator(at("note-row")).nth(3).click();
      await page.waitForTimeout(150);
    },
  },
  {
    name: "review-banner", page: true,
    play: async (page) => {
      await list(page);
      await page.locator(at("note-row")).nth(1).click();
      await page.waitForSelector(at("review-banner"));
    },
  },
  { name: "empty", page: true, main: true, query: "empty", play: async (page) => page.waitForSelector(at("note-title")) },
  {
    name: "search", page: true, main: true,
    play: async (page) => {
      await page.keyboard.press("Control+Shift+F");
      await type(page, "the light");
      await page.waitForTimeout(400);
    },
  },
  {
    name: "search-complete", page: true,
    play: async (page) => {
      await page.keyboard.press("Control+Shift+F");
      await type(page, "light tag:");
      await page.waitForSelector(at("search-completion"));
    },
  },
  {
    name: "search-wrong",
    play: async (page) => {
      await page.keyboard.press("Control+Shift+F");
      await type(page, "light is:blue");
      await page.waitForSelector('[aria-invalid="true"]');
    },
  },
  {
    name: "search-hits", page: true,
    play: async (page) => {
      await page.keyboard.press("Control+Shift+F");
      await type(page, "quadrat or limpets");
      await page.waitForTimeout(400);
      await page.keyboard.press("Enter");
      await page.waitForTimeout(200);
      await page.keyboard.press("F3");
      await page.waitForSelector(at("found-bar"));
      await page.waitForTimeout(200);
    },
  },
  {
    name: "search-saved",
    play: async (page) => {
      await page.keyboard.press("Control+Shift+F");
      await type(page, "light");
      await page.waitForTimeout(400);
      await page.locator(at("save-search")).click();
      await page.waitForSelector(at("saved-search-name"));
      await page.keyboard.press("Enter");
      await page.waitForSelector(at("saved-search"));
      await page.waitForTimeout(600);
    },
  },
  {
    name: "search-help", page: true,
    play: async (page) => {
      await run(page, "how to search");
      await page.waitForTimeout(400);
    },
  },
  {
    name: "quick-open", page: true,
    play: async (page) => {
      await page.keyboard.press("Control+o");
      await type(page, "ti");
      await page.waitForTimeout(300);
    },
  },
  {
    name: "palette-places",
    play: async (page) => {
      await page.keyboard.press("Control+k");
      await type(page, "fie");
      await page.waitForTimeout(300);
    },
  },
  {
    name: "templates",
    play: async (page) => {
      await page.keyboard.press("Control+k");
      await type(page, "save as template");
      await page.keyboard.press("Enter");
      await page.waitForTimeout(300);
      await page.keyboard.press("Control+k");
      await type(page, "from template");
      await page.keyboard.press("Enter");
      await page.waitForSelector(at("template-entry"));
    },
  },
  {
    name: "search-none",
    widths: [1372],
    play: async (page) => {
      await page.locator(at("search")).click();
      await type(page, "zebra");
      await page.waitForTimeout(400);
    },
  },
  {
    name: "trash", page: true,
    play: async (page) => {
      await page.locator(at("note-menu")).click();
      await page.locator(at("trash-note")).click();
      await side(page);
      await page.locator(at("nav-trash")).click();
      await page.waitForSelector(at("restore-note"));
    },
  },
  {
    name: "menu",
    play: async (page) => {
      await page.locator(at("note-menu")).click();
      await page.waitForTimeout(100);
    },
  },
  {
    name: "palette", page: true, main: true,
    play: async (page) => {
      await page.keyboard.press("Control+k");
      await page.waitForSelector(at("palette-entry"));
      await page.waitForTimeout(200);
    },
  },
  {
    name: "shortcuts", page: true,
    play: async (page) => {
      await page.keyboard.press("Control+/");
      await page.waitForTimeout(200);
    },
  },
  { name: "review", page: true, main: true, query: "reviews", play: async (page) => { await page.keyboard.press("Control+Shift+R"); await page.waitForSelector(at("review-item")); } },
  {
    name: "history", page: true, main: true,
    play: async (page) => {
      await page.locator(at("editor")).locator(".cm-content").focus();
      await page.keyboard.press("Control+End");
      await type(page, "\n\nMeasure the far side at low water.");
      await page.locator(at("note-title")).fill("Tide pools, second transect");
      await page.keyboard.press("Enter");
      await page.waitForTimeout(300);
      await page.locator(at("history-open")).click();
      await page.waitForSelector(at("history-version"));
      await page.locator(at("history-entry")).last().click();
      await page.getByText("The note now").click();
      await page.waitForSelector(at("history-parts"));
    },
  },
  {
    name: "history-vault", page: true,
    play: async (page) => {
      await page.locator(at("pin-note")).click();
      await side(page);
      await page.locator(at("nav-sync")).click();
      await page.locator(at("sync-history")).click();
      await page.waitForSelector(at("history-undo-item"));
    },
  },
  { name: "sync", page: true, main: true, query: "mood=trouble", play: async (page) => { await side(page); await page.locator(at("nav-sync")).click(); await page.waitForSelector(at("sync-chart")); await page.waitForTimeout(100); } },
  { name: "sync-synced", page: true, play: async (page) => { await side(page); await page.locator(at("nav-sync")).click(); await page.waitForSelector(at("sync-chart")); await page.waitForTimeout(150); } },
  { name: "sync-offline", page: true, query: "mood=offline", play: async (page) => { await side(page); await page.locator(at("nav-sync")).click(); await page.waitForSelector(at("sync-chart")); await page.waitForTimeout(150); } },
  { name: "sync-table", query: "quarantine", play: async (page) => { await page.locator(at("nav-sync")).click(); await page.getByText("Show as a table").click(); await page.waitForTimeout(100); } },
  { name: "sync-local", query: "mood=local", play: async (page) => { await page.locator(at("nav-sync")).click(); await page.locator(at("connect-open")).click(); } },
  { name: "narrow-list", widths: [600], play: async (page) => { await page.getByLabel("Show the list of notes").click(); await page.waitForTimeout(250); } },
  { name: "confirm", page: true, play: async (page) => {
      await page.locator(at("note-menu")).click();
      await page.locator(at("trash-note")).click();
      await side(page);
      await page.locator(at("nav-trash")).click();
      // In a narrow window the list lies over the note.
      if (page.viewportSize().width < 720) await page.keyboard.press("Escape");
      await page.getByText("Delete for ever").first().click();
      await page.waitForSelector(at("confirm"));
    },
  },
  { name: "vault-choose", page: true, query: "vault=choose", ready: at("passphrase") },
  { name: "vault-enter", page: true, query: "vault=enter", ready: at("passphrase") },
  { name: "vault-failed", page: true, query: "vault=failed", ready: at("vault-failed") },
  {
    name: "tags", page: true,
    play: async (page) => {
      await page.keyboard.press("Control+3");
      await page.keyboard.press("Control+Shift+T");
      await type(page, "new tag");
    },
  },
  { name: "forced-colors", forcedColors: "active" },
  { name: "reflow", widths: [320], height: 640 },
  {
    name: "notebook-menu",
    play: async (page) => {
      await page.locator('[data-testid^="notebook-"]').first().hover();
      await page.getByLabel("More for Field research").click();
      await page.waitForTimeout(100);
    },
  },
  {
    name: "move", page: true,
    play: async (page) => {
      await page.locator(at("note-menu")).click();
      await page.locator(at("move-note")).click();
      await page.waitForTimeout(200);
    },
  },
  {
    name: "find",
    play: async (page) => {
      await page.keyboard.press("Control+f");
      await type(page, "limpets");
      await page.waitForTimeout(100);
    },
  },
  // Every construct of the preview, a window of each part of the note.
  ...[0, 1, 2, 3].map((part) => ({
    name: `constructs-${part + 1}`, page: true, kept: part === 0 ? [1372, 900, 600] : [1372, 600],
    query: "constructs",
    height: 1100,
    ready: ".cm-content",
    play: async (page) => {
      await page.waitForSelector(".cm-table-drawn");
      for (let step = 0; step < part; step++) {
        await page.mouse.move(900, 600);
        await page.mouse.wheel(0, 880);
        // Formulas, diagrams and grammars are loaded when they are first seen.
        await page.waitForTimeout(600);
      }
      await page.waitForTimeout(400);
    },
  })),
  {
    name: "table-editing",
    query: "constructs",
    play: async (page) => {
      await page.locator(".cm-table-drawn td").nth(1).click();
      await page.waitForTimeout(100);
      await page.locator(".cm-table-menu").click();
      await page.waitForTimeout(150);
    },
  },
  {
    name: "notice", page: true, kept: [1372],
    play: async (page) => {
      await page.locator(at("nav-review")).click();
      await page.locator(at("review-item")).nth(1).click();
      await page.getByText("Open the note").click();
      await page.locator(at("new-notebook")).click();
      await page.keyboard.type("x");
      await page.keyboard.press("Control+A");
      await page.waitForTimeout(100);
    },
  },
  { name: "sync-code", play: async (page) => { await page.locator(at("nav-sync")).click(); await page.locator(at("device-code-show")).click(); await page.waitForTimeout(100); } },
  {
    name: "writing", page: true,
    play: async (page) => {
      await page.locator(".cm-content").click();
      await page.keyboard.press("Control+Home");
      for (let line = 0; line < 4; line++) await page.keyboard.press("ArrowDown");
      await page.keyboard.press("End");
      await page.waitForTimeout(100);
    },
  },
  ...["appearance", "editor", "sync", "devices", "security", "storage", "folders", "shortcuts", "desktop", "about"].map((section) => ({
    name: `settings-${section}`, page: true, main: section === "appearance",
    // 320 px: as narrow as a window can be read at 400 % on a common screen.
    widths: section === "appearance" || section === "shortcuts" ? [1372, 900, 600, 320] : [1372, 900, 600],
    play: async (page) => {
      await settings(page, section);
      if (section === "storage") await page.locator(at("verify")).click();
      await page.waitForTimeout(150);
    },
  })),
  {
    name: "settings-search",
    play: async (page) => {
      await page.keyboard.press("Control+,");
      await page.locator(at("settings-search")).fill("text");
      await page.waitForTimeout(100);
    },
  },
  {
    name: "settings-conflict",
    play: async (page) => {
      await page.keyboard.press("Control+,");
      await page.locator(at("settings-shortcuts")).click();
      await page.locator(at("shortcut-note.pin")).click();
      await page.keyboard.press("Control+n");
      await page.waitForSelector(at("shortcut-conflict"));
    },
  },
  {
    name: "settings-german",
    play: async (page) => {
      await page.keyboard.press("Control+,");
      await page.locator(at("set-language-de")).click();
      await page.waitForTimeout(150);
    },
  },
  {
    name: "welcome", page: true,
    query: "empty",
    ready: at("note-title"),
    play: async (page) => {
      await side(page);
      await page.locator(at("nav-welcome")).click();
      await page.locator(at("welcome-writing")).click();
      await page.waitForTimeout(200);
    },
  },
  {
    name: "bring", page: true,
    play: async (page) => {
      await settings(page, "folders");
      await page.locator(at("import-open")).click();
      await page.waitForSelector(at("bring"));
    },
  },
  {
    name: "bring-plan", page: true,
    play: async (page) => {
      await settings(page, "folders");
      await page.locator(at("import-open")).click();
      await page.locator(at("bring-choose")).click();
      await page.locator(at("bring-not-taken")).click();
    },
  },
  {
    name: "connect", page: true,
    query: "mood=local",
    play: async (page) => {
      await run(page, "connect to a server");
      await page.waitForSelector(at("connect-page"));
    },
  },
  { name: "account-none", page: true, query: "mood=local", play: async (page) => { await settings(page, "sync"); await page.waitForSelector(at("account-sign-up")); } },
  { name: "account", page: true, query: "account=ready", play: async (page) => { await settings(page, "sync"); await page.waitForSelector(at("account-facts")); } },
  {
    name: "sign-up", page: true, query: "mood=local",
    play: async (page) => {
      await run(page, "create an account");
      await page.locator(at("account-server")).fill("https://notes.example.org");
      await page.locator(at("account-email")).fill("anna@example.org");
      await page.locator(at("account-password")).fill("tide pool lantern");
      await page.locator(at("sign-up-submit")).click();
      await page.waitForSelector("#account-email-error");
    },
  },
  { name: "kit", page: true, query: "account=ready&unconfirmed", play: async (page) => { await run(page, "show the emergency kit"); await page.waitForSelector(at("kit-words")); } },
  {
    name: "kit-check", query: "account=ready&unconfirmed",
    play: async (page) => {
      await run(page, "show the emergency kit");
      await page.locator(at("kit-check")).click();
      await page.waitForSelector(at("kit-word-0"));
    },
  },
  {
    name: "kit-print", page: true, kept: [900], query: "account=ready", height: 1200,
    // Paper has no landmarks.
    rules: ["color-contrast"],
    play: async (page) => {
      await run(page, "show the emergency kit");
      await page.waitForSelector(at("kit-paper"), { state: "attached" });
      await page.emulateMedia({ media: "print" });
      await page.waitForTimeout(300);
    },
  },
  {
    name: "sign-in-words", page: true, query: "account=needs_key",
    play: async (page) => {
      await run(page, "sign in");
      await page.locator(at("account-words")).fill("coral ocaen harbor lamp");
      await page.waitForSelector(at("account-words-error"));
    },
  },
  { name: "sign-in", page: true, query: "account=sign_in_again", play: async (page) => { await run(page, "sign in"); await page.waitForSelector(at("sign-in")); } },
  { name: "recover", query: "mood=local", play: async (page) => { await run(page, "recover with"); await page.waitForSelector(at("recover")); } },
  { name: "account-devices", page: true, query: "account=ready", play: async (page) => { await settings(page, "devices"); await page.waitForSelector(at("account-device")); } },
  {
    name: "pairing", page: true, query: "account=ready",
    play: async (page) => {
      await run(page, "add a device");
      await page.locator(at("pair-code")).fill("driftless-pair1qz8k3n5w0x7c2m4v6b9t1r8y3u5p0");
      await page.locator(at("pair-accept")).click();
      await page.waitForSelector(at("pair-digits"));
    },
  },
  {
    name: "drill", page: true, query: "account=ready",
    play: async (page) => {
      await settings(page, "security");
      await page.locator(at("drill-open")).click();
      await page.locator(at("drill-words")).fill("coral ocean harbor");
      await page.locator(at("drill-check")).click();
      await page.waitForSelector("#drill-error");
    },
  },
  { name: "second-factor", page: true, query: "account=ready", play: async (page) => { await run(page, "second factor"); await page.waitForSelector(at("totp-secret")); } },
  {
    name: "alarm", page: true, query: "account=ready&alarm=went_back",
    play: async (page) => {
      await page.locator(at("alarm-more")).click();
      await page.waitForSelector(at("alarm-evidence"));
    },
  },
  {
    name: "toolbar", page: true, widths: [1372, 420],
    play: async (page) => {
      await page.locator(".cm-line").first().dblclick({ position: { x: 60, y: 12 } });
      await page.locator(at("toolbar")).waitFor();
    },
  },
  {
    name: "slash-menu", page: true, widths: [1372, 420],
    play: async (page) => {
      await page.locator(".cm-content").click();
      await page.keyboard.press("Control+End");
      await page.keyboard.press("Enter");
      await type(page, "/");
      await page.locator(".cm-menu").waitFor();
      await page.waitForTimeout(100);
    },
  },
  {
    name: "link-completion", page: true, kept: [1372],
    play: async (page) => {
      await page.locator(".cm-content").click();
      await page.keyboard.press("Control+End");
      await page.keyboard.press("Enter");
      await type(page, "see [[lett");
      await page.getByText("Create").waitFor();
    },
  },
  {
    name: "inspector", page: true, widths: [1600, 1372, 600],
    play: async (page) => {
      await page.locator(".cm-content").click();
      await page.keyboard.press("Control+4");
      await page.locator(at("backlinks")).or(page.getByText("No note links here yet", { exact: false })).first().waitFor();
    },
  },
  {
    name: "find-replace", page: true, widths: [1372, 420],
    play: async (page) => {
      await page.locator(".cm-content").click();
      await page.keyboard.press("Control+h");
      await page.locator(at("find-field")).waitFor();
      await type(page, "the");
      await page.keyboard.press("Alt+w");
      await page.waitForTimeout(100);
    },
  },
  {
    name: "focus-mode",
    play: async (page) => {
      await page.locator(".cm-content").click({ position: { x: 80, y: 40 } });
      await page.keyboard.press("Control+Shift+d");
      await page.waitForTimeout(100);
    },
  },
  {
    name: "selection", page: true,
    play: async (page) => {
      await list(page);
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Shift+ArrowDown");
      await page.keyboard.press("Shift+ArrowDown");
      await page.waitForSelector(at("selection-pane"));
    },
  },
  {
    name: "grouped",
    play: async (page) => {
      await page.locator(at("arrange")).click();
      await page.getByRole("menuitemradio", { name: "Group by date" }).click();
      await page.waitForSelector(at("group-heading"));
    },
  },
  {
    name: "row-menu",
    play: async (page) => {
      await page.locator(at("note-row")).nth(1).click({ button: "right" });
      await page.waitForSelector(at("menu-move"));
    },
  },
  {
    name: "notebook-delete", page: true,
    play: async (page) => {
      await side(page);
      await page.locator('[data-name="Kitchen"]').first().click({ button: "right" });
      await page.getByText("Delete notebook").click();
      await page.waitForSelector(at("notebook-delete-keep"));
    },
  },
  {
    name: "tree", page: true,
    play: async (page) => {
      await side(page);
      await page.locator('[data-testid^="notebook-"]').first().focus();
      await page.keyboard.press("ArrowDown");
      await page.waitForTimeout(100);
    },
  },
  {
    name: "attachments", page: true,
    play: async (page) => {
      await page.locator(".cm-content").click();
      await page.keyboard.press("Control+End");
      await page.keyboard.press("Enter");
      await page.keyboard.press("Enter");
      await pastePicture(page);
      await page.getByText("counts of day four.csv").waitFor();
      // The caret goes on: where it is, Markdown is seen.
      await page.keyboard.press("Control+End");
      await page.keyboard.press("Enter");
      await page.keyboard.press("Enter");
      await page.waitForTimeout(400);
    },
  },
  { name: "note-window", page: true, query: "window=0", ready: at("note-window"), kept: [900, 600] },
  { name: "note-window-gone", page: true, query: "window=99", ready: at("note-window"), kept: [600] },
  {
    name: "capture", page: true, path: "capture.html", ready: "textarea", height: 260, kept: [600],
    play: async (page) => {
      await page.locator("textarea").fill("Ask about the tide gauge offset before Thursday");
    },
  },
  {
    name: "print", page: true, kept: [900], query: "constructs", height: 1200,
    // Paper has no landmarks, and the headings are the writer's.
    rules: ["color-contrast"],
    play: async (page) => {
      await page.evaluate(() => (window.print = () => undefined));
      await run(page, "print");
      await page.waitForSelector(".print-view", { state: "attached" });
      await page.emulateMedia({ media: "print" });
      await page.waitForTimeout(600);
    },
  },
  {
    name: "nothing-here", page: true,
    play: async (page) => {
      await side(page);
      await page.locator(at("nav-archive")).click();
      await page.waitForTimeout(150);
    },
  },
];
