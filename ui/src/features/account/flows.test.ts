// Signing up and in, recovering and pairing against a server that says no: what is asked next, and what is said where.
import { beforeEach, expect, it } from "vitest";
import { MemoryBackend } from "../../backend/memory";
import { kitWords } from "../../backend/memory/account";
import { wordsTrouble, wordsTroubleSoFar } from "../../shared/kit-words";
import { passwordHint } from "./errors";
import { pickPositions } from "./kit";
import { Pairing } from "./pairing.svelte";
import { SignIn } from "./sign-in.svelte";
import { SignUp } from "./sign-up.svelte";

const SERVER = "https://notes.example.org";
const WORDS = kitWords(5);
let backend: MemoryBackend;

beforeEach(() => {
  backend = new MemoryBackend(() => 1_700_000_000_000);
});

function signUp(): SignUp {
  const flow = new SignUp(backend);
  Object.assign(flow, { server: SERVER, email: "anna@example.org", password: "tide pool lantern" });
  return flow;
}

function signIn(): SignIn {
  const flow = new SignIn(backend);
  Object.assign(flow, { server: SERVER, email: "anna@example.org", password: "tide pool lantern" });
  return flow;
}

const anna = (more: object = {}) => backend.accounts.add({ email: "anna@example.org", password: "tide pool lantern", words: WORDS, ...more });

it("says at which field something is missing or refused, and loses nothing", async () => {
  const empty = new SignUp(backend);
  expect(await empty.submit()).toBeNull();
  expect(Object.keys(empty.errors).sort()).toEqual(["email", "password", "server"]);

  const flow = signUp();
  flow.server = "not a server";
  await flow.submit();
  expect(Object.keys(flow.errors)).toEqual(["server"]);
  flow.server = SERVER;
  flow.password = "short";
  await flow.submit();
  expect(Object.keys(flow.errors)).toEqual(["password"]);
  flow.password = "tide pool lantern";
  backend.accounts.invitations.add("welcome-1");
  await flow.submit();
  expect(Object.keys(flow.errors)).toEqual(["invitation"]);
  backend.accounts.isOnline = false;
  await flow.submit();
  expect(Object.keys(flow.errors)).toEqual(["server"]);
  expect(flow).toMatchObject({ email: "anna@example.org", password: "tide pool lantern" });

  backend.accounts.isOnline = true;
  flow.invitation = " welcome-1 ";
  const kit = await flow.submit();
  expect(kit?.words).toHaveLength(24);
  expect(flow.password).toBe("");
  expect(backend.accounts.view).toMatchObject({ state: "ready", kit_confirmed: false, password_may_unlock: false });

  const again = signUp();
  await again.submit();
  expect(Object.keys(again.errors)).toEqual(["email"]);
});

it("asks for the words after the password, and says precisely what is wrong with them", async () => {
  anna();
  const flow = signIn();
  flow.password = "wrong";
  await flow.submitPassword();
  expect(flow).toMatchObject({ step: "password", password: "wrong" });
  expect(Object.keys(flow.errors)).toEqual(["password"]);
  flow.password = "tide pool lantern";
  await flow.submitPassword();
  expect(flow).toMatchObject({ step: "words", password: "" });
  expect(backend.accounts.view.state).toBe("needs_key");

  const tried = async (words: string[]) => {
    flow.words = words.join(" ");
    await flow.submitWords();
    expect(flow.step).toBe("words");
    return flow.errors.words ?? "";
  };
  expect(await tried(WORDS.slice(0, 23))).toContain("23");
  expect(await tried(WORDS.with(4, "ocaen"))).toContain("Word 5");
  expect(await tried(WORDS.with(4, "ocaen"))).toContain("ocean");
  expect(await tried(WORDS.with(4, "xyzzyxyzzy"))).not.toContain("mean");
  expect(await tried("meer insel wolke garten".split(" "))).toContain("English");
  expect(await tried(WORDS.with(3, WORDS[3] === "acid" ? "ocean" : "acid"))).toContain("do not belong together");
  expect(await tried(kitWords(9))).not.toBe("");

  flow.words = `\n ${WORDS.join("\n").toUpperCase()} `;
  await flow.submitWords();
  expect(flow).toMatchObject({ step: "done", words: "", errors: {} });
  expect(backend.accounts.view.state).toBe("ready");
});

it("asks for a second factor and for the vault only where there is one", async () => {
  anna({ totp: "123456", mayUnlock: true, vaults: [{ vault_id: "v1", role: "owner", actions: 4, is_this: true }, { vault_id: "v2", role: "viewer", actions: 9, is_this: false }] });
  const flow = signIn();
  await flow.submitPassword();
  expect(flow.step).toBe("code");
  flow.code = "12 34";
  await flow.submitCode();
  expect(flow.errors.code).toContain("six");
  flow.code = "000000";
  await flow.submitCode();
  expect(Object.keys(flow.errors)).toEqual(["code"]);
  expect(flow.password).toBe("tide pool lantern");
  flow.code = "123 456";
  await flow.submitCode();
  expect(flow.step).toBe("vault");
  expect(flow.vaults.map((vault) => vault.vault_id)).toEqual(["v1", "v2"]);
  await flow.choose("v2");
  expect(flow.step).toBe("done");
});

it("comes back with the words alone, and with a new password", async () => {
  const account = anna({ totp: "123456" });
  const flow = signIn();
  flow.password = "a whole new password";
  flow.words = WORDS.slice(1).join(" ");
  await flow.submitRecovery();
  expect(Object.keys(flow.errors)).toEqual(["words"]);
  expect(account.password).toBe("tide pool lantern");
  flow.words = kitWords(9).join(" ");
  await flow.submitRecovery();
  expect(Object.keys(flow.errors)).toEqual(["words"]);
  flow.words = WORDS.join(" ");
  await flow.submitRecovery();
  expect(flow.step).toBe("done");
  expect(account.password).toBe("a whole new password");
});

it("pairs a new device, and both have to say that the digits are equal", async () => {
  const account = anna();
  const flow = new Pairing(backend);
  await flow.start();
  expect(flow.errors.server).toBeDefined();
  flow.server = SERVER;
  await flow.start();
  expect(flow.step?.kind).toBe("waiting");
  backend.accounts.otherAccepts(account);
  await expect.poll(() => flow.step?.kind).toBe("compare");
  await flow.confirm();
  expect(flow).toMatchObject({ isConfirmed: true, step: { kind: "compare" } });
  expect(backend.accounts.view.state).toBe("none");
  backend.accounts.otherConfirms();
  await expect.poll(() => flow.step?.kind).toBe("done");
  expect(backend.accounts.view.state).toBe("ready");
});

it("ends a pairing whose digits differ, and one that the other device ends, without sharing anything", async () => {
  const account = anna();
  const flow = new Pairing(backend);
  flow.server = SERVER;
  await flow.start();
  backend.accounts.otherAccepts(account);
  await expect.poll(() => flow.step?.kind).toBe("compare");
  await flow.cancel("They differ.");
  expect(flow).toMatchObject({ step: null, ended: "They differ." });
  await flow.start();
  expect(flow).toMatchObject({ ended: null, step: { kind: "waiting" } });
  backend.accounts.otherCancels();
  await expect.poll(() => flow.ended).not.toBeNull();
  expect(flow.step).toBeNull();
  expect(backend.accounts.view.state).toBe("none");
});

it("adds a device from the one that is signed in", async () => {
  backend.accounts.enter(anna(), true);
  const flow = new Pairing(backend);
  flow.code = "driftless1qqq";
  await flow.accept();
  expect(Object.keys(flow.errors)).toEqual(["code"]);
  expect(flow.code).toBe("driftless1qqq");
  flow.code = " driftless-pair1qz8k3n5w0x7c2m4v6b9t1r8y3u5p0 ";
  await flow.accept();
  expect(flow.step).toMatchObject({ kind: "compare", device: "Phone" });
  await flow.confirm();
  expect(flow.step?.kind).toBe("done");
  expect((await backend.accountDevices()).map((device) => device.name)).toContain("Phone");
});

it("says what is wrong with words while they are typed only when it is sure", () => {
  expect(wordsTroubleSoFar({ kind: "count", found: 3 }, "a b c")).toBeNull();
  expect(wordsTroubleSoFar({ kind: "unknown", position: 3, near: null }, "ocean north mirr")).toBeNull();
  expect(wordsTroubleSoFar({ kind: "unknown", position: 3, near: null }, "ocean north mirr ")).toContain("Word 3");
  expect(wordsTroubleSoFar({ kind: "unknown", position: 1, near: "ocean" }, "ocaen north mirr")).toContain("ocean");
  expect(wordsTroubleSoFar({ kind: "count", found: 25 }, "a")).toContain("25");
  expect(wordsTrouble({ kind: "right" })).toBeNull();
});

it("asks for two different places of the kit, each possible", () => {
  const seen = new Set<number>();
  for (let a = 0; a < 24; a++) {
    for (let b = 0; b < 23; b++) {
      const draws = [a / 24, b / 23 + 0.001];
      const [first, second] = pickPositions(() => draws.shift()!);
      expect(first).toBeLessThan(second);
      expect(second).toBeLessThanOrEqual(24);
      seen.add(first).add(second);
    }
  }
  expect(seen.size).toBe(24);
});

it("hints at how strong a password is without forbidding one", () => {
  expect(passwordHint("")).toBeNull();
  expect(passwordHint("tide")).toContain("Short");
  expect(passwordHint("password1234")).toContain("Easy");
  expect(passwordHint("aaaaaaaaaaaaaaaa")).toContain("Easy");
  expect(passwordHint("tide lamp 4")).toContain("Fair");
  expect(passwordHint("tide pool lantern")).toContain("Strong");
});
