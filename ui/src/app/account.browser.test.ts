// The screens of an account by keyboard, in a real engine: from no account to a confirmed kit, back with the words, devices, pairing, alarms.
import { expect, it, onTestFinished } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-svelte";
import "../shared/tokens.css";
import "../shared/base.css";
import "../shared/print.css";
import { MemoryBackend } from "../backend/memory";
import { kitWords } from "../backend/memory/account";
import { LayoutState } from "../state/layout.svelte";
import { Workspace } from "../state/workspace.svelte";
import { pageSchedule } from "../shared/timers";
import App from "./App.svelte";

const WORDS = kitWords(5);

async function open(prepare: (backend: MemoryBackend) => void = () => {}) {
  const backend = new MemoryBackend(() => Date.now());
  backend.vault = { kind: "ready", first_start: false, device: "Here" };
  backend.seed({ title: "Tides", body: "", notebook_id: null, tags: [], pinned: false }, 1_000_000);
  prepare(backend);
  const workspace = new Workspace(backend, new LayoutState(null, 1000), pageSchedule, () => Date.now());
  await workspace.start();
  await render(App, { workspace });
  return { backend, workspace };
}

const anna = (backend: MemoryBackend) => backend.accounts.add({ email: "anna@example.org", password: "tide pool lantern", words: WORDS });
const all = (testid: string) => [...document.querySelectorAll<HTMLElement>(`[data-testid="${testid}"]`)];
const one = (testid: string) => all(testid)[0] ?? null;
const focused = () => document.activeElement?.getAttribute("data-testid");
const shown = (testid: string) => expect.poll(() => one(testid)).not.toBeNull();

async function fill(testid: string, text: string) {
  await shown(testid);
  await userEvent.fill(one(testid)!, text);
}

async function press(testid: string) {
  await shown(testid);
  one(testid)!.focus();
  await userEvent.keyboard("{Enter}");
}

it("makes an account: an error stands at its field, nothing typed is lost, and the kit is confirmed by two of its words", async () => {
  const { backend, workspace } = await open((backend) => backend.accounts.invitations.add("welcome-1"));
  await workspace.showSettings("sync", "account");
  await press("account-sign-up");
  await expect.poll(focused).toBe("account-server");
  await userEvent.keyboard("https://notes.example.org{Tab}anna@example.org{Tab}tide pool lantern{Enter}");
  await expect.poll(focused).toBe("account-invitation");
  expect(one("account-invitation")!.getAttribute("aria-invalid")).toBe("true");
  expect(document.getElementById("account-invitation-error")?.textContent).toContain("invitation");
  expect((one("account-password") as HTMLInputElement).value).toBe("tide pool lantern");
  await userEvent.keyboard("welcome-1{Enter}");

  await shown("kit-words");
  const words = [...one("kit-words")!.querySelectorAll("li")].map((item) => item.textContent!.replace(/^\d+/, ""));
  expect(words).toHaveLength(24);
  // On paper: one article with all of it, hidden on the screen.
  expect(one("kit-paper")!.textContent).toContain(words[23]);
  expect(one("kit-paper")!.textContent).toContain("anna@example.org");
  expect(getComputedStyle(one("kit-paper")!).display).toBe("none");

  await press("kit-check");
  await shown("kit-word-0");
  expect(one("kit-words")).toBeNull();
  const asked = [0, 1].map((place) => Number(/\d+/.exec(document.querySelector(`label[for="kit-word-${place}"]`)!.textContent!)![0]));
  await fill("kit-word-0", "anchor0");
  await fill("kit-word-1", words[asked[1]! - 1]!);
  await press("kit-confirm");
  await expect.poll(() => document.getElementById("kit-word-0-error")?.textContent).toContain("another one");
  expect(backend.accounts.view.kit_confirmed).toBe(false);
  await fill("kit-word-0", ` ${words[asked[0]! - 1]!} `);
  await press("kit-confirm");
  await shown("kit-confirmed");
  expect(backend.accounts.view.kit_confirmed).toBe(true);
  await press("kit-done");
  await expect.poll(() => one("account-facts")?.textContent).toContain("anna@example.org");
  expect(one("kit-paper")).toBeNull();
});

it("reminds of a kit that was left for later", async () => {
  const { workspace } = await open((backend) => {
    backend.accounts.enter(anna(backend), true);
    backend.accounts.set({ kit_confirmed: false });
  });
  await shown("kit-reminder");
  await press("kit-reminder");
  await shown("kit-words");
  await press("kit-later");
  await expect.poll(() => workspace.page).toBe("settings");
  expect(one("kit-reminder")).not.toBeNull();
});

it("signs in with the words, and says while they are typed which one is wrong", async () => {
  const { backend, workspace } = await open((backend) => void anna(backend));
  await workspace.account.open("sign_in");
  await fill("account-server", "notes.example.org");
  await fill("account-email", "anna@example.org");
  await fill("account-password", "wrong");
  await press("sign-in-submit");
  await expect.poll(focused).toBe("account-password");
  await fill("account-password", "tide pool lantern");
  await press("sign-in-submit");
  await expect.poll(focused).toBe("account-words");
  await fill("account-words", "ocaen north mirror");
  await expect.poll(() => one("account-words-error")?.textContent).toContain("ocean");
  await fill("account-words", "north mirror");
  await expect.poll(() => one("account-words-error")).toBeNull();
  await fill("account-words", WORDS.join(" "));
  await press("words-submit");
  await shown("account-done");
  expect(backend.accounts.view.state).toBe("ready");
  await press("account-done");
  await expect.poll(() => workspace.page).toBe("notes");
});

it("renames a device in place and revokes one only after a question", async () => {
  const { backend, workspace } = await open((backend) => void backend.accounts.enter(anna(backend), true));
  await workspace.showSettings("devices");
  await expect.poll(() => all("account-device").length).toBe(2);
  all("account-device")[0]!.querySelector("button")!.focus();
  await userEvent.keyboard("{Enter}");
  await shown("account-device-name");
  await fill("account-device-name", "Old laptop");
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => all("account-device")[0]!.textContent).toContain("Old laptop");
  await press("account-revoke");
  await expect.poll(focused).toBe("cancel");
  expect(document.querySelector("dialog[open]")!.textContent).toContain("Revoke Old laptop?");
  expect(document.querySelector("dialog[open]")!.textContent).toContain("new keys");
  await userEvent.keyboard("{Enter}");
  expect((await backend.accountDevices())[0]!.revoked_at).toBeNull();
  await press("account-revoke");
  await expect.poll(focused).toBe("cancel");
  await userEvent.keyboard("{Tab}{Enter}");
  await expect.poll(() => all("account-device")[0]!.textContent).toContain("Revoked");
  expect(all("account-revoke")).toHaveLength(0);
});

it("pairs: shows the code, then digits, and is done when both said so", async () => {
  let account!: ReturnType<typeof anna>;
  const { backend, workspace } = await open((backend) => (account = anna(backend)));
  await workspace.account.open("pair_new");
  await fill("account-server", "notes.example.org");
  await press("pair-start");
  await shown("pair-shown");
  backend.accounts.otherAccepts(account);
  await expect.poll(() => one("pair-digits")?.textContent).toBe("408 215");
  await expect.poll(focused).toBe("pair-equal");
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => one("pair-equal")).toBeNull();
  backend.accounts.otherConfirms();
  await shown("account-done");
  expect(backend.accounts.view.state).toBe("ready");
});

it("shares nothing when the digits differ or the page is left", async () => {
  const { backend, workspace } = await open((backend) => void backend.accounts.enter(anna(backend), true));
  await workspace.account.open("pair_old");
  await fill("pair-code", "nonsense");
  await press("pair-accept");
  await expect.poll(() => document.getElementById("pair-code-error")).not.toBeNull();
  await fill("pair-code", "driftless-pair1qz8k3n5w0x7c2m4v6b9t1r8y3u5p0");
  await press("pair-accept");
  await shown("pair-digits");
  await press("pair-differ");
  await expect.poll(() => one("pair-ended")?.textContent).toContain("nothing was shared");
  await fill("pair-code", "driftless-pair1qz8k3n5w0x7c2m4v6b9t1r8y3u5p0");
  await press("pair-accept");
  await shown("pair-digits");
  await workspace.show({ kind: "all" });
  await expect.poll(() => backend.pairingConfirm().then(() => "shared", () => "ended")).toBe("ended");
  expect(await backend.accountDevices()).toHaveLength(2);
});

it("tries the kit in the settings, and turns the second factor on and off", async () => {
  const { backend, workspace } = await open((backend) => void backend.accounts.enter(anna(backend), true));
  await workspace.showSettings("security");
  await press("drill-open");
  await fill("drill-words", kitWords(9).join(" "));
  await press("drill-check");
  await expect.poll(() => document.getElementById("drill-error")?.textContent).toContain("another account");
  await fill("drill-words", WORDS.join("\n"));
  await press("drill-check");
  await expect.poll(() => one("drill-said")?.textContent).toContain("every note");
  for (const isOn of [true, false]) {
    await press("totp-open");
    await fill("totp-code", "000000");
    await press("totp-submit");
    await expect.poll(() => document.getElementById("totp-code-error")).not.toBeNull();
    await fill("totp-code", "123 456");
    await press("totp-submit");
    await shown("totp-done");
    expect(backend.accounts.view.has_totp).toBe(isOn);
    await workspace.showSettings("security");
  }
});

it("says that the server went back in time, and gives it this device's copy only after a question", async () => {
  const { backend, workspace } = await open((backend) => void backend.accounts.enter(anna(backend), true));
  const box = document.createElement("style");
  box.textContent = "html, body, body > div { height: 100% }";
  document.head.append(box);
  onTestFinished(() => box.remove());
  backend.accounts.alarm("went_back", "The log is older than it was.", ["This device: 50,214", "Server: 49,870"]);
  await shown("alarm");
  expect(one("alarm")!.textContent).toContain("gone back in time");
  expect(one("alarm")!.textContent).toContain("editing goes on");
  expect(one("sync-state")!.textContent).toContain("went back in time");
  // The notes below keep their place: nothing is pushed out of the window.
  expect(document.querySelector(".panes")!.getBoundingClientRect().bottom).toBeLessThanOrEqual(innerHeight);
  await press("alarm-more");
  await expect.poll(() => one("alarm-evidence")?.textContent).toContain("49,870");
  await press("alarm-reseed");
  await expect.poll(focused).toBe("cancel");
  await userEvent.keyboard("{Enter}");
  expect(backend.accounts.view.alarms).toHaveLength(1);
  await press("alarm-reseed");
  await expect.poll(focused).toBe("cancel");
  await userEvent.keyboard("{Tab}{Enter}");
  await expect.poll(() => one("alarm")).toBeNull();
  expect(workspace.sync.status?.mood).toBe("synced");
});

it("leads back in when the session ended, and keeps the notes", async () => {
  const { backend, workspace } = await open((backend) => {
    backend.accounts.enter(anna(backend), true);
    backend.accounts.end("sign_in_again");
  });
  await expect.poll(() => one("sync-state")?.textContent).toContain("Sign in again");
  await press("sync-state");
  await press("sync-sign-in");
  await shown("account-password");
  expect((one("account-email") as HTMLInputElement).value).toBe("anna@example.org");
  await fill("account-password", "tide pool lantern");
  await press("sign-in-submit");
  await shown("account-done");
  expect(backend.accounts.view.state).toBe("ready");
  expect(backend.notes.size).toBe(1);
  expect(workspace.sync.status?.trouble_kind).toBeNull();
});
