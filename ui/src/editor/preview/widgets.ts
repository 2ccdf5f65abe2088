// The few things the preview draws itself.
import { EditorView, WidgetType } from "@codemirror/view";
import { m } from "../../i18n";

/** A task box that clicks. The document is the truth: a click writes `x` or a space between the brackets. */
export class TaskBox extends WidgetType {
  constructor(
    readonly isDone: boolean,
    readonly label: string,
  ) {
    super();
  }

  override eq(other: TaskBox): boolean {
    return other.isDone === this.isDone && other.label === this.label;
  }

  override toDOM(view: EditorView): HTMLElement {
    const host = document.createElement("span");
    host.className = "cm-task";
    const box = document.createElement("input");
    box.type = "checkbox";
    box.className = "cm-task-box";
    box.checked = this.isDone;
    box.tabIndex = -1;
    box.setAttribute("aria-label", this.label || m.preview_task());
    box.addEventListener("mousedown", (event) => event.preventDefault());
    box.addEventListener("click", (event) => {
      event.preventDefault();
      toggleTaskAt(view, view.posAtDOM(host));
    });
    host.append(box);
    return host;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

/** A horizontal rule. */
export class Rule extends WidgetType {
  override eq(): boolean {
    return true;
  }

  override toDOM(): HTMLElement {
    const rule = document.createElement("span");
    rule.className = "cm-rule";
    rule.setAttribute("role", "separator");
    return rule;
  }
}

/** A bullet in place of `-`, `*` or `+`. */
export class Bullet extends WidgetType {
  override eq(): boolean {
    return true;
  }

  override toDOM(): HTMLElement {
    const bullet = document.createElement("span");
    bullet.className = "cm-list-mark";
    bullet.textContent = "•";
    return bullet;
  }
}

/** The present title of a note, in place of the one it had when the link was made. */
export class RenamedTitle extends WidgetType {
  constructor(readonly title: string) {
    super();
  }

  override eq(other: RenamedTitle): boolean {
    return other.title === this.title;
  }

  override toDOM(): HTMLElement {
    const title = document.createElement("span");
    title.className = "cm-link cm-note-link";
    title.textContent = this.title;
    return title;
  }

  override ignoreEvent(event: Event): boolean {
    return event.type !== "mousedown";
  }
}

const TASK = /^(\s*(?:>\s*)*(?:[-*+]|\d+[.)])\s+\[)([ xX])(\])/;

/** Toggles the task of the line at `position`; false when the line is no task. Not possible in a read-only editor. */
export function toggleTaskAt(view: EditorView, position: number): boolean {
  if (view.state.readOnly) return false;
  const line = view.state.doc.lineAt(position);
  const match = TASK.exec(line.text);
  if (!match) return false;
  const at = line.from + match[1]!.length;
  view.dispatch({ changes: { from: at, to: at + 1, insert: match[2] === " " ? "x" : " " }, userEvent: "input.task" });
  return true;
}
