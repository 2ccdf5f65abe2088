import { describe, expect, it } from "vitest";
import { MemoryBackend } from "../backend/memory";
import { LayoutState } from "./layout.svelte";
import { Workspace } from "./workspace.svelte";

function scene() {
  const backend = new MemoryBackend(() => 0);
  return { backend, workspace: new Workspace(backend, new LayoutState(null, 1_200), () => () => {}, () => 0) };
}

describe("a link that leaves the app", () => {
  it("is opened only after a yes, and shows where it really leads", async () => {
    const { backend, workspace } = scene();
    await workspace.openLink("https://\u0430pple.com/login");
    expect(backend.openedLinks).toEqual([]);
    expect(workspace.question?.title).toContain("xn--pple-43d.com");
    await workspace.question?.answers[0]?.run();
    expect(backend.openedLinks).toEqual(["https://\u0430pple.com/login"]);
  });

  it("shows the host behind a name that looks like one", async () => {
    const { workspace } = scene();
    await workspace.openLink("https://bank.example@evil.example/");
    expect(workspace.question?.title).toContain("evil.example");
    expect(workspace.question?.title).not.toContain("bank");
  });

  it("shows a long address in part", async () => {
    const { workspace } = scene();
    await workspace.openLink(`https://example.org/${"a".repeat(3_000)}`);
    expect(workspace.question!.body.length).toBeLessThan(320);
  });

  it("leaves mail and what is none to the shell", async () => {
    const { backend, workspace } = scene();
    await workspace.openLink("mailto:a@example.org");
    expect([backend.openedLinks, workspace.question]).toEqual([["mailto:a@example.org"], null]);
  });
});
