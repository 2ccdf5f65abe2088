// What a menu offers.

export interface MenuItem {
  label: string;
  /** Shown at the right: a chord in words. */
  hint?: string;
  testid?: string;
  isDanger?: boolean;
  /** Set for items that are switched on or off, or one of several choices. */
  isChecked?: boolean;
  run: () => void;
}
