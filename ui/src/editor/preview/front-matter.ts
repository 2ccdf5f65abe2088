// The fields at the start of a note, folded to one line until they are opened.
import { WidgetType, type EditorView } from "@codemirror/view";
import { m } from "../../i18n";

export class FrontMatterWidget extends WidgetType {
  constructor(readonly fields: number) {
    super();
  }

  override eq(other: FrontMatterWidget): boolean {
    return other.fields === this.fields;
  }

  override get estimatedHeight(): number {
    return 36;
  }

  override toDOM(view: EditorView): HTMLElement {
    const host = document.createElement("div");
    host.className = "cm-fields";
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = m.preview_fields({ count: this.fields });
    button.setAttribute("aria-expanded", "false");
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => {
      const first = view.state.doc.lineAt(view.posAtDOM(host));
      view.dispatch({ selection: { anchor: Math.min(first.to + 1, view.state.doc.length) } });
      view.focus();
    });
    host.append(button);
    return host;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}
