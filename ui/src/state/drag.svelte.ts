// Dragging notes and notebooks with the pointer onto places of the sidebar, and notes out of the window. Every drop also has a command or a menu item.
import type { Schedule } from "../shared/timers";
import type { Workspace } from "./workspace.svelte";

export type Dragged = { kind: "notes"; ids: string[]; label: string } | { kind: "notebook"; id: string; label: string };

/** How far the pointer moves before it drags, pixels. */
const START_PX = 5;
/** How long the pointer rests on a folded notebook before that unfolds, milliseconds. */
const UNFOLD_MS = 600;
/** At the edge of a notebook's row another notebook goes beside it, not into it, pixels. */
const EDGE_PX = 6;
const SCROLL_EDGE_PX = 28;

export class Drag {
  dragged = $state.raw<Dragged | null>(null);
  x = $state(0);
  y = $state(0);
  /** The place under the pointer, as its `data-drop` names it; null where nothing can be dropped. */
  over = $state<string | null>(null);
  readonly #workspace: Workspace;
  readonly #schedule: Schedule;

  constructor(workspace: Workspace, schedule: Schedule) {
    this.#workspace = workspace;
    this.#schedule = schedule;
  }

  /** The pointer went down on something that can be dragged; `what` is asked when it moves. */
  press(event: PointerEvent, what: () => Dragged | null): void {
    if (event.button !== 0 || event.pointerType === "touch" || this.dragged) return;
    const from = { x: event.clientX, y: event.clientY };
    const moved = (move: PointerEvent) => {
      if (!this.dragged) {
        if (Math.hypot(move.clientX - from.x, move.clientY - from.y) < START_PX) return;
        this.dragged = what();
        if (!this.dragged) return end();
        getSelection()?.removeAllRanges();
      }
      move.preventDefault();
      if (this.dragged.kind === "notes" && isOutside(move)) {
        const { ids } = this.dragged;
        end();
        // From here on the system drags: files, into whatever program takes them.
        return void this.#workspace.attempt(() => this.#workspace.backend.notesDragOut(ids));
      }
      this.#moveTo(move.clientX, move.clientY);
    };
    const dropped = () => {
      const { dragged, over } = this;
      const isDrag = dragged !== null;
      end();
      if (!isDrag) return;
      // The click that ends a drag is none.
      const swallow = (click: MouseEvent) => click.stopPropagation();
      addEventListener("click", swallow, { capture: true, once: true });
      this.#schedule(0, () => removeEventListener("click", swallow, { capture: true }));
      if (over !== null) void this.drop(dragged, over);
    };
    const pressed = (key: KeyboardEvent) => {
      if (key.key !== "Escape" || !this.dragged) return;
      key.preventDefault();
      key.stopPropagation();
      end();
    };
    const end = () => {
      removeEventListener("pointermove", moved);
      removeEventListener("pointerup", dropped);
      removeEventListener("pointercancel", end);
      removeEventListener("keydown", pressed, { capture: true });
      this.dragged = null;
      this.over = null;
    };
    addEventListener("pointermove", moved);
    addEventListener("pointerup", dropped);
    addEventListener("pointercancel", end);
    addEventListener("keydown", pressed, { capture: true });
  }

  /** Does what a drop means. */
  async drop(dragged: Dragged, place: string): Promise<void> {
    const { organizer } = this.#workspace;
    const [kind, ...rest] = place.split(":");
    const name = rest.join(":");
    if (dragged.kind === "notebook") {
      if (kind === "notebook" && name !== "") return organizer.moveNotebook(dragged.id, name);
      if (kind === "beside") return organizer.moveNotebook(dragged.id, name === "" ? null : name);
      if (kind === "top") return organizer.moveNotebook(dragged.id, null);
      return;
    }
    switch (kind) {
      case "notebook":
        return organizer.move(dragged.ids, name === "" ? null : name);
      case "tag":
        return organizer.tag(dragged.ids, [name], []);
      case "trash":
        return organizer.trash(dragged.ids);
      case "archive":
        return organizer.archive(dragged.ids, true);
      case "favorites":
        return organizer.favorite(dragged.ids, true);
      case "pinned":
        return organizer.pin(dragged.ids, true);
      case "all":
        return organizer.archive(dragged.ids, false);
    }
  }

  #moveTo(x: number, y: number): void {
    this.x = x;
    this.y = y;
    const element = document.elementFromPoint(x, y);
    const place = element?.closest<HTMLElement>("[data-drop]") ?? null;
    this.#scroll(element?.closest<HTMLElement>("[data-drop-scroll]") ?? null, y);
    const over = place === null ? null : this.#placeAt(place, y);
    if (over === this.over) return;
    this.over = over;
    if (over?.startsWith("notebook:")) {
      this.#schedule(UNFOLD_MS, () => {
        if (this.over === over) this.#workspace.sidebar.unfold(over.slice("notebook:".length));
      });
    }
  }

  /** What a drop here would mean, or null when it means nothing. */
  #placeAt(place: HTMLElement, y: number): string | null {
    const name = place.dataset.drop ?? "";
    const { dragged } = this;
    if (dragged?.kind !== "notebook") return name === "top" ? null : name;
    const { sidebar } = this.#workspace;
    if (name === "top") return name;
    if (!name.startsWith("notebook:")) return null;
    const id = name.slice("notebook:".length);
    if (id === "" || sidebar.isWithin(id, dragged.id)) return null;
    const box = place.getBoundingClientRect();
    if (y - box.top < EDGE_PX || box.bottom - y < EDGE_PX) return `beside:${sidebar.notebook(id)?.parent_id ?? ""}`;
    return name;
  }

  #scroll(scroller: HTMLElement | null, y: number): void {
    if (!scroller) return;
    const box = scroller.getBoundingClientRect();
    if (y < box.top + SCROLL_EDGE_PX) scroller.scrollBy({ top: -10, behavior: "instant" });
    else if (y > box.bottom - SCROLL_EDGE_PX) scroller.scrollBy({ top: 10, behavior: "instant" });
  }
}

function isOutside({ clientX, clientY }: PointerEvent): boolean {
  return clientX < 0 || clientY < 0 || clientX >= innerWidth || clientY >= innerHeight;
}
