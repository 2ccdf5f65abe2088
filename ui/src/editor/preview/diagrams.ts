import { WidgetType } from "@codemirror/view";
export class DiagramWidget extends WidgetType {
  constructor(readonly source: string) { super(); }
  override eq(other: DiagramWidget) { return other.source === this.source; }
  override toDOM() { const dom = document.createElement("pre"); dom.textContent = this.source; return dom; }
}
