// The menus that come while typing: `/` for blocks, `[[` for notes, `#` for tags. Escape closes them and leaves what was typed.
import { acceptCompletion, autocompletion, completionKeymap, completionStatus, type CompletionSource } from "@codemirror/autocomplete";
import { Prec, type Extension } from "@codemirror/state";
import { EditorView, keymap, runScopeHandlers } from "@codemirror/view";
import { noteSource } from "./notes";
import { cellSlashSource, slashSource } from "./slash";
import { tagSource } from "./tags";
import { completionIcon } from "../icons";

// Ctrl-Space belongs to input methods; the menus come by themselves.
const keys = completionKeymap.filter(({ key, mac }) => !/Space/.test(key ?? "") && !/Space|`|i$/.test(mac ?? ""));

/** A list that scrolls must be reachable: assistive technology that walks by focus finds it too. */
const reachable = EditorView.updateListener.of(({ state, startState, view }) => {
  if (completionStatus(state) !== "active" || completionStatus(startState) === "active") return;
  queueMicrotask(() => view.dom.ownerDocument.querySelector(".cm-menu > ul")?.setAttribute("tabindex", "0"));
});

/** Editors in which Enter was pressed while the list was being looked up again: the answer is taken when it comes. */
const hurried = new WeakSet<EditorView>();

/** Who types fast presses Enter before the list has caught up with the last letter: that means the entry, never a new line. */
function acceptSoon(view: EditorView): boolean {
  const { state } = view;
  if (completionStatus(state) !== "pending") return false;
  const { head } = state.selection.main;
  const line = state.doc.lineAt(head);
  const isShown = view.dom.ownerDocument.querySelector(".cm-menu") !== null;
  if (!isShown && !/\[\[[^[\]]+$/.test(state.sliceDoc(line.from, head))) return false;
  hurried.add(view);
  return true;
}

const acceptWhenReady = EditorView.updateListener.of(({ state, view, docChanged }) => {
  if (!hurried.has(view)) return;
  const status = completionStatus(state);
  if (status === "pending" && !docChanged) return;
  hurried.delete(view);
  if (docChanged) return;
  queueMicrotask(() => {
    if (status === "active") acceptCompletion(view);
    // There is nothing to take: the key does what it does without a list.
    else runScopeHandlers(view, new KeyboardEvent("keydown", { key: "Enter" }), "editor");
  });
});

/** While a cell of a table is written in, its own editor asks; what it writes into the note is no typing here. */
const outsideOfCells =
  (source: CompletionSource): CompletionSource =>
  (context) =>
    context.view?.dom.dataset.inTable === undefined ? source(context) : null;

function menus(slash: CompletionSource): Extension {
  return [
    reachable,
    acceptWhenReady,
    autocompletion({
      override: [slash, noteSource, tagSource].map(outsideOfCells),
      defaultKeymap: false,
      icons: false,
      activateOnTypingDelay: 40,
      interactionDelay: 0,
      maxRenderedOptions: 20,
      tooltipClass: () => "cm-menu",
      addToOptions: [{ render: completionIcon, position: 20 }],
    }),
    Prec.highest(keymap.of([...keys, { key: "Enter", run: acceptSoon }, { key: "Tab", run: acceptCompletion }])),
  ];
}

/** In the text of a note. */
export const completion = menus(slashSource);
/** In a cell of a table, which is one line: no blocks. */
export const cellCompletion = menus(cellSlashSource);
