// Follows what is drawn as a link to a note, a tag or a footnote: by a click, and by a key for the caret.
import { syntaxTree } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import type { SyntaxNode } from "@lezer/common";
import { footnoteAt, jumpBack, jumpToDefinition } from "./footnotes";
import { noteTarget } from "./inline";
import { followAddress, noteAddress, noteLinks, tagLinks } from "./links-facet";

/** An address with a scheme: what looks like mail is mail, the rest is the web. */
export function linkAddress(address: string): string {
  if (/^[a-z][a-z0-9+.-]*:/i.test(address)) return address;
  if (address.includes("@") && !address.includes("/")) return `mailto:${address}`;
  return `https://${address}`;
}

/** Follows the link to a note, the tag or the footnote at a position; false when there is none. */
export function followAt(view: EditorView, position: number, isInNewWindow = false): boolean {
  for (const side of [1, -1] as const) {
    for (let node: SyntaxNode | null = syntaxTree(view.state).resolveInner(position, side); node; node = node.parent) {
      if (node.name === "Tag") {
        view.state.facet(tagLinks).open(view.state.sliceDoc(node.from + 1, node.to));
        return true;
      }
      const target = noteTarget(view, node);
      if (target) {
        view.state.facet(noteLinks).open(target, { inNewWindow: isInNewWindow });
        return true;
      }
    }
  }
  const footnote = footnoteAt(view.state, position);
  if (!footnote) return false;
  return footnote.isDefinition ? jumpBack(view, footnote.label) : jumpToDefinition(view, footnote.label);
}

/** Follows what a drawn cell says: `#tag`, `[[Title]]` or an address. */
export function followText(view: EditorView, text: string, isInNewWindow = false): void {
  const note = noteAddress(text);
  if (text.startsWith("#")) view.state.facet(tagLinks).open(text.slice(1));
  else if (text.startsWith("[[")) view.state.facet(noteLinks).open({ kind: "title", title: text.slice(2, -2).split("|")[0]!.trim() }, { inNewWindow: isInNewWindow });
  else if (note) view.state.facet(noteLinks).open(note, { inNewWindow: isInNewWindow });
  else view.state.facet(followAddress)(text);
}

/** A click on a link to a note, a tag or the mark of a footnote follows it, unless the caret is already there to edit it. */
export const followClicks = EditorView.domEventHandlers({
  mousedown(event, view) {
    if (event.button !== 0 || event.shiftKey || event.altKey || event.detail > 1) return false;
    const target = event.target instanceof HTMLElement ? event.target.closest(".cm-note-link, .cm-tag, .cm-footnote-mark") : null;
    if (!target) return false;
    const position = view.posAtDOM(target);
    const line = view.state.doc.lineAt(position);
    const isWithMod = event.ctrlKey || event.metaKey;
    // A tag in the line that is being written gets the caret.
    if (!isWithMod && view.hasFocus && view.state.selection.ranges.some((range) => range.head >= line.from && range.head <= line.to) && !target.matches(".cm-footnote-mark")) {
      if (target.matches(".cm-tag") || view.state.selection.main.head >= position - 2) return false;
    }
    event.preventDefault();
    return followAt(view, position, isWithMod);
  },
});
