// Links to files of the note: a quiet chip with a paper clip; a click lets the person save the file.
import { syntaxTree } from "@codemirror/language";
import type { Range } from "@codemirror/state";
import { Decoration, EditorView, ViewPlugin, type DecorationSet, type ViewUpdate } from "@codemirror/view";
import { attachmentOf, attachments } from "./facet";

const chip = Decoration.mark({ class: "cm-file", attributes: { role: "link" } });

function find(view: EditorView): DecorationSet {
  const found: Range<Decoration>[] = [];
  for (const { from, to } of view.visibleRanges) {
    syntaxTree(view.state).iterate({
      from,
      to,
      enter(node) {
        if (node.name !== "Link") return;
        const marks = node.node.getChildren("LinkMark");
        const url = node.node.getChild("URL");
        const [open, close] = marks;
        if (open && close && url && close.from > open.to && attachmentOf(view.state.sliceDoc(url.from, url.to))) found.push(chip.range(open.to, close.from));
      },
    });
  }
  return Decoration.set(found, true);
}

const chips = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = find(view);
    }
    update(update: ViewUpdate) {
      if (update.docChanged || update.viewportChanged || syntaxTree(update.state) !== syntaxTree(update.startState)) this.decorations = find(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

const clicks = EditorView.domEventHandlers({
  mousedown(event, view) {
    if (event.button !== 0 || event.shiftKey || event.altKey || event.detail > 1) return false;
    const target = event.target instanceof HTMLElement ? event.target.closest(".cm-file") : null;
    if (!target) return false;
    const at = view.posAtDOM(target);
    for (let node: ReturnType<typeof nodeAt> | null = nodeAt(view, at); node; node = node.parent) {
      const url = node.name === "Link" ? node.getChild("URL") : null;
      const file = url && attachmentOf(view.state.sliceDoc(url.from, url.to));
      if (!file) continue;
      event.preventDefault();
      view.state.facet(attachments).save(file.name, withExtension(target.textContent ?? "", file.extension));
      return true;
    }
    return false;
  },
});

function nodeAt(view: EditorView, at: number) {
  return syntaxTree(view.state).resolveInner(at, 1);
}

function withExtension(words: string, extension: string): string {
  const name = words.trim() || "file";
  return extension === "" || name.toLowerCase().endsWith(`.${extension}`) ? name : `${name}.${extension}`;
}

export const fileLinks = [chips, clicks];
