// Where the menus of the editor have nothing to say: in code, in formulas, in addresses.
import { syntaxTree } from "@codemirror/language";
import type { EditorState } from "@codemirror/state";

const LITERAL = /Code|Math|^URL$|^Autolink$|^HTML|^Comment|FrontMatter|Frontmatter/;

/** True where text is text. */
export function isProse(state: EditorState, position: number): boolean {
  for (let node: ReturnType<typeof resolve> | null = resolve(state, position); node; node = node.parent) {
    if (LITERAL.test(node.name)) return false;
  }
  return true;
}

function resolve(state: EditorState, position: number) {
  return syntaxTree(state).resolveInner(position, 1);
}
