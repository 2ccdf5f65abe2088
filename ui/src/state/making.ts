// Notes made from templates, and the notes of days.
import { locale } from "../i18n";
import { m } from "../i18n";
import { dayOf, writeDate } from "../shared/date-words";
import { fillTemplate, type FilledTemplate } from "../shared/template";
import { NO_CHANGE } from "./open-note.svelte";
import type { Workspace } from "./workspace.svelte";

/** Templates offered at most. */
const TEMPLATES_MAX = 500;

export class Making {
  readonly #workspace: Workspace;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** The templates, by title. */
  async templates() {
    const window = await this.#workspace.backend.listNotes({ scope: { kind: "templates" }, sort: "title", offset: 0, limit: TEMPLATES_MAX });
    return window.rows;
  }

  /** Makes a note of a template where the user is, and opens it with the caret where the template says. */
  async fromTemplate(templateId: string): Promise<void> {
    const workspace = this.#workspace;
    const { backend, list } = workspace;
    await workspace.attempt(async () => {
      const { row } = await backend.noteMeta(templateId);
      const filled = await this.#fill(templateId, "");
      const scope = list.scope;
      const created = await backend.noteCreate({
        title: "",
        body: filled.text,
        notebook_id: scope.kind === "notebook" ? scope.id : row.notebook_id,
        tags: scope.kind === "tag" ? [...new Set([...row.tags, scope.name])] : row.tags,
        pinned: false,
      });
      await list.refresh();
      await workspace.goTo(created.row.id);
      this.#placeCaret(created.row.id, filled);
      await workspace.focus.focus("title");
    });
  }

  /** Keeps a copy of the open note as a template; the note stays what it is. */
  async saveAsTemplate(): Promise<void> {
    const workspace = this.#workspace;
    const { backend, note } = workspace;
    const { meta, session } = note;
    if (!meta || !session) return;
    await workspace.attempt(async () => {
      const { title, notebook_id, tags } = meta.row;
      const created = await backend.noteCreate({ title: note.title || title, body: session.state.doc.toString().toWellFormed(), notebook_id, tags, pinned: false });
      await backend.notesPatch([created.row.id], { ...NO_CHANGE, template: true });
      await workspace.changed([created.row.id]);
      await workspace.show({ kind: "templates" });
      await workspace.goTo(created.row.id);
    });
  }

  /** Makes the open template a note like any other. */
  async endTemplate(): Promise<void> {
    await this.#workspace.patch({ template: false });
  }

  /** Opens the note of today; makes it when there is none. */
  async today(): Promise<void> {
    const workspace = this.#workspace;
    const { backend, preferences } = workspace;
    await workspace.attempt(async () => {
      const now = workspace.clock();
      const { dailyTitle, dailyNotebook, dailyTemplate } = preferences.values;
      const title = writeDate(now, dailyTitle.trim() === "" ? preferences.usual("dailyTitle") : dailyTitle, locale());
      const filled = dailyTemplate === "" ? { text: "", cursor: null } : await this.#fill(dailyTemplate, title).catch(() => null);
      if (filled === null) workspace.notices.show(m.search_daily_no_template(), "daily");
      const { id, is_new } = await backend.dailyNote({
        date: dayOf(now),
        title: title.toWellFormed(),
        body: filled?.text ?? "",
        notebook_id: dailyNotebook === "" ? null : dailyNotebook,
        tags: [],
      });
      if (is_new) await Promise.all([workspace.list.refresh(), workspace.sidebar.refresh()]);
      await workspace.goTo(id);
      if (is_new && filled) this.#placeCaret(id, filled);
    });
  }

  /** Opens the nearest note of a day before (-1) or after (1) the open one. */
  async nearDay(step: 1 | -1): Promise<void> {
    const workspace = this.#workspace;
    await workspace.attempt(async () => {
      const id = await workspace.backend.dailyNear(workspace.note.id, dayOf(workspace.clock()), step);
      if (id === null) workspace.notices.show(step === 1 ? m.search_daily_none_after() : m.search_daily_none_before(), "daily");
      else {
        workspace.notices.withdraw("daily");
        await workspace.goTo(id);
      }
    });
  }

  /** Reads the text of a template and fills it in. */
  async #fill(templateId: string, title: string): Promise<FilledTemplate> {
    const { backend, clock } = this.#workspace;
    const opened = await backend.noteOpen(templateId, () => {});
    await backend.noteClose(opened.session);
    return fillTemplate(opened.text, { now: clock(), locale: locale(), title });
  }

  #placeCaret(id: string, { cursor }: FilledTemplate): void {
    const { session } = this.#workspace.note;
    if (cursor === null || session?.noteId !== id) return;
    session.dispatch(session.state.update({ selection: { anchor: Math.min(cursor, session.state.doc.length) }, scrollIntoView: true }));
  }
}
