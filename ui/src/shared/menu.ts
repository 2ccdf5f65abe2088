// What a menu offers.

export interface MenuItem {
  label: string;
  /** Shown at the right: a chord in words. */
  hint?: string;
  testid?: string;
  isDanger?: boolean;
  /** Set for items that are switched on or off, or one of several choices. */
  isChecked?: boolean;
  /** Switched on or off by itself, not one of several choices. */
  isToggle?: boolean;
  /** A line is drawn above it. */
  isFirstOfGroup?: boolean;
  run: () => void;
}

/** A box that a menu opens below, or above; a point is a box without size. */
export interface MenuAnchor {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Where a context menu opens: at the pointer, or at the element when the keyboard asked. */
export function menuAnchor(event: MouseEvent): MenuAnchor {
  const isPointer = event.clientX !== 0 || event.clientY !== 0;
  if (isPointer && event.button === 2) return { left: event.clientX, right: event.clientX, top: event.clientY, bottom: event.clientY };
  const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
  return { left: box.left + 24, right: box.left + 24, top: box.bottom - 4, bottom: box.bottom - 4 };
}
