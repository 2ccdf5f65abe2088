// What the first line of a quote says of it: `[!note] Title` makes it a callout.
import type { EditorState } from "@codemirror/state";
import type { SyntaxNode } from "@lezer/common";

export type Kind = "note" | "tip" | "warning" | "danger" | "question" | "quote" | "example" | "done";

/** The usual names, and what each is drawn as. */
const KINDS: Record<string, Kind> = {
  note: "note", info: "note", todo: "note", abstract: "note", summary: "note", tldr: "note", important: "note",
  tip: "tip", hint: "tip",
  success: "done", check: "done", done: "done",
  question: "question", help: "question", faq: "question",
  warning: "warning", caution: "warning", attention: "warning",
  danger: "danger", error: "danger", bug: "danger", failure: "danger", fail: "danger", missing: "danger",
  example: "example",
  quote: "quote", cite: "quote",
};

const HEAD = /^(\s*>\s?)\[!([\p{L}\p{N} _-]{1,40})\]([+-]?)[ \t]*/u;

export interface CalloutHead {
  kind: Kind;
  /** As it is written: `note`, or a name of the writer's own. */
  name: string;
  /** `-` folded, `+` open and foldable, or neither. */
  fold: "-" | "+" | "";
  /** From the bracket to the title, within the line. */
  from: number;
  to: number;
}

/** Reads the first line of a quote; null when it is no callout. */
export function calloutHead(text: string): CalloutHead | null {
  const match = HEAD.exec(text);
  if (!match) return null;
  const name = match[2]!.trim().toLowerCase();
  return { kind: KINDS[name] ?? "note", name, fold: match[3] as CalloutHead["fold"], from: match[1]!.length, to: match[0].length };
}

/** What a callout hides when it is folded: from the end of its title to its end. Null when it cannot be folded. */
export function foldedSpan(state: EditorState, node: SyntaxNode): { from: number; to: number; isFoldedFirst: boolean } | null {
  const first = state.doc.lineAt(node.from);
  const head = calloutHead(first.text.slice(0, 1_000));
  return head?.fold && node.to > first.to ? { from: first.to, to: node.to, isFoldedFirst: head.fold === "-" } : null;
}

