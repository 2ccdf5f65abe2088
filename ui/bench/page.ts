// Measured in a browser by keystroke.mjs: the editor of a note, and CodeMirror as it comes, on the same text.
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { markdown, markdownLanguage } from "@codemirror/lang-markdown";
import { defaultHighlightStyle, forceParsing, syntaxHighlighting, syntaxTree } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, keymap } from "@codemirror/view";
import "../src/shared/base.css";
import "../src/shared/tokens.css";
import { adoptEditorStyles } from "../src/editor/adopted-styles";
import { aids } from "../src/editor/aids";
import { noServices } from "../src/editor/services";
import { createEditorState, personal } from "../src/editor/setup";
import { markdownText } from "./text";

adoptEditorStyles();

const nothing = () => {};
const ours = (doc: string) =>
  createEditorState(doc, 0, "bench", false, { onLocalChange: nothing, onCompositionStart: nothing, onCompositionEnd: nothing, onBlur: nothing }, noServices).update({ effects: personal.reconfigure(aids) }).state;
const plain = (doc: string) =>
  EditorState.create({
    doc,
    extensions: [history(), drawSelection(), EditorView.lineWrapping, markdown({ base: markdownLanguage }), syntaxHighlighting(defaultHighlightStyle), keymap.of([...defaultKeymap, ...historyKeymap])],
  });

const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

async function open(state: EditorState): Promise<EditorView> {
  const pane = document.createElement("div");
  Object.assign(pane.style, { height: "800px", width: "680px", overflowY: "auto", position: "absolute", top: "0" });
  document.getElementById("pane")!.append(pane);
  const view = new EditorView({ parent: pane, state });
  // Typed in the middle of the note, in a paragraph.
  const middle = state.doc.lineAt(state.doc.length / 2).number;
  let number = middle;
  while (number < state.doc.lines && !/^[A-Z].{60}/.test(state.doc.line(number).text)) number++;
  const caret = state.doc.line(number).from + 40;
  view.focus();
  view.dispatch({ selection: { anchor: caret }, effects: EditorView.scrollIntoView(caret, { y: "center" }) });
  for (let step = 0; step < 60 && syntaxTree(view.state).length < view.state.doc.length; step++) {
    forceParsing(view, view.state.doc.length, 200);
    await frame();
  }
  for (let step = 0; step < 6; step++) await frame();
  return view;
}

/** The cost of one letter: the change, what follows from it, and the layout. */
function type(view: EditorView, letter: string): number {
  const { head } = view.state.selection.main;
  const start = performance.now();
  view.dispatch({ changes: { from: head, insert: letter }, selection: { anchor: head + 1 }, userEvent: "input.type", scrollIntoView: true });
  // Reads coordinates, for which the browser has to lay out.
  view.coordsAtPos(head + 1);
  return performance.now() - start;
}

const median = (times: number[]) => [...times].sort((a, b) => a - b)[times.length >> 1]!;

async function measure(bytes: number, keys: number): Promise<Record<string, number>> {
  const doc = markdownText(bytes);
  const kinds = { ours, plain };
  const times: Record<string, number[]> = { ours: [], plain: [] };
  const wholes: Record<string, number[]> = { ours: [], plain: [] };
  // In turns, so that whatever else the machine does hits both alike.
  for (let round = 0; round < 4; round++) {
    for (const [name, make] of Object.entries(kinds)) {
      const view = await open(make(doc));
      for (let key = 0; key < 10; key++) type(view, "a");
      for (let key = 0; key < keys / 4; key++) {
        const start = performance.now();
        times[name]!.push(type(view, key % 6 === 5 ? " " : "e"));
        // With the frame's own measuring. A frame is waited for, so its time says less.
        await frame();
        wholes[name]!.push(performance.now() - start);
      }
      const pane = view.dom.parentElement!;
      view.destroy();
      pane.remove();
    }
  }
  const [ms, plainMs] = [median(times.ours!), median(times.plain!)];
  return { bytes: doc.length, n: times.ours!.length, ms, plain_ms: plainMs, ratio: ms / plainMs, p95_ms: [...times.ours!].sort((a, b) => a - b)[Math.floor(times.ours!.length * 0.95)]!, frame_ms: median(wholes.ours!), plain_frame_ms: median(wholes.plain!) };
}

Object.assign(globalThis, { measure });
