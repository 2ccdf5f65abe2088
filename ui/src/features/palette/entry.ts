// What the field offers.
import type { NoteRow } from "../../bindings";

export interface Entry {
  key: string;
  title: string;
  /** Ranges of the title that were found. */
  marks: readonly (readonly [number, number])[];
  /** What stands behind it: a shortcut, or where it is. */
  hint: string;
  /** A shortcut is set in the letters of keys. */
  isKeys: boolean;
  /** The note that it opens. */
  note: NoteRow | null;
  run: () => unknown;
}
