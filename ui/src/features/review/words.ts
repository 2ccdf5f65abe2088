// Review items as two versions with words around them.
import type { Keep, ReviewView, VersionView } from "../../bindings";

export interface Choice {
  keep: Keep;
  label: string;
  testid: string;
}

export interface Sides {
  /** What happened. */
  sentence: string;
  shownLabel: string;
  shown: VersionView;
  otherLabel: string;
  others: VersionView[];
  choices: Choice[];
}

const FIELDS: Record<string, string> = { title: "title", notebook: "notebook", notebook_id: "notebook", name: "name", parent: "place", color: "colour", pinned: "pin", archived: "archive" };

function choice(keep: Keep, label: string): Choice {
  return { keep, label, testid: `keep-${keep}` };
}

/** The short reason for the list of items. */
export function reviewReason(item: ReviewView): string {
  switch (item.reason.kind) {
    case "field":
      return item.reason.field === "title" ? "Two titles" : `Two versions of the ${FIELDS[item.reason.field] ?? item.reason.field}`;
    case "edited_while_deleted":
      return "Edited while deleted";
    case "notebook_cycle":
      return "Moves in a circle";
  }
}

/** Everything the page shows about an item. */
export function reviewSides(item: ReviewView): Sides {
  const { reason } = item;
  switch (reason.kind) {
    case "field": {
      const field = FIELDS[reason.field] ?? reason.field;
      const canHoldBoth = reason.field === "title" || reason.field === "name";
      return {
        sentence: `Two devices changed the ${field} at the same time. Both versions are kept until you choose.`,
        shownLabel: "Shown now",
        shown: reason.shown,
        otherLabel: "Other version",
        others: reason.others,
        choices: [choice("shown", "Keep this"), choice("other", "Keep other"), ...(canHoldBoth ? [choice("both", "Keep both")] : [])],
      };
    }
    case "edited_while_deleted":
      return {
        sentence: "One device deleted this note while another edited it. The edit is kept with the note in the trash.",
        shownLabel: "Deleted",
        shown: reason.deleted,
        otherLabel: "Edited",
        others: [reason.edited],
        choices: [choice("shown", "Leave deleted"), choice("other", "Restore note")],
      };
    case "notebook_cycle":
      return {
        sentence: "Two devices moved notebooks into each other. This one is shown at the top level.",
        shownLabel: "Not followed",
        shown: reason.moved,
        otherLabel: "",
        others: [],
        choices: [choice("shown", "Leave at the top level")],
      };
  }
}
