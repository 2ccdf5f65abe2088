// The window's state as a whole: what is shown, and what the user can do with it. Does not render.
import type { EditorView } from "@codemirror/view";
import { getContext, setContext } from "svelte";
import { asBackendError, type Backend } from "../backend/backend";
import type { Keep, ListScope, NotePatch, VaultState } from "../bindings";
import { m } from "../i18n";
import type { Schedule } from "../shared/timers";
import { AccountState } from "./account.svelte";
import { Editing } from "./editing.svelte";
import { linksChanged, noteIdOf } from "../editor/preview/links-facet";
import { servicesOf } from "./editor-services";
import { InlineTags } from "./inline-tags";
import { Inspector } from "./inspector.svelte";
import { Finding } from "./finding.svelte";
import { FocusPlaces, type FocusPlace } from "./focus";
import { HistoryState } from "./history.svelte";
import type { LayoutState } from "./layout.svelte";
import { NoteLinksState } from "./note-links.svelte";
import { leaveBy } from "./leave-by";
import { Making } from "./making";
import { NoteNames } from "./note-names";
import { NoteList } from "./note-list.svelte";
import { Drag } from "./drag.svelte";
import { Organizer } from "./organizer.svelte";
import { Selection } from "./selection.svelte";
import { readView, viewName } from "../shared/list-view";
import { BringNotes } from "./bring-notes.svelte";
import { Notices } from "./notices.svelte";
import { NO_CHANGE, OpenNote } from "./open-note.svelte";
import { Preferences } from "./preferences.svelte";
import type { Question } from "./question";
import { ReviewsState } from "./reviews.svelte";
import { SavedSearches } from "./saved-searches.svelte";
import { SettingsState, type Section } from "./settings.svelte";
import { SidebarState } from "./sidebar.svelte";
import { SyncState } from "./sync.svelte";
import { Trail } from "./trail.svelte";
import { Welcome } from "./welcome.svelte";
import { UndoState } from "./undo.svelte";
import { Windows } from "./windows.svelte";

export type Page = "notes" | "history" | "review" | "sync" | "settings" | "import" | "connect" | "welcome" | "account";
export type Overlay = "palette" | "shortcuts" | "quick-open" | "templates" | "save-search" | "search-help";

/** Change events within this time are answered by one refresh. */
const EVENT_BURST_MS = 40;

export class Workspace {
  readonly backend: Backend;
  readonly notices = new Notices();
  readonly undo: UndoState;
  readonly history: HistoryState;
  readonly focus = new FocusPlaces();
  readonly layout: LayoutState;
  readonly preferences: Preferences;
  readonly sidebar: SidebarState;
  readonly list: NoteList;
  readonly note: OpenNote;
  readonly sync: SyncState;
  readonly account = new AccountState(this);
  readonly reviews: ReviewsState;
  readonly settings = new SettingsState();
  readonly bring: BringNotes;
  readonly welcome: Welcome;
  readonly editing: Editing;
  readonly names: NoteNames;
  readonly links: NoteLinksState;
  readonly inspector: Inspector;
  readonly inlineTags: InlineTags;
  readonly finding: Finding;
  readonly savedSearches: SavedSearches;
  readonly trail: Trail;
  readonly making: Making;
  readonly windows = new Windows(this);
  readonly selection: Selection;
  readonly organizer: Organizer;
  readonly drag: Drag;

  vault = $state.raw<VaultState | null>(null);
  page = $state<Page>("notes");
  overlay = $state<Overlay | null>(null);
  question = $state.raw<Question | null>(null);
  /** The time shown dates are relative to, milliseconds since the epoch; moves with events, not with a timer. */
  now = $state(0);
  editorView: EditorView | null = null;
  /** The shell asked for the last typing: the page goes soon, and what it would send while it goes is cut off. */
  isClosing = false;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly #schedule: Schedule;
  readonly #changedIds = new Set<string>();
  #changedAll = false;
  #isHeard = false;

  constructor(backend: Backend, layout: LayoutState, schedule: Schedule, clock: () => number, preferences = new Preferences(null)) {
    this.backend = backend;
    this.layout = layout;
    this.preferences = preferences;
    this.clock = clock;
    this.#schedule = schedule;
    this.now = clock();
    this.undo = new UndoState(backend, this.notices);
    this.history = new HistoryState(backend, this.undo);
    this.sidebar = new SidebarState(backend, preferences);
    this.list = new NoteList(
      backend,
      {
        of: (scope) => readView(preferences.values.listViews[viewName(scope) ?? ""], scope),
        keep: (scope, view) => {
          const name = viewName(scope);
          if (name !== null) void this.attempt(() => preferences.set({ listViews: { ...preferences.values.listViews, [name]: view } }));
        },
      },
      clock,
    );
    this.selection = new Selection(backend, this.list);
    this.organizer = new Organizer(this);
    this.drag = new Drag(this, schedule);
    this.sync = new SyncState(backend);
    this.reviews = new ReviewsState(backend);
    this.bring = new BringNotes(backend);
    this.welcome = new Welcome(backend, preferences);
    this.note = new OpenNote(backend, schedule, this.notices, (noteId) => servicesOf(this, noteId));
    this.links = new NoteLinksState(backend, schedule, this.notices);
    this.names = new NoteNames(backend, schedule, () => this.editorView?.dispatch({ effects: linksChanged.of(null) }));
    this.inlineTags = new InlineTags(backend, schedule, this.notices, () => this.sidebar.data.tags.map((tag) => tag.name));
    this.inspector = new Inspector(layout, preferences, schedule);
    this.editing = new Editing(this.preferences);
    this.finding = new Finding(this);
    this.savedSearches = new SavedSearches(backend);
    this.making = new Making(this);
    this.trail = new Trail(this);
    this.note.onLeave = (session) => this.trail.leave(session);
    this.note.onShown = (id) => {
      this.trail.enter(id);
      // Without it only the order of quick open is poorer.
      backend.noteOpened(id).catch(() => {});
    };
  }

  /** Subscribes, then looks at the vault. */
  async start(): Promise<void> {
    await Promise.all([
      this.windows.start(),
      this.account.start(),
      this.backend.onChanged((ids) => this.#heard(ids)),
      this.backend.onSyncStatus((status) => {
        this.now = this.clock();
        this.sync.take(status);
      }),
      this.backend.onClosing(() => ((this.isClosing = true), this.note.flushAll())),
    ]);
    await this.#entered(await this.backend.vaultState());
  }

  async createVault(passphrase: string): Promise<void> {
    await this.#entered(await this.backend.vaultCreate(passphrase.toWellFormed()));
  }

  async unlockVault(passphrase: string): Promise<void> {
    await this.#entered(await this.backend.vaultUnlock(passphrase.toWellFormed()));
  }

  async #entered(state: VaultState): Promise<void> {
    this.vault = state;
    if (state.kind !== "ready") return;
    await this.windows.start();
    await this.attempt(async () => {
      const remembered = this.preferences.load(this.backend).then(() => {
        this.list.recall();
        return Promise.all([this.editing.load(), this.list.refresh()]);
      });
      await Promise.all([remembered, this.sidebar.refresh(), this.sync.refresh(), this.account.refresh(), this.savedSearches.refresh()]);
    });
    if (await this.windows.entered()) return;
    if (state.first_start) await this.attempt(() => this.welcome.offer());
    if (this.list.total === 0 && state.first_start) await this.newNote();
    else await this.openFirst();
  }

  /** Runs an action; a failure becomes a notice. True when it went well. */
  async attempt(action: () => Promise<unknown>): Promise<boolean> {
    try {
      await action();
      return true;
    } catch (cause) {
      this.notices.report(cause);
      return false;
    }
  }

  /** Change events come in bursts while somebody types: one refresh for each burst. */
  #heard(ids: string[]): void {
    if (ids.length === 0) this.#changedAll = true;
    for (const id of ids) this.#changedIds.add(id);
    if (this.#isHeard) return;
    this.#isHeard = true;
    this.#schedule(EVENT_BURST_MS, () => {
      const changed = this.#changedAll ? [] : [...this.#changedIds];
      this.#changedAll = false;
      this.#changedIds.clear();
      this.#isHeard = false;
      void this.changed(changed);
    });
  }

  /** Something in the database changed, by whomever: everything shown is asked for again. */
  async changed(ids: string[]): Promise<void> {
    this.now = this.clock();
    this.names.changed(ids);
    this.links.heard();
    const open = this.note.id;
    await this.attempt(() =>
      Promise.all([
        this.sidebar.refresh(),
        this.savedSearches.refresh(),
        this.list.refresh().then(() => this.selection.prune()),
        open !== null && (ids.length === 0 || ids.includes(open)) ? this.note.refresh() : undefined,
        this.page === "review" ? this.reviews.refresh() : undefined,
        this.page === "history" && (ids.length === 0 || this.history.noteId === null || ids.includes(this.history.noteId)) ? this.history.refresh() : undefined,
      ]),
    );
    // The note that was shown is gone for ever, by whomever: another takes its place.
    if (open !== null && this.note.wantedId === null && this.page === "notes") await this.openFirst();
  }

  async show(scope: ListScope): Promise<void> {
    this.page = "notes";
    this.layout.isSidebarOver = false;
    if (!this.layout.isListDocked) this.layout.isListOver = true;
    this.selection.clear();
    await this.attempt(() => this.list.show(scope));
    await this.openFirst();
  }

  async showReview(entityId: string | null): Promise<void> {
    await this.note.flushTitle();
    this.page = "review";
    this.layout.closeOverlays();
    await this.attempt(() => this.reviews.refresh());
    if (entityId) this.reviews.selectEntity(entityId);
    await this.focus.focus("review");
  }

  /** Shows what was: of a note, or of the whole vault. */
  async showHistory(noteId: string | null): Promise<void> {
    await this.note.flushTitle();
    this.page = "history";
    this.layout.closeOverlays();
    await this.attempt(() => this.history.open(noteId));
    await this.focus.focus("history");
  }

  async showSync(): Promise<void> {
    await this.note.flushTitle();
    this.page = "sync";
    this.layout.closeOverlays();
    await this.attempt(() => this.sync.refresh());
  }

  /** A page that needs nothing asked for before. */
  async showPage(page: Page): Promise<void> {
    await this.note.flushTitle();
    this.page = page;
    this.layout.closeOverlays();
  }

  /** The settings, at a section or where they were left; `setting` is shown and focused. */
  async showSettings(section: Section = this.settings.section, setting: string | null = null): Promise<void> {
    this.settings.show(section, setting);
    await this.showPage("settings");
    await this.attempt(() => this.sync.refresh());
    if (setting === null) await this.focus.focus("settings");
  }

  /** The welcome notes, also after they were taken away. */
  async showWelcome(): Promise<void> {
    await this.attempt(() => this.welcome.show());
    await this.showPage("welcome");
  }

  /** Opens the first note of the list, if the open one is not in it. */
  async openFirst(): Promise<void> {
    const open = this.note.id;
    if (open !== null) {
      await this.list.activateNote(open);
      if (this.list.activeIndex >= 0) return;
    }
    const first = this.list.rows.get(0);
    if (first) await this.select(first.id, 0);
    else {
      this.list.activate(null, -1);
      this.note.close();
    }
  }

  /** Makes a row active and opens its note. */
  async select(id: string, index: number): Promise<void> {
    this.page = "notes";
    this.selection.clear();
    this.list.activate(id, index);
    await this.note.open(id);
  }

  /** The note before or after this one in the order they were looked at. */
  async goBack(step: -1 | 1): Promise<void> {
    await this.trail.walk(step);
  }

  /** Selects by position; for the arrow keys. */
  async selectIndex(index: number): Promise<void> {
    const row = await this.list.rowAt(Math.max(0, Math.min(index, this.list.total - 1)));
    if (row) await this.select(row.id, Math.max(0, Math.min(index, this.list.total - 1)));
  }

  /** Opens a note from anywhere: palette, review, link. */
  async goTo(id: string): Promise<void> {
    this.page = "notes";
    this.layout.closeOverlays();
    if (!(await this.note.open(id))) {
      if (this.note.wantedId === null) this.notices.show(m.errors_note_gone(), "gone");
      return;
    }
    if (!this.windows.isMain) return void (await this.focus.focus("editor"));
    await this.attempt(() => this.list.activateNote(id));
    if (this.list.activeIndex < 0) {
      const row = this.note.meta?.row;
      await this.attempt(() => this.list.show({ kind: row?.trashed ? "trash" : row?.template ? "templates" : "all" }));
      await this.attempt(() => this.list.activateNote(id));
    }
    await this.focus.focus("editor");
  }

  /** Opens a window on a note of its own. */
  async openWindow(id: string | null): Promise<void> {
    if (id !== null) await this.windows.open(id);
  }

  /** A new note where the user is, with the caret in its title. */
  async newNote(): Promise<void> {
    if (!this.windows.isMain) return this.windows.openNew();
    const scope = this.list.scope;
    this.page = "notes";
    this.layout.closeOverlays();
    if (this.#isBlankHere()) {
      await this.focus.focus("title");
      return;
    }
    await this.attempt(async () => {
      const created = await this.backend.noteCreate({
        title: "",
        body: "",
        notebook_id: scope.kind === "notebook" ? scope.id : null,
        tags: scope.kind === "tag" ? [scope.name] : [],
        pinned: scope.kind === "pinned",
      });
      const isInScope = scope.kind === "all" || scope.kind === "notebook" || scope.kind === "tag" || scope.kind === "pinned";
      const opening = this.note.open(created.row.id);
      this.list.activate(created.row.id, -1);
      await opening;
      await this.focus.focus("title");
      if (!isInScope || this.list.isSearch) await this.list.show(isInScope ? scope : { kind: "all" });
      else await this.list.refresh();
    });
  }

  /** The open note is still blank and belongs where a new one would go: it is the new note. */
  #isBlankHere(): boolean {
    const row = this.note.meta?.row;
    const scope = this.list.scope;
    if (!row || row.trashed || this.note.title !== "" || row.tags.length > 0 || this.note.session?.isEmpty !== true) return false;
    return !this.list.isSearch && (scope.kind === "all" || (scope.kind === "notebook" && scope.id === row.notebook_id));
  }

  /** Changes facts about the open note. */
  async patch(patch: Partial<NotePatch>): Promise<void> {
    const id = this.note.id;
    if (id === null) return;
    await this.attempt(async () => {
      this.undo.remember(await this.backend.notesPatch([id], { ...NO_CHANGE, ...patch }));
      await this.changed([id]);
    });
  }

  async togglePin(): Promise<void> {
    const row = this.note.meta?.row;
    if (row) await this.patch({ pinned: !row.pinned });
  }

  /** Moves the open note to the trash and opens its neighbour. */
  async trash(): Promise<void> {
    const row = this.note.meta?.row;
    if (!row || row.trashed) return;
    await this.#takeAway(row.id, async () => this.undo.offer(m.history_trashed(), await this.backend.notesTrash([row.id])));
  }

  async restore(): Promise<void> {
    const row = this.note.meta?.row;
    if (!row?.trashed) return;
    await this.attempt(async () => {
      this.undo.remember(await this.backend.notesRestore([row.id]));
      await this.changed([row.id]);
      if (this.list.scope.kind === "trash") await this.list.show({ kind: "all" });
      await this.list.activateNote(row.id);
    });
  }

  /** Asks, then deletes the open note for ever. */
  askPurge(): void {
    const row = this.note.meta?.row;
    if (!row?.trashed) return;
    this.question = {
      title: m.app_purge_title({ title: row.title || m.app_untitled() }),
      body: m.app_purge_text(),
      answers: [{
        label: m.app_purge_action(),
        isDanger: true,
        run: () =>
          this.#takeAway(row.id, async () => {
            await this.backend.notesPurge([row.id]);
            this.note.forget(row.id);
          }),
      }],
    };
  }

  async #takeAway(id: string, act: () => Promise<unknown>): Promise<void> {
    const index = this.list.activeIndex;
    await this.attempt(async () => {
      await this.note.flushTitle();
      await act();
      if (!this.windows.isMain) return this.backend.windowClose();
      await Promise.all([this.sidebar.refresh(), this.list.refresh()]);
      if (this.note.id !== null && this.note.id !== id) return;
      if (this.list.total === 0 || index < 0) {
        this.list.activate(null, -1);
        this.note.close();
      } else await this.selectIndex(index);
    });
  }

  async createNotebook(name: string, parentId: string | null): Promise<void> {
    await this.attempt(async () => {
      const created = await this.backend.notebookCreate(name.trim().toWellFormed(), parentId);
      await this.sidebar.refresh();
      await this.show({ kind: "notebook", id: created.id });
    });
  }

  async resolveReview(id: string, keep: Keep): Promise<void> {
    await this.attempt(async () => {
      const title = this.reviews.items.find((item) => item.id === id)?.title || m.review_untitled();
      this.undo.offer(m.review_kept({ title }), await this.reviews.resolve(id, keep));
      await this.changed([]);
    });
  }

  async syncNow(): Promise<void> {
    await this.attempt(async () => {
      await this.note.flushAll();
      await this.sync.now();
    });
  }

  /** Follows a link: to a note here, else with the program that the system has for it. */
  async openLink(url: string): Promise<void> {
    const id = noteIdOf(url);
    if (id !== null) return this.goTo(id);
    await leaveBy(this, url.toWellFormed());
  }

  /** Network and focus of the window: hints for sync, and the moment to redraw relative dates. */
  hint(hint: "online" | "offline" | "focus"): void {
    this.now = this.clock();
    if (this.vault?.kind === "ready") this.backend.syncHint(hint).catch((cause) => this.notices.report(asBackendError(cause), "hint"));
  }

  /** F6: the next pane that is shown. */
  async cycleFocus(direction: 1 | -1): Promise<void> {
    const panes: FocusPlace[] = ["sidebar", "list", this.page === "notes" ? "editor" : this.page];
    const shown = panes.filter((pane) => this.focus.has(pane));
    const current = shown.findIndex((pane) => document.activeElement?.closest(`[data-pane="${pane}"]`));
    const next = shown[(current + direction + shown.length) % shown.length];
    if (next) await this.focus.focus(next);
  }
}

const KEY = Symbol("workspace");

export function provideWorkspace(workspace: Workspace): void {
  setContext(KEY, workspace);
}

/** The workspace of this window; inside components only. */
export function useWorkspace(): Workspace {
  return getContext<Workspace>(KEY);
}
