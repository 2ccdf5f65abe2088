// The menus that come while typing: `/` for blocks, `[[` for notes, `#` for tags. Escape closes them and leaves what was typed.
import { acceptCompletion, autocompletion, completionKeymap, completionStatus } from "@codemirror/autocomplete";
import { Prec, type Extension } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { noteSource } from "./notes";
import { slashSource } from "./slash";
import { tagSource } from "./tags";
import { completionIcon } from "../icons";

// Ctrl-Space belongs to input methods; the menus come by themselves.
const keys = completionKeymap.filter(({ key, mac }) => !/Space/.test(key ?? "") && !/Space|`|i$/.test(mac ?? ""));

/** A list that scrolls must be reachable: assistive technology that walks by focus finds it too. */
const reachable = EditorView.updateListener.of(({ state, startState, view }) => {
  if (completionStatus(state) !== "active" || completionStatus(startState) === "active") return;
  queueMicrotask(() => view.dom.ownerDocument.querySelector(".cm-menu > ul")?.setAttribute("tabindex", "0"));
});

export const completion: Extension = [
  reachable,
  autocompletion({
    override: [slashSource, noteSource, tagSource],
    defaultKeymap: false,
    icons: false,
    activateOnTypingDelay: 40,
    interactionDelay: 0,
    maxRenderedOptions: 20,
    tooltipClass: () => "cm-menu",
    addToOptions: [{ render: completionIcon, position: 20 }],
  }),
  Prec.highest(keymap.of([...keys, { key: "Tab", run: acceptCompletion }])),
];
