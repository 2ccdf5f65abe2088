// How a note's text looks. All measures from the design tokens; colours are custom properties, so both themes share this.
import { EditorView } from "@codemirror/view";

const mono = "var(--font-mono)";

export const noteTheme = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "transparent" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--font-text)", fontSize: "var(--text-size)", lineHeight: "var(--text-line)", overflow: "visible" },
  ".cm-content": { padding: "0 0 40vh", caretColor: "var(--accent)", minHeight: "50vh" },
  ".cm-line": { padding: "0" },
  ".cm-placeholder": { color: "var(--ink3)" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px", marginLeft: "-1px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--selection)" },
  "& .cm-content ::selection, & .cm-line::selection": { backgroundColor: "var(--selection)" },

  ".cm-h": { fontWeight: "650", letterSpacing: "-0.011em" },
  ".cm-h1": { fontSize: "1.5em", lineHeight: "1.33334", paddingTop: "20px", paddingBottom: "4px", fontWeight: "680" },
  ".cm-h2": { fontSize: "1.25em", lineHeight: "1.4", paddingTop: "18px", paddingBottom: "3px" },
  ".cm-h3": { fontSize: "1.0625em", lineHeight: "1.52942", paddingTop: "14px", paddingBottom: "2px" },
  ".cm-h4": { fontSize: "1em", lineHeight: "1.625", paddingTop: "10px" },
  ".cm-content > .cm-h:first-child": { paddingTop: "0" },
  // A blank line does the work of the space above a heading; the one below it is only a seam.
  ".cm-gap + .cm-h": { paddingTop: "4px" },
  ".cm-seam": { lineHeight: "8px" },
  ".cm-strong": { fontWeight: "650" },
  ".cm-emphasis": { fontStyle: "italic" },
  ".cm-strike": { textDecoration: "line-through", color: "var(--ink3)" },
  ".cm-mark": { color: "var(--ink3)", fontWeight: "400", fontStyle: "normal" },

  ".cm-inline-code": {
    fontFamily: mono, fontSize: "0.84375em", backgroundColor: "var(--code)", borderRadius: "4px", padding: "2px 5px",
  },
  ".cm-code": {
    fontFamily: mono, fontSize: "0.84375em", lineHeight: "1.48149", backgroundColor: "var(--code)", padding: "0 16px", tabSize: "4",
  },
  ".cm-code-first": { borderRadius: "8px 8px 0 0", paddingTop: "4px", minHeight: "18px" },
  ".cm-code-last": { borderRadius: "0 0 8px 8px", paddingBottom: "4px", minHeight: "18px" },
  ".cm-code-first.cm-code-last": { borderRadius: "8px" },
  ".cm-code-fence": { color: "var(--ink3)", fontSize: "12px" },

  ".cm-link": { color: "var(--accent)", textDecoration: "underline", textDecorationColor: "var(--accent-soft)", textUnderlineOffset: "3px" },
  ".cm-quote": { color: "var(--ink2)", fontStyle: "italic", paddingInlineStart: "24px" },
  ".cm-rule": { display: "inline-block", width: "100%", height: "1px", backgroundColor: "var(--line)", verticalAlign: "middle" },
  ".cm-table": { fontFamily: mono, fontSize: "0.84375em", lineHeight: "1.77778", whiteSpace: "pre", overflowWrap: "normal" },

  ".cm-table-drawn": { padding: "4px 0 8px", overflowX: "auto", cursor: "text" },
  ".cm-table-drawn table": { borderCollapse: "collapse", fontSize: "0.9375em", lineHeight: "1.46667" },
  ".cm-table-drawn th, .cm-table-drawn td": {
    padding: "6px 20px 6px 0", textAlign: "left", verticalAlign: "top", borderBottom: "1px solid var(--line)", fontVariantNumeric: "tabular-nums",
  },
  ".cm-table-drawn th": { fontSize: "13px", fontWeight: "600", color: "var(--ink2)" },
  ".cm-table-drawn .cm-cell-center": { textAlign: "center" },
  ".cm-table-drawn .cm-cell-right": { textAlign: "right" },

  ".cm-item": { "--mark": "24px", paddingInlineStart: "calc(24px * var(--outer) + var(--mark))", textIndent: "calc(-1 * var(--mark))" },
  ".cm-item-1": { "--outer": "0" },
  ".cm-item-2": { "--outer": "1" },
  ".cm-item-3": { "--outer": "2" },
  ".cm-item-4": { "--outer": "3" },
  ".cm-item-5": { "--outer": "4" },
  ".cm-item-6": { "--outer": "5" },
  ".cm-list-mark": { display: "inline-block", minWidth: "var(--mark)", textIndent: "0", color: "var(--ink3)", fontVariantNumeric: "tabular-nums" },
  ".cm-task": { display: "inline-block", width: "var(--mark)", textIndent: "0", verticalAlign: "-3px", lineHeight: "0" },
  ".cm-item.cm-task-line": { "--mark": "27px", paddingTop: "1px", paddingBottom: "1px" },
  ".cm-task-box": {
    appearance: "none", width: "17px", height: "17px", margin: "0", borderRadius: "5px", cursor: "pointer",
    border: "1.25px solid var(--ink3)", backgroundColor: "transparent", position: "relative",
  },
  ".cm-task-box:hover": { borderColor: "var(--ink)" },
  ".cm-task-box:focus-visible": { outline: "2px solid var(--accent)", outlineOffset: "2px" },
  ".cm-task-box:checked": { backgroundColor: "var(--accent)", borderColor: "var(--accent)" },
  ".cm-task-box:checked::after": {
    content: '""', position: "absolute", left: "5px", top: "1.5px", width: "4px", height: "8px",
    border: "solid var(--on-accent)", borderWidth: "0 1.75px 1.75px 0", transform: "rotate(42deg)",
  },
  ".cm-done": { color: "var(--ink3)", textDecoration: "line-through" },

  ".cm-arrival": { borderRadius: "50%", backgroundColor: "var(--ink3)" },

  ".cm-toolbar": {
    position: "absolute", zIndex: "4", display: "flex", alignItems: "center", gap: "2px", padding: "4px", borderRadius: "8px",
    backgroundColor: "var(--raise)", boxShadow: "var(--shadow)", fontFamily: "var(--font-ui)",
  },
  ".cm-toolbar-gap": { width: "1px", height: "16px", margin: "0 4px", backgroundColor: "var(--line)" },
  ".cm-toolbar .icon-button:focus-visible": { outlineOffset: "-2px" },

  ".cm-tooltip.cm-menu": {
    border: "0", borderRadius: "8px", padding: "4px", backgroundColor: "var(--raise)", boxShadow: "var(--shadow)", color: "var(--ink)", zIndex: "30",
  },
  ".cm-tooltip.cm-menu > ul": { fontFamily: "var(--font-ui)", fontSize: "13px", maxHeight: "min(304px, 45vh)", minWidth: "232px", maxWidth: "min(360px, calc(100vw - 24px))" },
  ".cm-tooltip.cm-menu > ul > li": {
    display: "flex", alignItems: "center", gap: "8px", minHeight: "28px", padding: "0 8px", borderRadius: "4px", lineHeight: "20px",
  },
  ".cm-tooltip.cm-menu > ul > li[aria-selected]": { backgroundColor: "var(--selected)", color: "var(--ink)" },
  ".cm-menu-icon": { display: "inline-flex", flex: "none", color: "var(--ink2)" },
  ".cm-menu .cm-completionLabel": { overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap", minWidth: "0" },
  ".cm-menu .cm-completionMatchedText": { textDecoration: "none", fontWeight: "600" },
  ".cm-menu .cm-completionDetail": {
    marginLeft: "auto", paddingLeft: "8px", fontStyle: "normal", fontSize: "12px", color: "var(--ink3)", overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap", flex: "0 1 auto", maxWidth: "45%",
  },

  // By colour, not by opacity: dimmed words are still read.
  "&.cm-focus-mode .cm-dimmed, &.cm-focus-mode .cm-dimmed *": { color: "var(--dim) !important", textDecorationColor: "currentColor !important" },
  "&.cm-typewriter .cm-content": { paddingTop: "20vh", paddingBottom: "60vh" },

  ".cm-searchMatch": { backgroundColor: "var(--find)", borderRadius: "2px" },
  ".cm-searchMatch-selected": { backgroundColor: "var(--find-strong)" },
  ".cm-panels": { backgroundColor: "var(--paper)", color: "var(--ink)", zIndex: "3" },
  ".cm-panels-top": { border: "0", top: "0 !important" },
  ".cm-find": {
    display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: "4px", padding: "8px 0", borderBottom: "1px solid var(--line)", marginBottom: "12px",
    fontFamily: "var(--font-ui)", fontSize: "13px", lineHeight: "20px",
  },
  ".cm-find-row": { display: "flex", flexWrap: "wrap", justifyContent: "flex-end", alignItems: "center", gap: "4px" },
  ".cm-find-inside": {
    display: "flex", flex: "1 1 260px", alignItems: "center", gap: "2px", minWidth: "0", height: "32px", padding: "0 4px 0 0", borderRadius: "6px", backgroundColor: "var(--hover)",
  },
  ".cm-find-inside:focus-within": { boxShadow: "inset 0 0 0 2px var(--accent)" },
  ".cm-find-field": { flex: "1 1 0", minWidth: "0", height: "32px", padding: "0 10px", border: "0", outline: "none", backgroundColor: "transparent" },
  ".cm-find-field[aria-invalid=true]": { color: "var(--bad)" },
  ".cm-find-count": { flex: "none", padding: "0 8px", fontSize: "12px", color: "var(--ink2)", fontVariantNumeric: "tabular-nums", whiteSpace: "nowrap" },
  ".cm-find-option": {
    flex: "none", minWidth: "26px", height: "24px", padding: "0 4px", borderRadius: "4px", fontSize: "12px", fontWeight: "550", color: "var(--ink2)", textAlign: "center",
  },
  ".cm-find-word": { textDecoration: "underline", textUnderlineOffset: "3px" },
  ".cm-find-option:hover": { backgroundColor: "var(--hover)" },
  ".cm-find-option[aria-pressed=true]": { backgroundColor: "var(--accent-wash)", color: "var(--accent)" },
});
