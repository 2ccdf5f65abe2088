// Find and replace in one note: one quiet row, a second one for replacing. Everything by keyboard, nothing but the text is changed.
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
import { StateEffect, StateField, type EditorState } from "@codemirror/state";
import type { Command, EditorView, Panel, ViewUpdate } from "@codemirror/view";
import { m } from "../i18n";
import { isComposing } from "../shared/composition";
import { icon } from "./icons";

/** Matches counted at most: more are told as "1,000+". */
export const COUNTED_MAX = 1_000;

export interface MatchCount {
  /** `COUNTED_MAX` means that there may be more. */
  total: number;
  /** The match that is selected, from 1; 0 for none. */
  current: number;
}

/** Counts the matches of the query shown. */
export function countMatches(state: EditorState): MatchCount {
  const query = getSearchQuery(state);
  const count: MatchCount = { total: 0, current: 0 };
  if (!query.search || !query.valid) return count;
  const { from, to } = state.selection.main;
  const matches = query.getCursor(state);
  for (let found = matches.next(); !found.done && count.total < COUNTED_MAX; found = matches.next()) {
    // An expression may match nothing, for example `x*`: that is not something to find.
    if (found.value.from === found.value.to) continue;
    count.total += 1;
    if (found.value.from === from && found.value.to === to) count.current = count.total;
  }
  return count;
}

function countWords(state: EditorState): string {
  const query = getSearchQuery(state);
  if (query.search === "") return "";
  if (!query.valid) return m.editor_find_invalid();
  const { total, current } = countMatches(state);
  if (total >= COUNTED_MAX) return m.editor_find_many({ total: `${COUNTED_MAX}+` });
  if (total === 0) return m.editor_find_none();
  return current > 0 ? m.editor_find_at({ current, total }) : m.editor_find_many({ total });
}

const showReplace = StateEffect.define<boolean>();

/** Whether the second row is shown. */
export const replaceShown = StateField.define<boolean>({
  create: () => false,
  update: (isShown, transaction) => transaction.effects.reduce((shown, effect) => (effect.is(showReplace) ? effect.value : shown), isShown),
});

/** Opens the panel for finding; what is selected is looked for. */
export function openFind(view: EditorView): void {
  openSearchPanel(view);
  view.dom.querySelector<HTMLInputElement>(".cm-find-field")?.select();
}

/** Opens the panel with the row for replacing. */
export function openReplace(view: EditorView): void {
  view.dispatch({ effects: showReplace.of(true) });
  openFind(view);
}

function element<K extends keyof HTMLElementTagNameMap>(tag: K, className: string, attributes: Record<string, string> = {}): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function button(label: string, content: string | Element, className: string, run: () => void): HTMLButtonElement {
  const made = element("button", className, { type: "button", "aria-label": label, title: label });
  made.append(content);
  made.addEventListener("click", run);
  return made;
}

type Option = "caseSensitive" | "wholeWord" | "regexp";

class FindPanel implements Panel {
  readonly dom: HTMLElement;
  readonly top = true;
  readonly #view: EditorView;
  readonly #find: HTMLInputElement;
  readonly #replace: HTMLInputElement;
  readonly #count: HTMLElement;
  readonly #options: Record<Option, HTMLButtonElement>;
  readonly #toggle: HTMLButtonElement;
  readonly #replaceRow: HTMLElement;

  constructor(view: EditorView) {
    this.#view = view;
    const run = (command: Command) => () => void command(view);
    const field = (label: string, testid: string) => element("input", "cm-find-field", { "aria-label": label, placeholder: label, spellcheck: "false", autocomplete: "off", "data-testid": testid });
    this.#find = field(m.editor_find(), "find-field");
    this.#find.setAttribute("main-field", "true");
    this.#replace = field(m.editor_find_replace_with(), "replace-field");
    this.#count = element("span", "cm-find-count", { role: "status", "data-testid": "find-count" });
    this.#options = {
      caseSensitive: this.#option("Aa", m.editor_find_case()),
      wholeWord: this.#option("W", m.editor_find_word()),
      regexp: this.#option(".*", m.editor_find_regexp()),
    };
    this.#options.wholeWord.classList.add("cm-find-word");
    this.#toggle = button(m.editor_find_show_replace(), icon("replace"), "icon-button", () => {
      const isShown = !view.state.field(replaceShown);
      view.dispatch({ effects: showReplace.of(isShown) });
      if (isShown) this.#replace.focus();
    });
    const row = element("div", "cm-find-row");
    const inside = element("div", "cm-find-inside");
    inside.append(this.#find, this.#count, ...Object.values(this.#options));
    row.append(
      inside,
      button(m.editor_find_previous(), icon("up"), "icon-button", run(findPrevious)),
      button(m.editor_find_next(), icon("down"), "icon-button", run(findNext)),
      this.#toggle,
      button(m.editor_find_close(), icon("close"), "icon-button", () => this.#close()),
    );
    this.#replaceRow = element("div", "cm-find-row");
    const inReplace = element("div", "cm-find-inside");
    inReplace.append(this.#replace);
    this.#replaceRow.append(
      inReplace,
      button(m.editor_find_replace_one(), m.editor_find_replace(), "button", run(replaceNext)),
      button(m.editor_find_replace_all(), m.editor_find_all(), "button", () => this.#replaceAll()),
    );
    this.dom = element("div", "cm-find", { role: "search", "aria-label": m.editor_find(), "data-testid": "find" });
    this.dom.append(row, this.#replaceRow);
    this.dom.addEventListener("keydown", (event) => this.#key(event));
    for (const input of [this.#find, this.#replace]) input.addEventListener("input", () => this.#commit());
    this.#draw();
  }

  #option(sign: string, label: string): HTMLButtonElement {
    return button(label, sign, "cm-find-option", () => undefined);
  }

  mount(): void {
    for (const [name, dom] of Object.entries(this.#options)) {
      dom.addEventListener("click", () => {
        this.#commit(name as Option);
        this.#find.focus();
      });
    }
    this.#find.select();
  }

  update(update: ViewUpdate): void {
    if (!searchPanelOpen(update.state)) return;
    if (update.docChanged || update.selectionSet || update.transactions.some((transaction) => transaction.effects.length > 0)) this.#draw();
  }

  #commit(toggled?: Option): void {
    const { state } = this.#view;
    const { caseSensitive, wholeWord, regexp } = getSearchQuery(state);
    const options = { caseSensitive, wholeWord, regexp };
    if (toggled) options[toggled] = !options[toggled];
    const query = new SearchQuery({ search: this.#find.value, replace: this.#replace.value, literal: !options.regexp, ...options });
    if (query.eq(getSearchQuery(state))) return;
    this.#view.dispatch({ effects: setSearchQuery.of(query) });
    if (query.search && query.valid) this.#look(query);
  }

  /** Goes to the first match from where the caret is, while it is being typed. */
  #look(query: SearchQuery): void {
    const { state } = this.#view;
    const start = state.selection.main.from;
    let found = query.getCursor(state, start).next();
    if (found.done) found = query.getCursor(state).next();
    if (!found.done && found.value.to > found.value.from) {
      this.#view.dispatch({ selection: { anchor: found.value.from, head: found.value.to }, scrollIntoView: true, userEvent: "select.search" });
    }
  }

  #replaceAll(): void {
    const { total } = countMatches(this.#view.state);
    if (replaceAll(this.#view)) this.#count.textContent = m.editor_find_replaced({ total: total >= COUNTED_MAX ? `${COUNTED_MAX}+` : total });
  }

  #close(): void {
    this.#view.dispatch({ effects: showReplace.of(false) });
    closeSearchPanel(this.#view);
    this.#view.focus();
  }

  #key(event: KeyboardEvent): void {
    if (isComposing(event)) return;
    const isField = event.target === this.#find || event.target === this.#replace;
    const isMod = event.ctrlKey || event.metaKey;
    if (event.key === "Escape") this.#close();
    else if (event.key === "Enter" && isField && isMod) this.#replaceAll();
    else if (event.key === "Enter" && event.target === this.#replace) replaceNext(this.#view);
    else if ((event.key === "Enter" && isField) || event.key === "F3") (event.shiftKey ? findPrevious : findNext)(this.#view);
    else if (event.altKey && event.code === "KeyC") this.#commit("caseSensitive");
    else if (event.altKey && event.code === "KeyW") this.#commit("wholeWord");
    else if (event.altKey && event.code === "KeyR") this.#commit("regexp");
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #draw(): void {
    const { state } = this.#view;
    const query = getSearchQuery(state);
    if (this.#find.value !== query.search) this.#find.value = query.search;
    if (this.#replace.value !== query.replace) this.#replace.value = query.replace;
    for (const [name, dom] of Object.entries(this.#options)) dom.setAttribute("aria-pressed", String(query[name as Option]));
    this.#find.setAttribute("aria-invalid", String(query.search !== "" && !query.valid));
    this.#count.textContent = countWords(state);
    const isReplacing = state.field(replaceShown) && !state.readOnly;
    this.#replaceRow.hidden = !isReplacing;
    this.#toggle.hidden = state.readOnly;
    this.#toggle.setAttribute("aria-expanded", String(isReplacing));
  }
}

/** The panel of `search({ createPanel })`. */
export function findPanel(view: EditorView): Panel {
  return new FindPanel(view);
}
