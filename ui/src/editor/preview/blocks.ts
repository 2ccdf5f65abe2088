// Blocks that are drawn in place of their source: tables, formulas, diagrams, front matter, folded callouts.
//
// They change heights, so they live in a state field. The field follows the text: a change looks again at the blocks it touches and goes on
// only until the new tree agrees with the old one; what the parser reaches later is added when it gets there. No key costs the whole note.
import { syntaxTree } from "@codemirror/language";
import { StateEffect, StateField, type EditorState, type Range, type Transaction } from "@codemirror/state";
import { Decoration, EditorView, type DecorationSet } from "@codemirror/view";
import type { SyntaxNode, Tree } from "@lezer/common";
import { foldedSpan } from "./callout-head";
import { languageName } from "./code-languages";
import { DiagramWidget } from "./diagrams";
import { FrontMatterWidget } from "./front-matter";
import { MathWidget } from "./math";
import { TableWidget } from "./tables/widget";

type Kind = "table" | "math" | "diagram" | "fields" | "fold" | "below";

interface Blocks {
  set: DecorationSet;
  /** Up to here the tree was looked at. */
  scannedTo: number;
  isFocused: boolean;
  /** Starts of callouts that the user folded or unfolded, against what their text says. */
  toggled: readonly number[];
  /** Start of the table that shows its source: being written, or opened on purpose. Drawn again when the caret leaves it. */
  rawTable: number | null;
}

/** Folds or unfolds the callout whose first line starts here. */
export const toggleFold = StateEffect.define<number>({ map: (at, changes) => changes.mapPos(at) });
/** Shows the source of the table that starts here, until the caret leaves it. */
export const showTableSource = StateEffect.define<number>({ map: (at, changes) => changes.mapPos(at) });
const focusChanged = StateEffect.define<boolean>();

function kindOf(state: EditorState, node: SyntaxNode): Kind | null {
  switch (node.name) {
    case "Table":
      return "table";
    case "BlockMath":
      return "math";
    case "FrontMatter":
      return "fields";
    case "Blockquote":
      return "fold";
    case "FencedCode": {
      const info = node.getChild("CodeInfo");
      return info && languageName(state.sliceDoc(info.from, info.to)) === "mermaid" ? "diagram" : null;
    }
    default:
      return null;
  }
}

/** Ends of the selection are what opens a block: one selected over stays drawn. */
function touches(state: EditorState, from: number, to: number): boolean {
  return state.selection.ranges.some((range) => [range.anchor, range.head].some((end) => end >= from && end <= to));
}

function draw(state: EditorState, node: SyntaxNode, blocks: Blocks): Range<Decoration> | null {
  const kind = kindOf(state, node);
  if (!kind) return null;
  const from = state.doc.lineAt(node.from).from;
  const to = node.to;
  const block = (widget: TableWidget | MathWidget | DiagramWidget | FrontMatterWidget) => Decoration.replace({ widget, block: true, kind }).range(from, state.doc.lineAt(to).to);
  if (kind === "table") return blocks.rawTable === from ? null : block(new TableWidget(state.sliceDoc(from, state.doc.lineAt(to).to)));
  if (kind === "fold") {
    const span = foldedSpan(state, node);
    if (!span || span.isFoldedFirst === blocks.toggled.includes(from)) return null;
    if (blocks.isFocused && touches(state, span.from + 1, span.to)) return null;
    return Decoration.replace({ kind }).range(span.from, span.to);
  }
  const source = state.sliceDoc(from, to);
  if (blocks.isFocused && touches(state, from, to)) {
    // Its source shows, and what it draws stays below.
    const below = (widget: MathWidget | DiagramWidget) => Decoration.widget({ widget, block: true, side: 1, kind: "below" satisfies Kind }).range(state.doc.lineAt(to).to);
    if (kind === "diagram") return below(new DiagramWidget(inside(source), true));
    return kind === "math" ? below(new MathWidget(formula(source), true, 0)) : null;
  }
  if (kind === "diagram") return block(new DiagramWidget(inside(source)));
  const lines = state.doc.lineAt(to).number - state.doc.lineAt(from).number + 1;
  if (kind === "math") return block(new MathWidget(formula(source), true, lines));
  return block(new FrontMatterWidget(source.split("\n").filter((line) => /^[\w-]+\s*:/.test(line)).length));
}

function formula(source: string): string {
  return source.replace(/^\s*\$\$|\$\$\s*$/g, "");
}

/** The lines between two fences. */
function inside(source: string): string {
  const lines = source.split("\n").slice(1);
  if (/^\s*(?:`{3,}|~{3,})\s*$/.test(lines.at(-1) ?? "")) lines.pop();
  return lines.join("\n");
}

class Scan {
  readonly found: Range<Decoration>[] = [];

  constructor(
    readonly transaction: Transaction,
    readonly tree: Tree,
    readonly blocks: Blocks,
  ) {}

  /** Looks at the blocks from `from` on, at least to `to`, then until `isSettled` says that the rest is as it was. */
  run(from: number, to: number, isSettled: ((node: SyntaxNode) => boolean) | null): void {
    const { state } = this.transaction;
    const top = this.tree.topNode;
    let node = top.childBefore(from + 1) ?? top.firstChild;
    // A line can join the block before it.
    node = node?.prevSibling ?? node;
    const start = Math.min(from, node?.from ?? from);
    const begin = state.doc.lineAt(start).from;
    const added: Range<Decoration>[] = [];
    while (node && !(node.from > to && (!isSettled || isSettled(node)))) {
      this.#keepWriting(node);
      const range = draw(state, node, this.blocks);
      if (range) added.push(range);
      node = node.nextSibling;
    }
    const end = node ? state.doc.lineAt(node.from).from : Math.max(to + 1, this.tree.length + 1);
    if (!node && isSettled) this.blocks.scannedTo = this.tree.length;
    this.blocks.set = this.blocks.set.update({ filterFrom: begin, filterTo: end, filter: (rangeFrom, rangeTo) => rangeTo < begin || rangeFrom >= end, add: added, sort: true });
  }

  /** A table that appears under the caret is being written: it shows its source until the caret leaves it. */
  #keepWriting(node: SyntaxNode): void {
    const { state, docChanged } = this.transaction;
    if (node.name !== "Table" || !docChanged || !this.blocks.isFocused || this.transaction.isUserEvent("input.paste")) return;
    const from = state.doc.lineAt(node.from).from;
    if (!touches(state, from, node.to)) return;
    let wasDrawn = false;
    this.blocks.set.between(from, node.to, (_from, _to, value) => void (wasDrawn ||= value.spec.kind === "table"));
    if (!wasDrawn) this.blocks.rawTable = from;
  }
}

function create(state: EditorState): Blocks {
  const tree = syntaxTree(state);
  const blocks: Blocks = { set: Decoration.none, scannedTo: tree.length, isFocused: false, toggled: [], rawTable: null };
  const found: Range<Decoration>[] = [];
  for (let node = tree.topNode.firstChild; node; node = node.nextSibling) {
    const range = draw(state, node, blocks);
    if (range) found.push(range);
  }
  blocks.set = Decoration.set(found);
  return blocks;
}

function update(before: Blocks, transaction: Transaction): Blocks {
  const { state, startState, changes, docChanged } = transaction;
  const tree = syntaxTree(state);
  const oldTree = syntaxTree(startState);
  const blocks = { ...before };
  const positions: number[] = [];
  for (const effect of transaction.effects) {
    if (effect.is(focusChanged)) blocks.isFocused = effect.value;
    if (effect.is(toggleFold)) {
      blocks.toggled = blocks.toggled.includes(effect.value) ? blocks.toggled.filter((at) => at !== effect.value) : [...blocks.toggled, effect.value];
      positions.push(effect.value);
    }
    if (effect.is(showTableSource)) {
      blocks.rawTable = effect.value;
      positions.push(effect.value);
    }
  }
  const isMoved = !state.selection.eq(startState.selection) || blocks.isFocused !== before.isFocused;
  if (!docChanged && !isMoved && positions.length === 0 && tree === oldTree) return before;
  const scan = new Scan(transaction, tree, blocks);
  if (docChanged) {
    blocks.set = blocks.set.map(changes);
    blocks.toggled = blocks.toggled.map((at) => changes.mapPos(at));
    if (blocks.rawTable !== null && !transaction.effects.some((effect) => effect.is(showTableSource))) blocks.rawTable = changes.mapPos(blocks.rawTable, 1);
    blocks.scannedTo = Math.min(changes.mapPos(before.scannedTo), state.doc.length);
  }
  // Forgotten when the caret has left it, so that it is drawn again.
  if (blocks.rawTable !== null && (isMoved || docChanged)) {
    const from = blocks.rawTable;
    const table = tree.topNode.childBefore(from + 4);
    if (table?.name === "Table" ? (before.isFocused && !blocks.isFocused) || !touches(state, from, table.to) : !docChanged) {
      blocks.rawTable = null;
      positions.push(from);
    }
  }
  if (docChanged) {
    let from = state.doc.length;
    let to = 0;
    changes.iterChangedRanges((_fromA, _toA, fromB, toB) => {
      from = Math.min(from, fromB);
      to = Math.max(to, toB);
    });
    const delta = state.doc.length - startState.doc.length;
    const oldTop = oldTree.topNode;
    scan.run(from, to, (node) => {
      const old = oldTop.childAfter(node.from - delta);
      return old !== null && old.from === node.from - delta && old.to === node.to - delta && old.type === node.type;
    });
  }
  if (tree !== oldTree && tree.length > blocks.scannedTo) {
    const from = blocks.scannedTo;
    blocks.scannedTo = tree.length;
    scan.run(from, tree.length, null);
  }
  if (isMoved) {
    for (const range of startState.selection.ranges) positions.push(changes.mapPos(range.anchor), changes.mapPos(range.head));
    for (const range of state.selection.ranges) positions.push(range.anchor, range.head);
  }
  for (const at of new Set(positions)) redrawAt(state, tree, blocks, at);
  return blocks;
}

/** Looks again at the one block at a position. */
function redrawAt(state: EditorState, tree: Tree, blocks: Blocks, at: number): void {
  const node = tree.topNode.childBefore(Math.min(at, tree.length) + 1);
  if (!node || state.doc.lineAt(node.to).to < at || !kindOf(state, node)) return;
  const from = state.doc.lineAt(node.from).from;
  const range = draw(state, node, blocks);
  const { to } = state.doc.lineAt(node.to);
  blocks.set = blocks.set.update({ filterFrom: from, filterTo: to, filter: (rangeFrom, rangeTo) => rangeTo < from || rangeFrom > to, add: range ? [range] : [] });
}

const field = StateField.define<Blocks>({
  create,
  update,
  provide: (self) => EditorView.decorations.from(self, (blocks) => blocks.set),
});

export const drawnBlocks = [field, EditorView.focusChangeEffect.of((_state, isFocusing) => focusChanged.of(isFocusing))];

/** The block drawn in place of the text at a position (not a fold). */
export function drawnBlockAt(state: EditorState, position: number): { from: number; to: number; kind: Kind } | null {
  let found: { from: number; to: number; kind: Kind } | null = null;
  state.field(field, false)?.set.between(position, position, (from, to, value) => {
    const kind = value.spec.kind as Kind;
    if (kind !== "fold" && kind !== "below") found = { from, to, kind };
  });
  return found;
}

/** What is folded away under the callout whose first line starts here. */
export function foldAt(state: EditorState, lineFrom: number): { from: number; to: number } | null {
  const end = state.doc.lineAt(lineFrom).to;
  let found: { from: number; to: number } | null = null;
  state.field(field, false)?.set.between(end, end, (from, to, value) => {
    if (value.spec.kind === "fold" && from === end) found = { from, to };
  });
  return found;
}

