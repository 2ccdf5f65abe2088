// Find and replace in one note: one quiet row, a second one for replacing.
import {
  closeSearchPanel,
  findNext,
  findPrevious,
  getSearchQuery,
  openSearchPanel,
  replaceAll,
  replaceNext,
  SearchQuery,
  searchPanelOpen,
  setSearchQuery,
} from "@codemirror/search";
import { StateEffect, StateField } from "@codemirror/state";
import type { Command, EditorView, Panel, ViewUpdate } from "@codemirror/view";
import { isComposing } from "../shared/composition";

/** Matches counted at most: more are told as "1,000+". */
const COUNTED_MAX = 1_000;

function element<K extends keyof HTMLElementTagNameMap>(tag: K, className: string, attributes: Record<string, string> = {}): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function button(label: string, text: string, className: string, run: () => void): HTMLButtonElement {
  const made = element("button", className, { type: "button", "aria-label": label, title: label });
  made.textContent = text;
  made.addEventListener("click", run);
  return made;
}

function countWords(view: EditorView): string {
  const query = getSearchQuery(view.state);
  if (!query.search || !query.valid) return "";
  const { from, to } = view.state.selection.main;
  let count = 0;
  let current = 0;
  const matches = query.getCursor(view.state);
  for (let found = matches.next(); !found.done; found = matches.next()) {
    count += 1;
    if (found.value.from === from && found.value.to === to) current = count;
    if (count >= COUNTED_MAX) return `${COUNTED_MAX}+`;
  }
  if (count === 0) return "No match";
  return current > 0 ? `${current} of ${count}` : `${count} found`;
}

const showReplace = StateEffect.define<boolean>();

/** Whether the second row is shown. */
export const replaceShown = StateField.define<boolean>({
  create: () => false,
  update: (isShown, transaction) => transaction.effects.reduce((shown, effect) => (effect.is(showReplace) ? effect.value : shown), isShown),
});

/** Opens the panel with the row for replacing. */
export function openReplace(view: EditorView): void {
  view.dispatch({ effects: showReplace.of(true) });
  openSearchPanel(view);
}

/** The panel of `search({ createPanel })`. */
export function findPanel(view: EditorView): Panel {
  const dom = element("div", "cm-find", { role: "search", "aria-label": "Find in note" });
  const find = element("input", "cm-find-field", { "aria-label": "Find in note", placeholder: "Find in note", spellcheck: "false", "main-field": "true" });
  const replace = element("input", "cm-find-field", { "aria-label": "Replace with", placeholder: "Replace with", spellcheck: "false" });
  const count = element("span", "cm-find-count", { role: "status" });
  const run = (command: Command) => () => void command(view);

  const commit = () => {
    const query = new SearchQuery({ search: find.value, replace: replace.value, caseSensitive: false, literal: true });
    if (!query.eq(getSearchQuery(view.state))) view.dispatch({ effects: setSearchQuery.of(query) });
  };
  const close = () => {
    view.dispatch({ effects: showReplace.of(false) });
    closeSearchPanel(view);
    view.focus();
  };
  const keys = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    if (event.key === "Enter" && event.target === replace) replaceNext(view);
    else if (event.key === "Enter") (event.shiftKey ? findPrevious : findNext)(view);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  dom.addEventListener("keydown", keys);
  for (const field of [find, replace]) field.addEventListener("input", commit);

  const replaceRow = [
    element("span", "cm-find-break"),
    replace,
    button("Replace this match", "Replace", "button", run(replaceNext)),
    button("Replace all matches", "All", "button", run(replaceAll)),
  ];
  const firstRow = [
    find,
    count,
    button("Previous match", "↑", "icon-button", run(findPrevious)),
    button("Next match", "↓", "icon-button", run(findNext)),
    button("Close", "×", "icon-button", close),
  ];

  const draw = () => {
    const query = getSearchQuery(view.state);
    if (find.value !== query.search) find.value = query.search;
    if (replace.value !== query.replace) replace.value = query.replace;
    count.textContent = countWords(view);
    const isReplacing = view.state.field(replaceShown) && !view.state.readOnly;
    for (const part of replaceRow) part.hidden = !isReplacing;
  };
  dom.append(...firstRow, ...replaceRow);
  draw();
  return {
    dom,
    top: true,
    mount: () => find.select(),
    update: (update: ViewUpdate) => {
      if (searchPanelOpen(update.state) && (update.docChanged || update.selectionSet || update.transactions.some((transaction) => transaction.effects.length > 0))) draw();
    },
  };
}
