// The notes that come with the app. They are words of the catalogue, in no database and on no server, until one is edited.
import type { Backend } from "../backend/backend";
import { m } from "../i18n";
import type { Preferences } from "./preferences.svelte";

export interface WelcomeNote {
  id: string;
  title: string;
  body: string;
}

const NOTES = [
  { id: "hello", title: m.start_hello_title, body: m.start_hello_body },
  { id: "writing", title: m.start_writing_title, body: m.start_writing_body },
  { id: "finding", title: m.start_finding_title, body: m.start_finding_body },
  { id: "devices", title: m.start_devices_title, body: m.start_devices_body },
];

export class Welcome {
  /** The one that is shown. */
  shownId = $state<string>("hello");
  readonly #backend: Backend;
  readonly #preferences: Preferences;

  constructor(backend: Backend, preferences: Preferences) {
    this.#backend = backend;
    this.#preferences = preferences;
  }

  /** Those that nobody made a note of their own, in the language shown. */
  get notes(): WelcomeNote[] {
    const { welcomeKept } = this.#preferences.values;
    return NOTES.filter(({ id }) => !welcomeKept.includes(id)).map(({ id, title, body }) => ({ id, title: title(), body: body() }));
  }

  get isShown(): boolean {
    return this.#preferences.values.welcome === "on" && this.notes.length > 0;
  }

  /** On the very first start; never again for notes that were taken away. */
  async offer(): Promise<void> {
    if (this.#preferences.values.welcome === "off") await this.#preferences.set({ welcome: "on" });
  }

  /** Shows all of them again, also those that became notes: these stay. */
  async show(): Promise<void> {
    await this.#preferences.set({ welcome: "on", welcomeKept: this.notes.length > 0 ? this.#preferences.values.welcomeKept : [] });
  }

  /** Takes them away in one go. What became a note of the user stays. */
  async remove(): Promise<void> {
    await this.#preferences.set({ welcome: "removed" });
  }

  /** Makes a note of the user of one that was edited. Returns the note's id. It is offered until `kept`: the page still shows it. */
  async keep(id: string, body: string): Promise<string> {
    const note = NOTES.find((candidate) => candidate.id === id);
    const created = await this.#backend.noteCreate({ title: note?.title() ?? "", body: body.toWellFormed(), notebook_id: null, tags: [], pinned: false });
    return created.row.id;
  }

  /** The note has taken over: the welcome note is not offered any more. */
  async kept(id: string): Promise<void> {
    const { welcomeKept } = this.#preferences.values;
    if (!welcomeKept.includes(id)) await this.#preferences.set({ welcomeKept: [...welcomeKept, id] });
  }
}
