// The editor of a note that is not one yet: no session, no undo to carry over, only the first change to be heard.
import { defaultKeymap } from "@codemirror/commands";
import { insertNewlineContinueMarkup, markdownLanguage } from "@codemirror/lang-markdown";
import { EditorState, type ChangeSpec } from "@codemirror/state";
import { drawSelection, EditorView, keymap } from "@codemirror/view";
import { followLinks } from "./links";
import { livePreview } from "./preview";
import { followAddress } from "./preview/links-facet";
import { noteTheme } from "./theme";

/** `onEdit` is called after each change that is whole: not while an input method composes. */
export function welcomeState(text: string, label: string, onEdit: (view: EditorView) => void, follow: (url: string) => void): EditorState {
  return EditorState.create({
    doc: text,
    extensions: [
      EditorState.lineSeparator.of("\n"),
      drawSelection(),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": label }),
      markdownLanguage,
      keymap.of([{ key: "Enter", run: insertNewlineContinueMarkup }, ...defaultKeymap]),
      livePreview,
      noteTheme,
      followLinks(follow),
      followAddress.of(follow),
      EditorView.updateListener.of((update) => {
        if (update.docChanged && !update.view.composing) onEdit(update.view);
      }),
      EditorView.domEventObservers({
        compositionend: (_event, view) => {
          // The text of the composition is in the document a moment after its end.
          setTimeout(() => {
            if (view.state.doc.toString() !== text) onEdit(view);
          }, 60);
        },
      }),
    ],
  });
}

/** The one change that makes `after` of `before`; null when they are the same. Never inside of a surrogate pair. */
export function changeBetween(before: string, after: string): ChangeSpec | null {
  if (before === after) return null;
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  if (/[\ud800-\udbff]/.test(before[start - 1] ?? "")) start--;
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  if (/[\udc00-\udfff]/.test(before[before.length - end] ?? "")) end--;
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}
