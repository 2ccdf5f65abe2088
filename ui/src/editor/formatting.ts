// Editing commands for Markdown: emphasis, headings, list indentation, tasks.
import { indentLess, indentMore } from "@codemirror/commands";
import { EditorSelection, type ChangeSpec } from "@codemirror/state";
import type { Command, EditorView } from "@codemirror/view";
import { linkAt } from "./links";
import { toggleTaskAt } from "./preview";

/** Wraps the selection in `marks`, or takes them away when they are there. */
export function toggleMarks(marks: string): Command {
  return (view) => {
    const { state } = view;
    if (state.readOnly) return false;
    const length = marks.length;
    view.dispatch(
      state.update(
        state.changeByRange((range) => {
          const isInside =
            state.sliceDoc(range.from - length, range.from) === marks && state.sliceDoc(range.to, range.to + length) === marks;
          if (isInside) {
            const changes: ChangeSpec[] = [
              { from: range.from - length, to: range.from },
              { from: range.to, to: range.to + length },
            ];
            return { changes, range: EditorSelection.range(range.from - length, range.to - length) };
          }
          const changes: ChangeSpec[] = [
            { from: range.from, insert: marks },
            { from: range.to, insert: marks },
          ];
          return { changes, range: EditorSelection.range(range.from + length, range.to + length) };
        }),
        { userEvent: "input.format", scrollIntoView: true },
      ),
    );
    return true;
  };
}

/** Makes the selected lines headings of `level`, or plain again when they are already. */
export function toggleHeading(level: number): Command {
  return (view) => {
    const { state } = view;
    if (state.readOnly) return false;
    const wanted = `${"#".repeat(level)} `;
    const changes: ChangeSpec[] = [];
    const first = state.doc.lineAt(state.selection.main.from).number;
    const last = state.doc.lineAt(state.selection.main.to).number;
    for (let number = first; number <= last; number++) {
      const line = state.doc.line(number);
      const present = /^#{1,6} /.exec(line.text)?.[0] ?? "";
      changes.push({ from: line.from, to: line.from + present.length, insert: present === wanted ? "" : wanted });
    }
    view.dispatch({ changes, userEvent: "input.format" });
    return true;
  };
}

function isInList(view: EditorView): boolean {
  const { state } = view;
  return /^\s*(?:[-*+]|\d+[.)])\s/.test(state.doc.lineAt(state.selection.main.head).text);
}

/** Tab and Shift-Tab indent in lists only: elsewhere they move the focus, so that the keyboard is never trapped. */
export const indentInList: Command = (view) => isInList(view) && indentMore(view);
export const outdentInList: Command = (view) => isInList(view) && indentLess(view);

/** Toggles the task under the caret, or follows the link there. */
export function toggleTaskOrFollow(open: (url: string) => void): Command {
  return (view) => {
    const head = view.state.selection.main.head;
    const url = linkAt(view.state, head);
    if (url) {
      open(url);
      return true;
    }
    return toggleTaskAt(view, head);
  };
}
