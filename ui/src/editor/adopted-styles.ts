// Lets CodeMirror's styles live under a policy without `unsafe-inline`.
//
// style-mod writes a `<style>` element into documents, which `style-src 'self'` blocks; constructed style sheets are allowed.
import { StyleModule } from "style-mod";

interface MountedSheet {
  sheet: CSSStyleSheet;
  modules: StyleModule[];
}

const mounted = new WeakMap<Document | ShadowRoot, MountedSheet>();

function mountAdopted(root: Document | ShadowRoot, modules: StyleModule | readonly StyleModule[]): void {
  let entry = mounted.get(root);
  if (!entry) {
    entry = { sheet: new CSSStyleSheet(), modules: [] };
    mounted.set(root, entry);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, entry.sheet];
  }
  const wanted = Array.isArray(modules) ? (modules as StyleModule[]) : [modules as StyleModule];
  const missing = wanted.filter((module) => !entry.modules.includes(module));
  if (missing.length === 0) return;
  // Later modules of one call win over earlier ones; those of earlier calls keep their place before them.
  entry.modules = [...entry.modules.filter((module) => !wanted.includes(module)), ...wanted];
  entry.sheet.replaceSync(entry.modules.map((module) => module.getRules()).join("\n"));
}

/** Must run before the first editor is made. Without constructed style sheets (tests) style-mod's own way stays. */
export function adoptEditorStyles(): void {
  if ("adoptedStyleSheets" in document && typeof CSSStyleSheet.prototype.replaceSync === "function") {
    StyleModule.mount = mountAdopted;
  }
}
