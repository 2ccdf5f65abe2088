// What the user can do, against the in-memory vault with the rules of the real one.
import { EditorView } from "@codemirror/view";
import { undo } from "@codemirror/commands";
import { describe, expect, it } from "vitest";
import { BackendError } from "../backend/backend";
import { MemoryBackend } from "../backend/memory";
import { OPEN_SESSIONS_MAX } from "../editor/pool";
import { SimulatedTime } from "../editor/simulation";
import { LayoutState } from "./layout.svelte";
import { Workspace } from "./workspace.svelte";

interface Scene {
  backend: MemoryBackend;
  workspace: Workspace;
  time: SimulatedTime;
}

async function scene(prepare: (backend: MemoryBackend) => void = () => {}): Promise<Scene> {
  const time = new SimulatedTime();
  const backend = new MemoryBackend(() => 1_700_000_000_000 + time.now);
  prepare(backend);
  const workspace = new Workspace(backend, new LayoutState(null, 1280), time.schedule, () => 1_700_000_000_000 + time.now);
  await workspace.start();
  await time.run(100);
  return { backend, workspace, time };
}

function seed(backend: MemoryBackend, title: string, body = "", age = 0): string {
  return backend.seed({ title, body, notebook_id: null, tags: [], pinned: false }, 1_000_000 - age).row.id;
}

const known = (backend: MemoryBackend) => (backend.vault = { kind: "ready", first_start: false, device: "Here" });

describe("start", () => {
  it("opens a new note on the very first start", async () => {
    const { backend, workspace } = await scene();
    expect(backend.notes.size).toBe(1);
    expect(workspace.note.id).toBe([...backend.notes.keys()][0]);
  });

  it("opens the first note later", async () => {
    const { workspace } = await scene((backend) => {
      known(backend);
      seed(backend, "Older", "", 10);
      seed(backend, "Newest");
    });
    expect(workspace.note.title).toBe("Newest");
    expect(workspace.list.activeIndex).toBe(0);
  });

  it("asks for the passphrase and says when it is wrong", async () => {
    const { workspace } = await scene((backend) => (backend.vault = { kind: "enter_passphrase" }));
    expect(workspace.vault?.kind).toBe("enter_passphrase");
    await expect(workspace.unlockVault("wrong")).rejects.toBeInstanceOf(BackendError);
    await workspace.unlockVault("right");
    expect(workspace.vault?.kind).toBe("ready");
  });
});

describe("title", () => {
  it("keeps letters that are typed while another note is being opened", async () => {
    const { backend, workspace, time } = await scene((backend) => {
      known(backend);
      seed(backend, "Other", "", 10);
      seed(backend, "S");
    });
    const [old, other] = [workspace.note.id!, [...backend.notes.values()].find((note) => note.row.title === "Other")!.row.id];
    const opening = workspace.note.open(other);
    workspace.note.editTitle("Storm");
    await opening;
    await time.run(2_000);
    expect(workspace.note.title).toBe("Other");
    expect(backend.notes.get(old)!.row.title).toBe("Storm");
  });

  it("is saved 500 ms after the last key", async () => {
    const { backend, workspace, time } = await scene();
    workspace.note.editTitle("He");
    await time.run(400);
    workspace.note.editTitle("Hello");
    await time.run(400);
    expect(backend.notes.get(workspace.note.id!)!.row.title).toBe("");
    await time.run(200);
    expect(backend.notes.get(workspace.note.id!)!.row.title).toBe("Hello");
  });

  it("holds no control characters and no half characters", async () => {
    const { backend, workspace } = await scene();
    workspace.note.editTitle("a\u0000b\nc\uD83D");
    expect(workspace.note.title).toBe("a b c\uD83D");
    await workspace.note.flushTitle();
    expect(backend.notes.get(workspace.note.id!)!.row.title).toBe("a b c\uFFFD");
  });

  it("is saved before another note is shown, and a failed save keeps the draft and says so", async () => {
    const { backend, workspace } = await scene((vault) => {
      known(vault);
      seed(vault, "One");
      seed(vault, "Two", "", 5);
    });
    const [one] = [...backend.notes.keys()];
    workspace.note.editTitle("One, renamed");
    await workspace.selectIndex(1);
    expect(backend.notes.get(one!)!.row.title).toBe("One, renamed");

    const patch = backend.notesPatch;
    backend.notesPatch = async () => {
      throw new BackendError({ kind: "disk_full", message: "The disk is full.", field: null });
    };
    workspace.note.editTitle("Kept draft");
    await workspace.note.flushTitle();
    expect(workspace.note.title).toBe("Kept draft");
    expect(workspace.notices.list.map((notice) => notice.message)).toEqual(["The disk is full."]);
    backend.notesPatch = patch;
    await workspace.note.flushTitle();
    expect(workspace.notices.list).toEqual([]);
  });

  it("takes a rename from elsewhere unless the user is typing", async () => {
    const { backend, workspace, time } = await scene();
    const { row } = backend.notes.get(workspace.note.id!)!;
    row.title = "From elsewhere";
    backend.announce([row.id]);
    await time.run(100);
    expect(workspace.note.title).toBe("From elsewhere");
    workspace.note.editTitle("Mine");
    row.title = "Again from elsewhere";
    backend.announce([row.id]);
    await time.run(100);
    expect(workspace.note.title).toBe("Mine");
  });
});

describe("text", () => {
  async function withView(): Promise<Scene & { view: EditorView; ids: string[] }> {
    const made = await scene((backend) => {
      known(backend);
      for (let index = 0; index < OPEN_SESSIONS_MAX + 4; index++) seed(backend, `Note ${index}`, `text ${index}`, index);
    });
    const view = new EditorView();
    return { ...made, view, ids: [...made.backend.notes.keys()] };
  }

  async function show(made: { workspace: Workspace; view: EditorView; time: SimulatedTime }, index: number) {
    made.workspace.note.session?.detach();
    await made.workspace.selectIndex(index);
    await made.time.run(10);
    made.workspace.note.session!.attach(made.view);
  }

  it("is flushed although the vault in memory brings a push back before its call returns", async () => {
    const made = await withView();
    const { backend, workspace, view } = made;
    await show(made, 0);
    view.dispatch({ changes: { from: 0, insert: "typed " }, userEvent: "input.type" });
    // Nobody moves the clock: no repetition comes to help.
    await workspace.note.flushAll();
    expect(backend.notes.get(workspace.note.id!)!.session.text).toBe("typed text 0");
  });

  it("keeps undo per note over switching", async () => {
    const made = await withView();
    const { view, backend, ids, time } = made;
    await show(made, 0);
    view.dispatch({ changes: { from: 0, insert: "AAA " }, userEvent: "input" });
    await time.run(10);
    await show(made, 1);
    expect(view.state.doc.toString()).toBe("text 1");
    expect(undo(view)).toBe(false);
    await show(made, 0);
    expect(view.state.doc.toString()).toBe("AAA text 0");
    expect(undo(view)).toBe(true);
    await time.run(10);
    expect(view.state.doc.toString()).toBe("text 0");
    expect(backend.notes.get(ids[0]!)!.session.text).toBe("text 0");
  });

  it("shows a remote edit without moving the caret", async () => {
    const made = await withView();
    await show(made, 0);
    made.view.dispatch({ selection: { anchor: 4 } });
    made.backend.notes.get(made.ids[0]!)!.session.merge([[0, "remote "], 6]);
    await made.time.run(10);
    expect(made.view.state.doc.toString()).toBe("remote text 0");
    expect(made.view.state.selection.main.head).toBe(11);
  });

  it("sends everything typed before a session is let go", async () => {
    const made = await withView();
    await show(made, 0);
    made.view.dispatch({ changes: { from: 0, insert: "kept " }, userEvent: "input" });
    for (let index = 1; index < OPEN_SESSIONS_MAX + 3; index++) await show(made, index);
    await made.time.run(10);
    const first = made.backend.notes.get(made.ids[0]!)!.session;
    expect(first.text).toBe("kept text 0");
    expect(first.listenerCount).toBe(0);
  });

  it("keeps what was typed when the session ends under the user's hands", async () => {
    const made = await withView();
    const { backend, ids, time, view, workspace } = made;
    await show(made, 0);
    const push = backend.notePush;
    backend.notePush = async () => {
      throw new BackendError({ kind: "not_found", message: "There is no such session.", field: null });
    };
    view.dispatch({ changes: { from: 0, insert: "kept " }, userEvent: "input" });
    await time.run(10);
    expect(workspace.note.closedReason).toContain("kept");
    expect(view.state.readOnly).toBe(true);

    backend.notePush = push;
    workspace.note.session!.detach();
    await workspace.note.open(ids[0]!);
    await time.run(10);
    expect(workspace.note.closedReason).toBeNull();
    expect(workspace.note.session!.state.doc.toString()).toBe("kept text 0");
    expect(backend.notes.get(ids[0]!)!.session.text).toBe("kept text 0");
  });

  it("keeps CRLF and lone CR out of the text", async () => {
    const { workspace } = await scene((backend) => {
      known(backend);
      seed(backend, "Windows", "a\r\nb\rc");
    });
    expect(workspace.note.session!.state.doc.toString()).toBe("a\nb\nc");
  });
});

describe("notes", () => {
  it("opens the neighbour after a note went to the trash, and comes back by restore", async () => {
    const { workspace } = await scene((backend) => {
      known(backend);
      for (let index = 0; index < 3; index++) seed(backend, `Note ${index}`, "", index);
    });
    await workspace.selectIndex(1);
    await workspace.trash();
    expect(workspace.note.title).toBe("Note 2");
    expect(workspace.list.activeIndex).toBe(1);
    await workspace.show({ kind: "trash" });
    expect(workspace.note.title).toBe("Note 1");
    expect(workspace.note.session!.state.readOnly).toBe(true);
    await workspace.restore();
    expect(workspace.list.scope.kind).toBe("all");
    expect(workspace.note.session!.state.readOnly).toBe(false);
  });

  it("takes a blank note for the new one instead of piling them up", async () => {
    const { backend, workspace } = await scene();
    await workspace.newNote();
    expect(backend.notes.size).toBe(1);
    workspace.note.editTitle("Written");
    await workspace.newNote();
    expect(backend.notes.size).toBe(2);
    await workspace.createNotebook("Kitchen", null);
    await workspace.newNote();
    expect(backend.notes.size).toBe(3);
  });

  it("leaves the Sync page when a note is chosen, with the list still there", async () => {
    const { workspace } = await scene((backend) => {
      known(backend);
      seed(backend, "One");
    });
    await workspace.showSync();
    expect(workspace.page).toBe("sync");
    await workspace.selectIndex(0);
    expect(workspace.page).toBe("notes");
    expect(workspace.note.title).toBe("One");
  });

  it("asks before deleting for ever", async () => {
    const { backend, workspace } = await scene((vault) => {
      known(vault);
      seed(vault, "Gone soon");
    });
    await workspace.trash();
    await workspace.show({ kind: "trash" });
    workspace.askPurge();
    expect(backend.notes.size).toBe(1);
    await workspace.question!.answers[0]!.run();
    expect(backend.notes.size).toBe(0);
    expect(workspace.note.id).toBeNull();
  });

  it("makes new notes where the user is", async () => {
    const { workspace } = await scene();
    await workspace.createNotebook("Kitchen", null);
    await workspace.newNote();
    expect(workspace.note.meta?.row.notebook).toBe("Kitchen");
    await workspace.organizer.addTag("#bread");
    expect(workspace.note.meta?.row.tags).toEqual(["bread"]);
    await workspace.show({ kind: "tag", name: "bread" });
    await workspace.newNote();
    expect(workspace.note.meta?.row.tags).toEqual(["bread"]);
    expect(workspace.list.total).toBe(2);
  });

  it("goes back and forward", async () => {
    const { workspace } = await scene((backend) => {
      known(backend);
      for (let index = 0; index < 3; index++) seed(backend, `Note ${index}`, "", index);
    });
    await workspace.selectIndex(1);
    await workspace.selectIndex(2);
    await workspace.goBack(-1);
    expect(workspace.note.title).toBe("Note 1");
    await workspace.goBack(-1);
    expect(workspace.note.title).toBe("Note 0");
    await workspace.goBack(1);
    expect(workspace.note.title).toBe("Note 1");
  });

  it("closes a note that was deleted for ever elsewhere, without an error", async () => {
    const { backend, workspace, time } = await scene((vault) => {
      known(vault);
      seed(vault, "Gone");
    });
    backend.notes.clear();
    backend.announce([]);
    await time.run(100);
    expect(workspace.note.id).toBeNull();
    expect(workspace.notices.list).toEqual([]);
  });
});
