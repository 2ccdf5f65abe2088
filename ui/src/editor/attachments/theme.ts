// How attachments look. Measures from the 4 px grid, colours from the tokens.
import { EditorView } from "@codemirror/view";

const clip =
  "url('data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 16 16%22 fill=%22none%22 stroke=%22black%22 stroke-width=%221.5%22 stroke-linecap=%22round%22%3E%3Cpath d=%22M13 7.5 7.8 12.7a3.2 3.2 0 0 1-4.5-4.5l5.4-5.4a2.1 2.1 0 0 1 3 3L6.500 11a1 1 0 0 1-1.500-1.500L9.700 4.900%22/%3E%3C/svg%3E')";

export const attachmentTheme = EditorView.theme({
  // An image gives way to the column, not the column to the image.
  ".cm-content": { minWidth: "0" },
  ".cm-image": { position: "relative", display: "inline-block", maxWidth: "100%", verticalAlign: "bottom", margin: "4px 0", borderRadius: "6px", userSelect: "none" },
  ".cm-image > img": { display: "block", width: "100%", height: "auto", borderRadius: "6px", backgroundColor: "var(--hover)", cursor: "default" },
  ".cm-image-handle": {
    position: "absolute", insetInlineEnd: "0", top: "0", bottom: "0", width: "24px", cursor: "ew-resize", touchAction: "none", opacity: "0",
    transition: "opacity var(--fast) var(--ease)", borderRadius: "6px",
  },
  ".cm-image-handle::after": {
    content: '""', position: "absolute", insetInlineEnd: "6px", top: "calc(50% - 16px)", width: "4px", height: "32px", borderRadius: "2px",
    backgroundColor: "var(--paper)", boxShadow: "0 0 0 1px var(--ink3)",
  },
  ".cm-image:hover > .cm-image-handle, .cm-image-handle:focus-visible": { opacity: "1" },
  ".cm-image-handle:focus-visible": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  ".cm-image-away": { border: "1px solid var(--line)" },
  ".cm-image-away > img": { visibility: "hidden" },
  ".cm-image-away > .cm-image-handle": { display: "none" },
  ".cm-image-word": {
    position: "absolute", inset: "0", display: "flex", flexDirection: "column", alignItems: "center", justifyContent: "center", gap: "8px", padding: "12px", overflow: "hidden",
    fontFamily: "var(--font-ui)", fontSize: "13px", lineHeight: "20px", color: "var(--ink2)", textAlign: "center", whiteSpace: "normal",
  },
  ".cm-image-word > button": {
    minHeight: "28px", padding: "0 12px", border: "1px solid var(--line)", borderRadius: "6px", backgroundColor: "var(--paper)", color: "var(--ink)", font: "inherit", cursor: "pointer",
  },
  ".cm-image-word > button:hover": { backgroundColor: "var(--hover)" },
  ".cm-file": { cursor: "pointer", color: "var(--ink)", backgroundColor: "var(--hover)", borderRadius: "6px", padding: "2px 8px", textDecoration: "none" },
  ".cm-file::before": {
    content: '""', display: "inline-block", width: "14px", height: "14px", marginInlineEnd: "6px", verticalAlign: "-2px", backgroundColor: "var(--ink2)",
    maskImage: clip, maskSize: "contain", maskRepeat: "no-repeat",
  },
  ".cm-file .cm-link, .cm-link .cm-file, .cm-link.cm-file": { color: "var(--ink)", textDecoration: "none" },
  ".cm-file:hover": { backgroundColor: "color-mix(in srgb, var(--ink) 9%, transparent)" },
  ".cm-storing": {
    display: "inline-block", padding: "0 8px", borderRadius: "6px", backgroundColor: "var(--hover)", color: "var(--ink2)", fontFamily: "var(--font-ui)", fontSize: "13px",
    animation: "cm-storing 0.01s linear 0.4s both",
  },
  "@keyframes cm-storing": { from: { opacity: "0" }, to: { opacity: "1" } },
});
