// Widths of the panes, and what is folded away. Remembered on this device.

interface Remembered {
  sidebarWidth: number;
  listWidth: number;
  isSidebarHidden: boolean;
}

const KEY = "driftless.layout";
export const SIDEBAR_WIDTH = { min: 200, max: 320, usual: 224 };
export const LIST_WIDTH = { min: 260, max: 420, usual: 304 };
/** Below this window width the sidebar folds away and overlays when asked for. */
export const SIDEBAR_FOLDS_BELOW = 1000;
/** Below this the list overlays the note. */
export const LIST_FOLDS_BELOW = 720;

function clamp(value: number, range: { min: number; max: number; usual: number }): number {
  return Number.isFinite(value) ? Math.round(Math.min(range.max, Math.max(range.min, value))) : range.usual;
}

export class LayoutState {
  windowWidth = $state(1280);
  sidebarWidth = $state(SIDEBAR_WIDTH.usual);
  listWidth = $state(LIST_WIDTH.usual);
  isSidebarHidden = $state(false);
  /** Overlays in narrow windows. */
  isSidebarOver = $state(false);
  isListOver = $state(false);
  readonly #storage: Storage | null;

  constructor(storage: Storage | null, windowWidth: number) {
    this.#storage = storage;
    this.windowWidth = windowWidth;
    this.#restore();
  }

  get isSidebarDocked(): boolean {
    return this.windowWidth >= SIDEBAR_FOLDS_BELOW && !this.isSidebarHidden;
  }

  get isListDocked(): boolean {
    return this.windowWidth >= LIST_FOLDS_BELOW;
  }

  resized(windowWidth: number): void {
    this.windowWidth = windowWidth;
    if (windowWidth >= SIDEBAR_FOLDS_BELOW) this.isSidebarOver = false;
    if (windowWidth >= LIST_FOLDS_BELOW) this.isListOver = false;
  }

  toggleSidebar(): void {
    if (this.windowWidth < SIDEBAR_FOLDS_BELOW) this.isSidebarOver = !this.isSidebarOver;
    else {
      this.isSidebarHidden = !this.isSidebarHidden;
      this.#remember();
    }
  }

  toggleList(): void {
    if (!this.isListDocked) this.isListOver = !this.isListOver;
  }

  closeOverlays(): void {
    this.isSidebarOver = false;
    this.isListOver = false;
  }

  setSidebarWidth(width: number): void {
    this.sidebarWidth = clamp(width, SIDEBAR_WIDTH);
    this.#remember();
  }

  setListWidth(width: number): void {
    this.listWidth = clamp(width, LIST_WIDTH);
    this.#remember();
  }

  #restore(): void {
    try {
      const kept = JSON.parse(this.#storage?.getItem(KEY) ?? "null") as Partial<Remembered> | null;
      if (!kept) return;
      this.sidebarWidth = clamp(Number(kept.sidebarWidth), SIDEBAR_WIDTH);
      this.listWidth = clamp(Number(kept.listWidth), LIST_WIDTH);
      this.isSidebarHidden = kept.isSidebarHidden === true;
    } catch {
      // Not readable: the usual widths.
    }
  }

  #remember(): void {
    const kept: Remembered = { sidebarWidth: this.sidebarWidth, listWidth: this.listWidth, isSidebarHidden: this.isSidebarHidden };
    try {
      this.#storage?.setItem(KEY, JSON.stringify(kept));
    } catch {
      // A full or forbidden storage costs the widths only.
    }
  }
}
