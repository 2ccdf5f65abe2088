// Finds the link at a position, and follows it through the backend (the web view itself never navigates).
import { syntaxTree } from "@codemirror/language";
import type { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

/** The address of the link at `position`, or null. */
export function linkAt(state: EditorState, position: number): string | null {
  for (let node: ReturnType<typeof resolve> | null = resolve(state, position); node; node = node.parent) {
    if (node.name === "URL" || node.name === "Autolink") {
      return withScheme(state.sliceDoc(node.from, node.to).replace(/^<|>$/g, ""));
    }
    const url = node.name === "Link" ? node.getChild("URL") : null;
    if (url) return withScheme(state.sliceDoc(url.from, url.to));
  }
  return null;
}

function resolve(state: EditorState, position: number) {
  return syntaxTree(state).resolveInner(position, 1);
}

function withScheme(address: string): string {
  if (/^[a-z][a-z0-9+.-]*:/i.test(address)) return address;
  if (address.includes("@") && !address.includes("/")) return `mailto:${address}`;
  return `https://${address}`;
}

/** Opens a link on Mod-click, and on a plain click while the editor is not focused on it. */
export function followLinks(open: (url: string) => void) {
  return EditorView.domEventHandlers({
    mousedown(event, view) {
      if (event.button !== 0 || !(event.ctrlKey || event.metaKey)) return false;
      const position = view.posAtCoords({ x: event.clientX, y: event.clientY });
      const url = position === null ? null : linkAt(view.state, position);
      if (!url) return false;
      event.preventDefault();
      open(url);
      return true;
    },
  });
}
