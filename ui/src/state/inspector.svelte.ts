// What is told beside the open note: outline, counts, properties. Computed from the text a moment after it rests, and only while it is shown.
import type { EditorState, Text } from "@codemirror/state";
import { Counter, type TextCount } from "../editor/count";
import { headingAt, outlineOf, type OutlineEntry } from "../editor/outline";
import { propertiesOf, type Property } from "../editor/properties";
import type { Schedule } from "../shared/timers";
import type { LayoutState } from "./layout.svelte";
import type { Preferences } from "./preferences.svelte";

/** The text is read again this long after the last key. */
const REST_MS = 150;
/** Width of the inspector, px; and how narrow the note pane may be with it beside the text. */
export const INSPECTOR_WIDTH = 272;
const PANE_WIDTH_MIN = 768;

export class Inspector {
  outline = $state.raw<readonly OutlineEntry[]>([]);
  /** Index of the heading the caret is under; -1 before the first. */
  current = $state(-1);
  count = $state.raw<TextCount | null>(null);
  /** Of what is selected, when something is. */
  selected = $state.raw<TextCount | null>(null);
  properties = $state.raw<readonly Property[]>([]);
  /** Over the text, in windows without room beside it. */
  isOver = $state(false);
  readonly #layout: LayoutState;
  readonly #preferences: Preferences;
  readonly #schedule: Schedule;
  readonly #counter = new Counter("und");
  readonly #selectionCounter = new Counter("und");
  #state: EditorState | null = null;
  #read: Text | null = null;
  #cancel: () => void = () => {};

  constructor(layout: LayoutState, preferences: Preferences, schedule: Schedule) {
    this.#layout = layout;
    this.#preferences = preferences;
    this.#schedule = schedule;
  }

  /** There is room for it beside the text. */
  get isDocked(): boolean {
    const { windowWidth, sidebarWidth, listWidth, isSidebarDocked, isListDocked } = this.#layout;
    return windowWidth - (isSidebarDocked ? sidebarWidth : 0) - (isListDocked ? listWidth : 0) >= PANE_WIDTH_MIN;
  }

  get isShown(): boolean {
    return this.isDocked ? this.#preferences.values.inspector : this.isOver;
  }

  async show(isShown: boolean): Promise<void> {
    if (!this.isDocked) this.isOver = isShown;
    else await this.#preferences.set({ inspector: isShown });
    if (isShown) this.#look();
  }

  /** The editor shows this now. */
  heard(state: EditorState): void {
    const isOther = this.#state === null || state.doc !== this.#state.doc;
    this.#state = state;
    if (!this.isShown) return;
    if (isOther) {
      this.#cancel();
      this.#cancel = this.#schedule(REST_MS, () => this.#look());
    } else this.#lookAtCaret();
  }

  /** Another note is shown: what was told of the last one is not true of it. */
  opened(state: EditorState): void {
    this.#cancel();
    this.#state = state;
    if (this.isShown) this.#look();
  }

  #look(): void {
    const state = this.#state;
    if (!state) return;
    if (state.doc !== this.#read) {
      this.#read = state.doc;
      this.outline = outlineOf(state.doc);
      this.count = this.#counter.count(state.doc);
      this.properties = propertiesOf(state.doc);
    }
    this.#lookAtCaret();
  }

  #lookAtCaret(): void {
    if (!this.#state) return;
    const { main } = this.#state.selection;
    this.current = headingAt(this.outline, main.head);
    this.selected = main.empty ? null : this.#selectionCounter.count(this.#state.doc.slice(main.from, main.to));
  }
}
