// For tests: an editor as in the window, with a text.
import { EditorView } from "@codemirror/view";
import "../../shared/base.css";
import "../../shared/tokens.css";
import { adoptEditorStyles } from "../adopted-styles";
import { aids } from "../aids";
import { noServices, type EditorServices } from "../services";
import { createEditorState, personal } from "../setup";

export interface Opened {
  view: EditorView;
  /** Compositions begun and ended, as the session hears of them. */
  compositions: string[];
  close: () => void;
}

export function openEditor(doc: string, options: { isReadOnly?: boolean; services?: Partial<EditorServices>; height?: number } = {}): Opened {
  adoptEditorStyles();
  const compositions: string[] = [];
  const events = { onLocalChange: () => {}, onCompositionStart: () => void compositions.push("start"), onCompositionEnd: () => void compositions.push("end"), onBlur: () => {} };
  const pane = document.createElement("div");
  Object.assign(pane.style, { width: "680px", height: `${options.height ?? 700}px`, overflowY: "auto", padding: "0 16px" });
  document.body.append(pane);
  const view = new EditorView({ parent: pane, state: createEditorState(doc, 0, "test", options.isReadOnly ?? false, events, { ...noServices, ...options.services }) });
  view.dispatch({ effects: personal.reconfigure(aids) });
  return { view, compositions, close: () => (view.destroy(), pane.remove()) };
}

/** Two frames: what was asked for by the last change is drawn. */
export async function drawn(): Promise<void> {
  for (let frame = 0; frame < 2; frame++) await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}
