// How the constructs of the preview look. Measures from the 4 px grid, colours from the tokens, so both themes share this.
import { EditorView } from "@codemirror/view";

const mono = "var(--font-mono)";
const ui = "var(--font-ui)";
/** Callouts differ by their icon; their surface stays calm. */
const surface = "color-mix(in srgb, var(--code) 72%, var(--paper))";

export const previewTheme = EditorView.theme({
  ".cm-line": { unicodeBidi: "isolate" },
  // Whatever spells long words: an address never widens the page.
  ".cm-content": { overflowWrap: "anywhere" },
  ".cm-heard": { position: "absolute", width: "1px", height: "1px", overflow: "hidden", clipPath: "inset(50%)", whiteSpace: "nowrap" },

  // ---- links, tags, marks within a line
  ".cm-highlight": { backgroundColor: "var(--find)", borderRadius: "2px", padding: "1px 0" },
  ".cm-address": { display: "inline-block", maxWidth: "16ch", overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap", verticalAlign: "bottom" },
  ".cm-note-link, .cm-tag, .cm-footnote, .cm-footnote-mark": { cursor: "pointer" },
  ".cm-note-missing": { color: "var(--ink2)", textDecorationStyle: "dashed", textDecorationColor: "var(--ink3)" },
  ".cm-tag": { color: "var(--accent)", backgroundColor: "var(--accent-wash)", borderRadius: "4px", padding: "1px 3px", margin: "0 -1px" },
  ".cm-tag:hover": { backgroundColor: "var(--accent-soft)" },
  ".cm-footnote": { color: "var(--accent)", fontSize: "0.72em", lineHeight: "0", padding: "0 2px", fontVariantNumeric: "tabular-nums" },
  ".cm-footnote-line": { fontSize: "0.875em", color: "var(--ink2)" },
  ".cm-footnote-mark": { color: "var(--ink3)", paddingInlineEnd: "2px" },
  ".cm-footnote-text": { maxWidth: "400px", padding: "8px 12px", fontFamily: "var(--font-text)", fontSize: "14px", lineHeight: "20px", overflowWrap: "anywhere" },
  ".cm-tooltip.cm-tooltip-hover": { border: "0", borderRadius: "8px", backgroundColor: "var(--raise)", color: "var(--ink)", boxShadow: "var(--shadow)", zIndex: "20" },

  // ---- lines
  ".cm-item-more": { paddingInlineStart: "calc(24px * (var(--outer) + 1))" },
  ".cm-heading-rule": { lineHeight: "20px", color: "var(--ink3)" },

  // ---- callouts
  ".cm-callout": { backgroundColor: surface, paddingInline: "16px", borderInline: "0" },
  ".cm-callout-first": { borderRadius: "8px 8px 0 0", paddingTop: "10px", paddingInlineStart: "44px", position: "relative" },
  ".cm-callout-last": { borderRadius: "0 0 8px 8px", paddingBottom: "10px" },
  ".cm-callout-first.cm-callout-last": { borderRadius: "8px" },
  ".cm-callout:not(.cm-callout-first)": { paddingInlineStart: "44px" },
  ".cm-callout-mark": { fontWeight: "600" },
  ".cm-callout-mark > svg": { position: "absolute", insetInlineStart: "16px", top: "15px", color: "var(--ink2)" },
  ".cm-callout-warning .cm-callout-mark > svg": { color: "var(--warn)" },
  ".cm-callout-danger .cm-callout-mark > svg": { color: "var(--bad)" },
  ".cm-callout-title": { fontWeight: "600" },
  ".cm-fold": {
    position: "absolute", insetInlineEnd: "6px", top: "9px", width: "28px", height: "28px", display: "inline-grid", placeItems: "center",
    border: "0", borderRadius: "6px", background: "transparent", color: "var(--ink3)", cursor: "pointer", padding: "0",
  },
  ".cm-fold:hover": { backgroundColor: "var(--hover)", color: "var(--ink)" },
  ".cm-fold > svg": { transition: "transform var(--fast) var(--ease)" },
  '.cm-fold[aria-expanded="true"] > svg': { transform: "rotate(90deg)" },

  // ---- code
  ".cm-code-first": { position: "relative" },
  // The name of the language gives its place to the button when it is wanted.
  ".cm-code-head": { position: "absolute", insetInlineEnd: "8px", top: "4px", display: "inline-grid", justifyItems: "end", fontFamily: ui, fontSize: "12px", lineHeight: "24px", color: "var(--ink3)", userSelect: "none", direction: "ltr" },
  ".cm-code-head > *": { gridArea: "1 / 1" },
  ".cm-code-language": { padding: "0 8px" },
  ".cm-code-copy": { height: "24px", padding: "0 8px", border: "0", borderRadius: "6px", backgroundColor: "transparent", color: "var(--ink2)", font: "inherit", lineHeight: "24px", cursor: "pointer", opacity: "0" },
  ".cm-line:hover .cm-code-copy, .cm-code-copy:focus-visible": { opacity: "1" },
  ".cm-line:hover .cm-code-language, .cm-code-head:focus-within .cm-code-language": { opacity: "0" },
  ".cm-code-copy:hover": { backgroundColor: "var(--hover)", color: "var(--ink)" },
  "@media (hover: none)": { ".cm-code-copy": { opacity: "1" }, ".cm-code-language": { opacity: "0" } },
  ".cm-t-keyword": { color: "var(--code-keyword)" },
  ".cm-t-string": { color: "var(--code-string)" },
  ".cm-t-number": { color: "var(--code-number)" },
  ".cm-t-comment": { color: "var(--ink3)", fontStyle: "italic" },
  ".cm-t-type": { color: "var(--code-type)" },
  ".cm-t-function": { color: "var(--code-function)" },
  ".cm-t-meta": { color: "var(--ink2)" },

  // ---- formulas
  ".cm-math": { cursor: "text" },
  ".cm-math .katex": { fontSize: "1.08em", lineHeight: "1.1", whiteSpace: "nowrap" },
  ".cm-math-block": { display: "flex", flexDirection: "column", justifyContent: "center", padding: "4px 0", overflowX: "auto", overflowY: "hidden", boxSizing: "border-box" },
  ".cm-math-block .katex-display": { margin: "0" },
  ".cm-math-source, .cm-math-waiting, .cm-math-lines, .cm-math-error code": { fontFamily: mono, fontSize: "0.85em", color: "var(--ink2)" },
  ".cm-math-waiting": { textAlign: "center" },
  ".cm-math-error": { textDecoration: "none" },
  ".cm-math-error code": { borderBottom: "1px dashed var(--ink3)" },
  ".cm-math-block .cm-math-error": { display: "flex", flexDirection: "column", gap: "4px", padding: "8px 16px", borderRadius: "8px", backgroundColor: "var(--code)" },
  ".cm-math-block .cm-math-error code": { border: "0", whiteSpace: "pre-wrap" },
  ".cm-math-reason": { fontFamily: ui, fontSize: "12px", lineHeight: "16px", color: "var(--ink2)" },

  // ---- diagrams
  ".cm-diagram": { padding: "8px 0", cursor: "text", overflowX: "auto" },
  ".cm-diagram > img": { display: "block", maxWidth: "100%", height: "auto", margin: "0 auto" },
  ".cm-diagram-source": {
    margin: "0", padding: "12px 16px", borderRadius: "8px", backgroundColor: "var(--code)", fontFamily: mono, fontSize: "13.5px", lineHeight: "20px", whiteSpace: "pre-wrap", color: "var(--ink2)",
  },
  ".cm-diagram-reason": { display: "block", marginTop: "4px", fontFamily: ui, fontSize: "12px", lineHeight: "16px", color: "var(--ink2)" },

  // ---- front matter
  ".cm-fields": { padding: "0 0 8px" },
  ".cm-fields > button": {
    height: "28px", padding: "0 10px", border: "1px solid var(--line)", borderRadius: "6px", backgroundColor: "transparent", color: "var(--ink2)", fontFamily: ui, fontSize: "12px", lineHeight: "16px", cursor: "pointer",
  },
  ".cm-fields > button:hover": { backgroundColor: "var(--hover)", color: "var(--ink)" },
  ".cm-front-matter": { fontFamily: mono, fontSize: "13.5px", lineHeight: "20px", color: "var(--ink2)" },

  // ---- images
  ".cm-image-chip": {
    display: "inline-flex", flexWrap: "wrap", gap: "0 8px", maxWidth: "100%", minHeight: "24px", padding: "1px 8px", border: "1px solid var(--line)", borderRadius: "6px", fontFamily: ui, fontSize: "13px", lineHeight: "20px",
    color: "var(--ink)", textIndent: "0", verticalAlign: "bottom", boxSizing: "border-box",
  },
  '.cm-image-chip[role="link"]': { cursor: "pointer" },
  '.cm-image-chip[role="link"]:hover': { backgroundColor: "var(--hover)" },
  ".cm-image-address": { color: "var(--ink2)", overflowWrap: "anywhere" },

  // ---- tables
  ".cm-table-drawn": { position: "relative", padding: "4px 0 8px", overflow: "visible" },
  ".cm-table-scroll": { overflowX: "auto", marginInline: "-8px", paddingInline: "8px" },
  ".cm-table-drawn th, .cm-table-drawn td": { minWidth: "48px", maxWidth: "420px", padding: "6px 16px 6px 0", overflowWrap: "break-word", verticalAlign: "top", cursor: "text" },
  ".cm-table-drawn .cm-editor": { outline: "none" },
  ".cm-table-drawn .cm-scroller": { fontSize: "inherit", lineHeight: "inherit", overflow: "visible", fontFamily: "inherit" },
  ".cm-table-drawn .cm-content": { padding: "0", minHeight: "0", minWidth: "16px", caretColor: "var(--accent)", outline: "none" },
  ".cm-table-drawn .cm-line": { padding: "0" },
  ".cm-table-drawn :is(th, td):focus-within": { boxShadow: "inset 0 -1.5px 0 0 var(--accent)" },
  ".cm-table-drawn .cm-cell-found": { backgroundColor: "var(--find-strong)" },
  ".cm-table-drawn .cm-inline-code": { fontSize: "13px" },
  ".cm-table-menu": {
    position: "absolute", top: "4px", insetInlineEnd: "0", width: "28px", height: "28px", border: "0", borderRadius: "6px", backgroundColor: "var(--paper)", color: "var(--ink2)", font: "inherit", lineHeight: "20px",
    cursor: "pointer", opacity: "0",
  },
  ".cm-table-drawn:hover > .cm-table-menu, .cm-table-drawn:focus-within > .cm-table-menu, .cm-table-menu:focus-visible": { opacity: "1" },
  ".cm-table-menu:hover": { backgroundColor: "var(--hover)", color: "var(--ink)" },
  ".cm-table-choices": {
    position: "fixed", zIndex: "30", minWidth: "200px", maxHeight: "calc(100vh - 16px)", overflowY: "auto", padding: "4px", borderRadius: "8px", backgroundColor: "var(--raise)", boxShadow: "var(--shadow)",
    fontFamily: ui, fontSize: "13px", lineHeight: "20px",
  },
  ".cm-table-choices button": {
    display: "block", width: "100%", height: "28px", padding: "0 10px", border: "0", borderRadius: "5px", backgroundColor: "transparent", color: "var(--ink)", font: "inherit", textAlign: "start", cursor: "pointer",
  },
  ".cm-table-choices button:hover, .cm-table-choices button:focus": { backgroundColor: "var(--selected)", outline: "none" },
  ".cm-table-choices button:disabled": { color: "var(--ink3)", opacity: "0.55", cursor: "default", backgroundColor: "transparent" },
  '.cm-table-choices button[aria-checked="true"]::after': { content: '"✓"', float: "inline-end", color: "var(--ink2)" },
  '.cm-table-choices [role="separator"]': { height: "1px", margin: "4px 8px", backgroundColor: "var(--line)" },
  // The selection within a cell is the cell's own.
  "&[data-in-table] > .cm-scroller > .cm-selectionLayer": { display: "none" },
});
