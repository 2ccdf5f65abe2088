// The extensions of a note's editor.
import { collab, sendableUpdates } from "@codemirror/collab";
import { copyLineDown, copyLineUp, defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { deleteMarkupBackward, insertNewlineContinueMarkup } from "@codemirror/lang-markdown";
import { indentUnit } from "@codemirror/language";
import { Compartment, EditorState, Prec, Transaction, type Extension } from "@codemirror/state";
import { drawSelection, dropCursor, EditorView, keymap, placeholder } from "@codemirror/view";
import { m } from "../i18n";
import { arrivalMarks } from "./arrivals";
import { noteAttachments } from "./attachments";
import { foundWords } from "./found";
import { freed } from "./freed-keys";
import { followLinks } from "./links";
import { indentItems, livePreview, noteLanguage, outdentItems } from "./preview";
import { cellExtensions, compositionGate, followAddress, noteLinks, tagLinks } from "./preview/links-facet";
import { editorServices, type EditorServices } from "./services";
import { pasting } from "./paste";
import { noteTheme } from "./theme";

export interface EditorEvents {
  /** The user changed the text (not a merge). */
  onLocalChange: () => void;
  onCompositionStart: () => void;
  onCompositionEnd: () => void;
  onBlur: () => void;
}

/** Switches between editing and reading without a new state. */
export const writable = new Compartment();

export function readOnly(isReadOnly: boolean): Extension {
  return [EditorState.readOnly.of(isReadOnly), EditorView.editable.of(!isReadOnly)];
}

/** What the person prefers (spellcheck, focus mode, Vim) and the aids of `aids.ts`. One extension for all notes, put in when a note is shown. */
export const personal = new Compartment();

/** A fresh editor state for one note. `client` is the collab id of its binding. */
export function createEditorState(text: string, version: number, client: string, isReadOnly: boolean, events: EditorEvents, services: EditorServices): EditorState {
  return EditorState.create({
    doc: text.replace(/\r\n?/g, "\n"),
    extensions: [
      EditorState.lineSeparator.of("\n"),
      editorServices.of(services),
      personal.of([]),
      EditorView.clipboardInputFilter.of((pasted) => pasted.replace(/\r\n?/g, "\n")),
      collab({ clientID: client, startVersion: version }),
      history(),
      drawSelection(),
      dropCursor(),
      indentUnit.of("  "),
      EditorState.tabSize.of(4),
      noteLanguage,
      foundWords,
      EditorView.lineWrapping,
      placeholder(m.editor_placeholder()),
      // Whether the session has yet to confirm something, and with it that the disk has it.
      EditorView.editorAttributes.of((view) => ({ "data-unsaved": String(sendableUpdates(view.state).length > 0) })),
      EditorView.contentAttributes.of({ "aria-label": m.editor_label(), autocapitalize: "sentences" }),
      Prec.high(
        keymap.of([
          { key: "Enter", run: insertNewlineContinueMarkup },
          { key: "Backspace", run: deleteMarkupBackward },
          { key: "Tab", run: indentItems, shift: outdentItems },
        ]),
      ),
      keymap.of([
        { key: "Shift-Alt-ArrowUp", run: copyLineUp },
        { key: "Shift-Alt-ArrowDown", run: copyLineDown },
        ...freed(defaultKeymap),
        ...historyKeymap,
      ]),
      cellExtensions.of(editorServices.of(services)),
      pasting,
      arrivalMarks,
      livePreview,
      noteTheme,
      writable.of(readOnly(isReadOnly)),
      followLinks(services.follow),
      followAddress.of(services.follow),
      noteLinks.of(services.links),
      tagLinks.of({ open: services.openTag }),
      noteAttachments(services.attachments),
      compositionGate.of({ start: events.onCompositionStart, end: events.onCompositionEnd }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged || update.selectionSet) services.looked(update.state);
        if (update.docChanged && !update.transactions.every((transaction) => transaction.annotation(Transaction.remote))) {
          events.onLocalChange();
          services.wrote(update.state);
        }
      }),
      EditorView.domEventObservers({
        compositionstart: events.onCompositionStart,
        compositionend: events.onCompositionEnd,
        blur: events.onBlur,
      }),
    ],
  });
}
