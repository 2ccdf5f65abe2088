// Fenced code: one surface, its fences hidden, the name of its language and a button to copy it in the corner.
import { Decoration, EditorView, WidgetType } from "@codemirror/view";
import type { SyntaxNode } from "@lezer/common";
import { m } from "../../i18n";
import { hide, line, mark, type Builder } from "./builder";
import { languageName } from "./code-languages";

const fenceMark = mark("cm-code-fence");
const lines = [line("cm-code"), line("cm-code cm-code-first"), line("cm-code cm-code-last"), line("cm-code cm-code-first cm-code-last")];
/** How long the button says that it copied. */
const COPIED_MS = 1_600;

/** The text of the code block that holds a position. */
export function codeAt(view: EditorView, position: number): string {
  const { doc } = view.state;
  const first = doc.lineAt(position);
  const fence = /^(\s*(?:>\s*)*)(`{3,}|~{3,})/.exec(first.text);
  if (!fence) return "";
  const indent = fence[1]!.length;
  const found: string[] = [];
  for (let number = first.number + 1; number <= doc.lines; number++) {
    const text = doc.line(number).text;
    const inner = text.slice(Math.min(indent, /^[\s>]*/.exec(text)![0].length));
    if (inner.trimStart().startsWith(fence[2]!) && /^(`{3,}|~{3,})\s*$/.test(inner.trim())) break;
    found.push(inner);
  }
  return found.join("\n");
}

class CodeHead extends WidgetType {
  constructor(readonly language: string) {
    super();
  }

  override eq(other: CodeHead): boolean {
    return other.language === this.language;
  }

  override toDOM(view: EditorView): HTMLElement {
    const head = document.createElement("span");
    head.className = "cm-code-head";
    const name = document.createElement("span");
    name.className = "cm-code-language";
    name.textContent = this.language;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "cm-code-copy";
    button.textContent = m.preview_copy();
    button.setAttribute("aria-label", m.preview_copy_code());
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", (event) => {
      event.preventDefault();
      void navigator.clipboard.writeText(codeAt(view, view.posAtDOM(head))).then(
        () => tell(m.preview_copied()),
        () => tell(m.preview_copy_failed()),
      );
    });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = (words: string) => {
      button.textContent = words;
      view.dispatch({ effects: EditorView.announce.of(words) });
      clearTimeout(timer);
      timer = setTimeout(() => (button.textContent = m.preview_copy()), COPIED_MS);
    };
    head.append(name, button);
    return head;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

export function decorateCode(builder: Builder, node: SyntaxNode): boolean {
  const { doc } = builder.state;
  const isShown = builder.isTouched(node.from, node.to);
  const firstLine = doc.lineAt(node.from).from;
  const lastLine = doc.lineAt(node.to).from;
  builder.lines(node.from, node.to, (at) => builder.styledLine(lines[(at === firstLine ? 1 : 0) + (at === lastLine ? 2 : 0)]!, at));
  for (const fence of node.getChildren("CodeMark")) {
    const end = doc.lineAt(fence.from).to;
    if (end < builder.visibleFrom || fence.from > builder.visibleTo) continue;
    if (isShown) builder.add(fenceMark, fence.from, end);
    else builder.add(hide, fence.from, end);
    if (fence.from !== node.from) continue;
    const info = node.getChild("CodeInfo");
    const language = info && !isShown ? languageName(builder.state.sliceDoc(info.from, info.to)) : "";
    builder.add(Decoration.widget({ widget: new CodeHead(language), side: 1 }), end);
  }
  return false;
}
