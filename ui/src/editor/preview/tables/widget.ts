// A drawn table as a widget: it survives every change of its text, so that the cell being edited stays as it is.
import { WidgetType, type EditorView } from "@codemirror/view";
import { TableView } from "./view";

export class TableWidget extends WidgetType {
  constructor(readonly source: string) {
    super();
  }

  override eq(other: TableWidget): boolean {
    return other.source === this.source;
  }

  override get estimatedHeight(): number {
    return 12 + (this.source.split("\n").length - 1) * 35;
  }

  override toDOM(view: EditorView): HTMLElement {
    return new TableView(view, this.source).dom;
  }

  override updateDOM(dom: HTMLElement): boolean {
    const drawn = TableView.of(dom);
    drawn?.update(this.source);
    return drawn !== null;
  }

  override destroy(dom: HTMLElement): void {
    TableView.of(dom)?.destroy();
  }

  override ignoreEvent(): boolean {
    return true;
  }
}
