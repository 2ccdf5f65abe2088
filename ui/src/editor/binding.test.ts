// The promise: whatever the delays, losses, remote edits and compositions, every editor ends with the session's text, nothing typed is lost or doubled.
import { undo } from "@codemirror/commands";
import { ChangeSet, Text } from "@codemirror/state";
import { describe, expect, it } from "vitest";
import { MemorySession } from "../backend/memory/session";
import { BackendError } from "../backend/backend";
import { ANSWER_TIMEOUT_MS, COMPOSITION_DRAIN_MS } from "./binding";
import { seededRandom, SimulatedEditor, SimulatedTime, type Line } from "./simulation";

const CASES = Number(process.env.DRIFTLESS_BINDING_CASES ?? 400);
const GOOD_LINE: Line = { delayMsMax: 0, requestLost: 0, answerLost: 0 };
const LONG_MS = 120_000;

/** Every inserted letter is its own private-use code unit, so a lost or doubled one can be told. */
class Letters {
  #next = 0xe000;
  readonly alive = new Set<string>();

  fresh(count: number): string {
    let text = "";
    for (let i = 0; i < count; i++) {
      const letter = String.fromCharCode(this.#next++);
      this.alive.add(letter);
      text += letter;
    }
    return text;
  }

  deleted(text: string): void {
    for (const letter of text) this.alive.delete(letter);
  }
}

interface World {
  time: SimulatedTime;
  session: MemorySession;
  editors: SimulatedEditor[];
  letters: Letters;
  random: () => number;
}

function world(seed: number): World {
  const random = seededRandom(seed);
  const time = new SimulatedTime();
  const letters = new Letters();
  const session = new MemorySession("s", letters.fresh(12));
  const editors = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, index) => {
    const line = { delayMsMax: random() * 300, requestLost: random() * 0.3, answerLost: random() * 0.3 };
    return new SimulatedEditor(`editor-${index}`, session, time, random, line);
  });
  return { time, session, editors, letters, random };
}

function randomSpan(length: number, random: () => number): [number, number] {
  const from = Math.floor(random() * (length + 1));
  return [from, random() < 0.35 ? Math.min(length, from + Math.floor(random() * 4)) : from];
}

function typeSomething({ letters, random }: World, editor: SimulatedEditor): void {
  const [from, to] = randomSpan(editor.state.doc.length, random);
  const insert = random() < 0.8 || from === to ? letters.fresh(1 + Math.floor(random() * 3)) : "";
  letters.deleted(editor.state.sliceDoc(from, to));
  editor.edit(from, to, insert);
}

function mergeSomething({ session, letters, random }: World): void {
  const [from, to] = randomSpan(session.text.length, random);
  const insert = letters.fresh(1);
  letters.deleted(session.text.slice(from, to));
  session.merge(ChangeSet.of({ from, to, insert }, session.text.length).toJSON());
}

async function playRandomly(scene: World, steps: number): Promise<void> {
  const composing = new Set<SimulatedEditor>();
  for (let step = 0; step < steps; step++) {
    const editor = scene.editors[Math.floor(scene.random() * scene.editors.length)]!;
    const dice = scene.random();
    if (dice < 0.6) typeSomething(scene, editor);
    else if (dice < 0.8) mergeSomething(scene);
    else if (composing.delete(editor)) editor.binding.compositionEnd();
    else {
      composing.add(editor);
      editor.binding.compositionStart();
    }
    await scene.time.run(scene.random() * 120);
  }
  for (const editor of composing) editor.binding.compositionEnd();
}

describe("text binding", () => {
  it(`converges and loses nothing, ${CASES} random worlds`, async () => {
    for (let seed = 1; seed <= CASES; seed++) {
      const scene = world(seed);
      await playRandomly(scene, 30);
      for (const editor of scene.editors) editor.line = { ...editor.line, requestLost: 0, answerLost: 0 };
      await scene.time.run(LONG_MS);

      const text = scene.session.text;
      for (const editor of scene.editors) {
        expect(editor.text, `seed ${seed}: editor equals session`).toBe(text);
        expect(editor.binding.isSettled, `seed ${seed}: nothing waits`).toBe(true);
        expect(editor.binding.version, `seed ${seed}: version`).toBe(scene.session.version);
      }
      expect([...text].sort().join(""), `seed ${seed}: every letter once`).toBe([...scene.letters.alive].sort().join(""));
    }
  }, 120_000);

  it("keeps the caret beside the letter it stood after", async () => {
    for (let seed = 1; seed <= CASES; seed++) {
      const scene = world(seed);
      const [editor] = scene.editors as [SimulatedEditor];
      editor.dispatch(editor.state.update({ selection: { anchor: Math.floor(scene.random() * editor.state.doc.length) + 1 } }));
      const at = editor.state.selection.main.head;
      const neighbour = editor.state.sliceDoc(at - 1, at);
      for (let step = 0; step < 6; step++) mergeSomething(scene);
      await scene.time.run(LONG_MS);
      const head = editor.state.selection.main.head;
      if (editor.text.includes(neighbour)) expect(editor.state.sliceDoc(head - 1, head), `seed ${seed}`).toBe(neighbour);
    }
  });

  it("neither applies nor pushes while an input method composes, and drains 60 ms after it ends", async () => {
    const time = new SimulatedTime();
    const session = new MemorySession("s", "ab");
    const editor = new SimulatedEditor("a", session, time, seededRandom(1), GOOD_LINE);
    editor.binding.compositionStart();
    editor.edit(2, 2, "ni");
    session.merge(ChangeSet.of({ from: 2, insert: "REMOTE" }, 2).toJSON());
    await time.run(1_000);
    expect(editor.text).toBe("abni");
    expect(session.text).toBe("abREMOTE");

    editor.edit(2, 4, "你");
    editor.binding.compositionEnd();
    await time.run(COMPOSITION_DRAIN_MS - 1);
    expect(session.text).toBe("abREMOTE");
    await time.run(2);
    expect(editor.text).toBe("abREMOTE你");
    expect(session.text).toBe("abREMOTE你");
  });

  it("applies a push once although its answer was lost", async () => {
    const time = new SimulatedTime();
    const session = new MemorySession("s", "");
    const editor = new SimulatedEditor("a", session, time, seededRandom(3), { delayMsMax: 10, requestLost: 0, answerLost: 1 });
    editor.edit(0, 0, "once");
    await time.run(3 * ANSWER_TIMEOUT_MS);
    expect(session.text).toBe("once");
    expect(session.version).toBe(1);
    expect(editor.binding.isSettled).toBe(true);
  });

  it("undoes local edits only", async () => {
    const time = new SimulatedTime();
    const session = new MemorySession("s", "base");
    const editor = new SimulatedEditor("a", session, time, seededRandom(1), GOOD_LINE);
    editor.edit(4, 4, " mine");
    await time.run(10);
    session.merge(ChangeSet.of({ from: 0, insert: "theirs " }, session.text.length).toJSON());
    await time.run(10);
    expect(editor.text).toBe("theirs base mine");
    undo({ state: editor.state, dispatch: (transaction) => editor.dispatch(transaction) });
    editor.binding.localChange();
    await time.run(10);
    expect(editor.text).toBe("theirs base");
    expect(session.text).toBe("theirs base");
  });

  it("sends whole characters when half of a pair changes, and repairs lone halves on both sides", async () => {
    const time = new SimulatedTime();
    const session = new MemorySession("s", "x\u{1F600}y");
    const editor = new SimulatedEditor("a", session, time, seededRandom(1), GOOD_LINE);
    editor.edit(2, 3, "\u{1F601}".slice(1));
    await time.run(10);
    expect(session.text).toBe("x\u{1F601}y");
    editor.edit(0, 0, "\uD83D");
    await time.run(10);
    expect(session.text).toBe("\uFFFDx\u{1F601}y");
    expect(editor.text).toBe(session.text);
  });

  it("converges with emoji cut anywhere, and never puts half a pair on the wire", async () => {
    const pool = ["\u{1F600}", "\u{1F601}", "a", "\uD83D", "\uDE00", "👩‍👩‍👧", "\n"];
    for (let seed = 1; seed <= CASES; seed++) {
      const scene = world(seed);
      for (let step = 0; step < 15; step++) {
        const editor = scene.editors[Math.floor(scene.random() * scene.editors.length)]!;
        const [from, to] = randomSpan(editor.state.doc.length, scene.random);
        editor.edit(from, to, pool[Math.floor(scene.random() * pool.length)]!);
        await scene.time.run(scene.random() * 200);
        expect(scene.session.text.isWellFormed(), `seed ${seed}`).toBe(true);
      }
      for (const editor of scene.editors) editor.line = { ...editor.line, requestLost: 0, answerLost: 0 };
      await scene.time.run(LONG_MS);
      for (const editor of scene.editors) expect(editor.text, `seed ${seed}`).toBe(scene.session.text);
    }
  }, 120_000);

  it("keeps text that the session refuses, and sends it when a later change makes it acceptable", async () => {
    const time = new SimulatedTime();
    const session = new MemorySession("s", "");
    const push = session.push.bind(session);
    session.push = (request) => {
      const after = ChangeSet.fromJSON(request.changes).apply(Text.of(session.text.split("\n")));
      if (after.length > 5) throw new BackendError({ kind: "too_large", message: "The note is over its limit.", field: null });
      return push(request);
    };
    const editor = new SimulatedEditor("a", session, time, seededRandom(1), GOOD_LINE);
    editor.edit(0, 0, "far too long");
    await time.run(10_000);
    expect(editor.text).toBe("far too long");
    expect(editor.troubles.at(-1)).toMatchObject({ kind: "refused", error: { kind: "too_large" } });

    editor.edit(3, 12, "");
    await time.run(10_000);
    expect(session.text).toBe("far");
    expect(editor.troubles.at(-1)).toBeNull();
  });
});
