// Files pasted and dropped: each is stored first and then written into the text where it was put, wherever that place is by then.
import { Prec, StateEffect, StateField, type Extension } from "@codemirror/state";
import { Decoration, EditorView, WidgetType, type DecorationSet } from "@codemirror/view";
import { m } from "../../i18n";
import { attachments } from "./facet";

/** Most files of one paste or drop. */
const FILES_MAX = 50;

class Storing extends WidgetType {
  constructor(readonly id: number, readonly fileName: string) {
    super();
  }

  override eq(other: Storing): boolean {
    return other.id === this.id;
  }

  // Seen only when it takes a while: the style lets it appear late.
  override toDOM(): HTMLElement {
    const box = document.createElement("span");
    box.className = "cm-storing";
    box.setAttribute("role", "status");
    box.textContent = m.attachments_storing({ name: this.fileName });
    return box;
  }
}

const begin = StateEffect.define<{ id: number; at: number; fileName: string }>();
const end = StateEffect.define<number>();

const storing = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(places, transaction) {
    let moved = places.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(begin)) {
        const widget = Decoration.widget({ widget: new Storing(effect.value.id, effect.value.fileName), side: 1 });
        moved = moved.update({ add: [widget.range(effect.value.at)] });
      } else if (effect.is(end)) {
        moved = moved.update({ filter: (_from, _to, value) => (value.spec as { widget: Storing }).widget.id !== effect.value });
      }
    }
    return moved;
  },
  provide: (field) => EditorView.decorations.from(field),
});

function placeOf(view: EditorView, id: number): number | null {
  const cursor = view.state.field(storing).iter();
  for (; cursor.value; cursor.next()) if ((cursor.value.spec as { widget: Storing }).widget.id === id) return cursor.from;
  return null;
}

let lastId = 0;

/** Stores files one after the other and writes each where `at` is by then. */
export async function insertFiles(view: EditorView, files: readonly File[], at: number): Promise<void> {
  const services = view.state.facet(attachments);
  if (files.length > FILES_MAX) services.report(new Error(m.attachments_too_many({ count: FILES_MAX })));
  const id = ++lastId;
  let isFirst = true;
  for (const file of files.slice(0, FILES_MAX)) {
    if (isFirst) view.dispatch({ effects: begin.of({ id, at, fileName: file.name }) });
    try {
      const { markdown } = await services.keep(file);
      const place = placeOf(view, id);
      // The note was closed or another one is shown in this editor: the file is kept, and only not named.
      if (place === null || markdown === "") break;
      const insert = isFirst ? markdown : `\n${markdown}`;
      view.dispatch({ changes: { from: place, insert }, selection: view.state.selection.main.head === place ? { anchor: place + insert.length } : undefined, userEvent: "input.paste", scrollIntoView: true });
      isFirst = false;
    } catch (cause) {
      services.report(cause);
    }
  }
  if (placeOf(view, id) !== null) view.dispatch({ effects: end.of(id) });
}

function filesOf(transfer: DataTransfer | null): File[] {
  return transfer ? [...transfer.files] : [];
}

const events = EditorView.domEventHandlers({
  paste(event, view) {
    const files = filesOf(event.clipboardData);
    // Spreadsheets and text editors put a picture of the text beside it: the text is what was meant.
    if (files.length === 0 || view.state.readOnly || event.clipboardData?.types.includes("text/plain")) return false;
    event.preventDefault();
    const { from, to } = view.state.selection.main;
    if (from !== to) view.dispatch({ changes: { from, to }, selection: { anchor: from }, userEvent: "delete.selection" });
    void insertFiles(view, files, from);
    return true;
  },
  dragover(event, view) {
    if (!event.dataTransfer?.types.includes("Files") || view.state.readOnly) return false;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    return false;
  },
  drop(event, view) {
    const files = filesOf(event.dataTransfer);
    if (files.length === 0 || view.state.readOnly) return false;
    event.preventDefault();
    const at = view.posAtCoords({ x: event.clientX, y: event.clientY }) ?? view.state.selection.main.head;
    view.focus();
    void insertFiles(view, files, at);
    return true;
  },
});

// Before the paste of rich text, which knows no files.
export const fileInsertion: Extension = [storing, Prec.high(events)];
