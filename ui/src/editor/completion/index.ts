// The menus that come while typing: `/` for blocks, `[[` for notes, `#` for tags. Escape closes them and leaves what was typed.
import { acceptCompletion, autocompletion, closeCompletion, completionKeymap } from "@codemirror/autocomplete";
import { Prec, type Extension } from "@codemirror/state";
import { keymap } from "@codemirror/view";
import { noteSource } from "./notes";
import { slashSource } from "./slash";
import { tagSource } from "./tags";
import { completionIcon } from "../icons";

// Ctrl-Space belongs to input methods; the menus come by themselves.
const keys = completionKeymap.filter(({ key, mac }) => !/Space/.test(key ?? "") && !/Space|`|i$/.test(mac ?? ""));

export const completion: Extension = [
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

export { closeCompletion };
