// Finding: how a search is understood, quick open, saved searches, notes of days.
import { commands, type DailyNote, type NewDailyNote, type QueryReading, type QuickOpenRow, type SavedSearch } from "../../bindings";
import { unit, unwrap } from "../answers";

export interface FindingBackend {
  /** How a search is understood, or why it is not. `utcOffsetMin`: how far local clocks are ahead of UTC. */
  searchRead(query: string, utcOffsetMin: number): Promise<QueryReading>;
  /** Notes that fit a few letters, best first; without letters those opened last on this device. */
  quickOpen(query: string): Promise<QuickOpenRow[]>;
  /** Remembers on this device that a note was opened. */
  noteOpened(id: string): Promise<void>;
  /** By name. */
  savedSearches(): Promise<SavedSearch[]>;
  savedSearchCreate(name: string, query: string): Promise<SavedSearch>;
  savedSearchRename(id: string, name: string): Promise<void>;
  savedSearchSet(id: string, query: string): Promise<void>;
  savedSearchDelete(id: string): Promise<void>;
  /** The note of a day; made when there is none. */
  dailyNote(note: NewDailyNote): Promise<DailyNote>;
  /** The nearest note of a day after (`step` 1) or before (-1) the open one, or today; null when there is none. */
  dailyNear(open: string | null, today: string, step: 1 | -1): Promise<string | null>;
}

export function tauriFinding(): FindingBackend {
  return {
    searchRead: (query, utcOffsetMin) => unwrap(commands.searchRead(query, utcOffsetMin)),
    quickOpen: (query) => unwrap(commands.quickOpen(query)),
    noteOpened: (id) => unit(commands.noteOpened(id)),
    savedSearches: () => unwrap(commands.savedSearches()),
    savedSearchCreate: (name, query) => unwrap(commands.savedSearchCreate(name, query)),
    savedSearchRename: (id, name) => unit(commands.savedSearchRename(id, name)),
    savedSearchSet: (id, query) => unit(commands.savedSearchSet(id, query)),
    savedSearchDelete: (id) => unit(commands.savedSearchDelete(id)),
    dailyNote: (note) => unwrap(commands.dailyNote(note)),
    dailyNear: (open, today, step) => unwrap(commands.dailyNear(open, today, step)),
  };
}
