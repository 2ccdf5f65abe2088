// Pasting: rich text becomes Markdown, an address over words becomes a link, and with Shift it stays plain text.
import { EditorSelection, type EditorState } from "@codemirror/state";
import { EditorView, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { isProse } from "../completion/place";
import { isAddress, linkTarget } from "../addresses";

/** What is put in, and what it replaces. */
interface Insertion {
  from: number;
  to: number;
  text: string;
}

const BLOCK = /^(?:#{1,6} |[-*+] |\d+\. |> |```|\| |---)/;
const ITEM = /^\s*(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?$/;

/** Where pasted Markdown goes: blocks on lines of their own, an item into the item that waits for it. */
export function insertionOf(state: EditorState, markdown: string, range: { from: number; to: number }): Insertion {
  const line = state.doc.lineAt(range.from);
  const before = state.sliceDoc(line.from, range.from);
  if (!BLOCK.test(markdown) || before.trim() === "") return { ...range, text: markdown };
  if (ITEM.test(before) && ITEM.test(/^\s*(?:[-*+]|\d+\.)\s+(?:\[[ xX]\]\s+)?/.exec(markdown)?.[0] ?? "")) return { from: line.from, to: range.to, text: markdown };
  return { ...range, text: `\n\n${markdown}` };
}

/** The link that an address over selected words makes; null when it makes none. */
export function linkOver(state: EditorState, pasted: string): string | null {
  const address = pasted.trim();
  const { main } = state.selection;
  const words = state.sliceDoc(main.from, main.to);
  if (main.empty || state.selection.ranges.length > 1 || words.includes("\n") || words.trim() === "" || !isAddress(address) || isAddress(words.trim())) return null;
  return `[${words.replace(/[[\]]/g, "\\$&")}](${linkTarget(address)})`;
}

class Pasting {
  /** Set between the key for plain text and its paste. */
  isPlain = false;
  /** Places of pastes whose Markdown is being made, mapped through what is typed meanwhile. */
  readonly #waiting = new Set<{ from: number; to: number }>();

  constructor(readonly view: EditorView) {}

  update(update: ViewUpdate): void {
    if (!update.docChanged) return;
    for (const place of this.#waiting) {
      place.from = update.changes.mapPos(place.from, 1);
      place.to = Math.max(place.from, update.changes.mapPos(place.to, -1));
    }
  }

  paste(event: ClipboardEvent): boolean {
    const { view } = this;
    const { state } = view;
    const isPlain = this.isPlain;
    this.isPlain = false;
    const clipboard = event.clipboardData;
    if (!clipboard || state.readOnly) return false;
    const text = clipboard.getData("text/plain");
    const html = clipboard.getData("text/html");
    const link = isPlain ? null : linkOver(state, text);
    if (link !== null) {
      this.#insert({ ...state.selection.main, text: link });
      return true;
    }
    // What an editor for programs, a terminal, or this editor copied is meant as it is; so is what goes into code.
    const isMeantPlain = isPlain || html === "" || clipboard.types.includes("vscode-editor-data") || !isProse(state, state.selection.main.from);
    if (isMeantPlain) {
      if (!isPlain || text === "") return false;
      view.dispatch({ ...state.replaceSelection(state.toText(text.replace(/\r\n?/g, "\n"))), userEvent: "input.paste", scrollIntoView: true });
      return true;
    }
    // A picture with a picture's HTML is a picture.
    if (text.trim() === "" && clipboard.files.length > 0) return false;
    const place = { from: state.selection.main.from, to: state.selection.main.to };
    this.#waiting.add(place);
    void this.#convert(html, text, place);
    return true;
  }

  async #convert(html: string, text: string, place: { from: number; to: number }): Promise<void> {
    let markdown: string | null = null;
    try {
      markdown = (await import("./markdown")).markdownOf(html);
    } catch {
      // Whatever was wrong with it: its words are there as plain text.
    }
    // Another note is shown by now; the clipboard still has everything.
    if (!this.#waiting.delete(place)) return;
    const written = (markdown ?? text).replace(/\r\n?/g, "\n").toWellFormed();
    if (written === "") return;
    this.#insert(markdown === null ? { ...place, text: written } : insertionOf(this.view.state, written, place));
  }

  #insert({ from, to, text }: Insertion): void {
    const changes = this.view.state.changes({ from, to, insert: this.view.state.toText(text) });
    this.view.dispatch({ changes, selection: EditorSelection.cursor(changes.mapPos(to, 1)), userEvent: "input.paste", scrollIntoView: true });
  }

  destroy(): void {
    this.#waiting.clear();
  }
}

const plugin = ViewPlugin.fromClass(Pasting, {
  eventHandlers: {
    keydown(event) {
      this.isPlain = event.code === "KeyV" && event.shiftKey && (event.ctrlKey || event.metaKey);
      return false;
    },
    paste(event) {
      return this.paste(event);
    },
  },
});

export const pasting = plugin;
