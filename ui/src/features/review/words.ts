// Review items as two versions with words around them.
import type { Keep, ReviewView, VersionView } from "../../bindings";
import { m } from "../../i18n";

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
  /** The values are text that can be compared. */
  isText: boolean;
  choices: Choice[];
}

const FIELDS: Record<string, () => string> = {
  title: m.review_field_title,
  name: m.review_field_name,
  notebook: m.review_field_notebook,
  notebook_id: m.review_field_notebook,
  parent: m.review_field_parent,
  color: m.review_field_color,
  pinned: m.review_field_pinned,
  archived: m.review_field_archived,
};

/** Fields that hold text, so that two values can be compared letter by letter and kept side by side. */
function isTitle(field: string): boolean {
  return field === "title" || field === "name";
}

function fieldWords(field: string): string {
  return field.startsWith("tag ") ? m.review_field_tag({ tag: field.slice(4) }) : (FIELDS[field]?.() ?? field);
}

function choice(keep: Keep, label: string): Choice {
  return { keep, label, testid: `keep-${keep}` };
}

/** The short reason for the list of items. */
export function reviewReason(item: ReviewView): string {
  switch (item.reason.kind) {
    case "field":
      return item.reason.field === "title" ? m.review_two_titles() : m.review_two_versions({ field: fieldWords(item.reason.field) });
    case "edited_while_deleted":
      return m.review_edited_deleted();
    case "notebook_cycle":
      return m.review_cycle();
  }
}

/** Everything the page shows about an item. */
export function reviewSides(item: ReviewView): Sides {
  const { reason } = item;
  switch (reason.kind) {
    case "field":
      return {
        sentence: m.review_sentence_field({ field: fieldWords(reason.field) }),
        shownLabel: m.review_shown_now(),
        shown: reason.shown,
        otherLabel: m.review_other(),
        others: reason.others,
        isText: isTitle(reason.field),
        choices: [choice("shown", m.review_keep_this()), choice("other", m.review_keep_other()), ...(isTitle(reason.field) ? [choice("both", m.review_keep_both())] : [])],
      };
    case "edited_while_deleted":
      return {
        sentence: m.review_sentence_deleted(),
        shownLabel: m.review_deleted(),
        shown: reason.deleted,
        otherLabel: m.review_edited(),
        others: [reason.edited],
        isText: false,
        choices: [choice("shown", m.review_leave_deleted()), choice("other", m.review_restore())],
      };
    case "notebook_cycle":
      return {
        sentence: m.review_sentence_cycle(),
        shownLabel: m.review_not_followed(),
        shown: reason.moved,
        otherLabel: "",
        others: [],
        isText: false,
        choices: [choice("shown", m.review_leave_top())],
      };
  }
}
