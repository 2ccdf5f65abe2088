// Keys of Vim, loaded only for those who want them. Undo stays the editor's own: local edits of this note.
import { Prec, type Extension } from "@codemirror/state";
import { vim } from "@replit/codemirror-vim";

/** Before all other keys of the editor; keys of the window are taken before the editor sees them. */
export function vimKeys(): Extension {
  return Prec.highest(vim({ status: true }));
}
