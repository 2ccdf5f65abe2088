// What leads to the open note, and where it is named without a link. Asked for only while it is shown.
import { asBackendError, type Backend } from "../backend/backend";
import type { IncomingLinks, LinkPlace, LinksView, MentionsView } from "../bindings";
import { coalesced } from "../shared/coalesce";
import type { Schedule } from "../shared/timers";
import type { Notices } from "./notices.svelte";

/** Words become links, and links words, at every key: it is enough to look when the writing rests. */
const REST_MS = 700;

export class NoteLinksState {
  links = $state.raw<LinksView | null>(null);
  mentions = $state.raw<MentionsView | null>(null);
  readonly refresh: () => Promise<void>;
  readonly #backend: Backend;
  readonly #schedule: Schedule;
  readonly #notices: Notices;
  #cancel: () => void = () => {};
  #noteId: string | null = null;

  constructor(backend: Backend, schedule: Schedule, notices: Notices) {
    this.#backend = backend;
    this.#schedule = schedule;
    this.#notices = notices;
    this.refresh = coalesced(() => this.#refresh());
  }

  /** Shows another note; null stops asking. */
  async show(noteId: string | null): Promise<void> {
    if (noteId !== this.#noteId) {
      this.#noteId = noteId;
      this.links = null;
      this.mentions = null;
    }
    await this.refresh();
  }

  /** Something was written somewhere: it may name this note. Looked at when the writing rests. */
  heard(): void {
    this.#cancel();
    if (this.#noteId !== null) this.#cancel = this.#schedule(REST_MS, () => void this.refresh());
  }

  /** Makes a place that names this note a link to it. The place may have changed meanwhile: then it is shown as it is now. */
  async link(from: IncomingLinks, place: LinkPlace): Promise<void> {
    const target = this.#noteId;
    if (target === null || from.from.id === null) return;
    try {
      await this.#backend.mentionLink({ note_id: from.from.id, range: place.range, text: place.text, target_id: target });
    } catch (cause) {
      if (asBackendError(cause).kind !== "bad_input") this.#notices.report(cause, "mention");
    }
    await this.refresh();
  }

  async #refresh(): Promise<void> {
    const id = this.#noteId;
    if (id === null) return;
    try {
      const [links, mentions] = await Promise.all([this.#backend.linksOf(id), this.#backend.mentions(id)]);
      if (this.#noteId !== id) return;
      this.links = links;
      this.mentions = mentions;
    } catch (cause) {
      // A note that is gone has no links; everything else is told.
      if (asBackendError(cause).kind !== "not_found") this.#notices.report(cause, "links");
    }
  }
}
