// Draws diagrams by Mermaid in a sandboxed frame, loaded when the first one is seen. What comes back is shown as a picture, in which nothing can
// run and nothing is loaded: whatever the source of a diagram says, it reaches neither the page nor the network.
import mermaidUrl from "mermaid/dist/mermaid.min.js?url";
import frameUrl from "./frame.js?url";

export interface Picture {
  /** A data: address. */
  src: string;
  width: number;
  height: number;
}

export type Drawn = { picture: Picture } | { error: string };

/** A diagram that takes longer is given up, and its frame with it. */
const DRAWING_MS_MAX = 15_000;
const SVG_LENGTH_MAX = 4_000_000;
const SOURCE_LENGTH_MAX = 20_000;
/** Pictures kept, so that scrolling and switching notes draw nothing anew. */
const KEPT_MAX = 60;
/** Fonts of the system only: a picture loads none. */
const FONT = '"Inter", "Noto Sans CJK JP", system-ui, "DejaVu Sans", sans-serif';

const kept = new Map<string, Drawn>();
let frame: Promise<HTMLIFrameElement> | null = null;
let asked = 0;

/** Colours of the theme as they are now, resolved by the browser. */
export function themeColours(within: HTMLElement): Record<string, string> {
  const probe = document.createElement("span");
  within.append(probe);
  const read = (token: string) => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const inks = { ink: read("--ink"), ink2: read("--ink2"), line: read("--ink3"), code: read("--code"), paper: read("--paper") };
  probe.remove();
  return coloursOf(inks);
}

/** Black on white, whatever the theme. */
export const PAPER_COLOURS = coloursOf({ ink: "#000", ink2: "#333", line: "#777", code: "#f3f3f3", paper: "#fff" });

function coloursOf({ ink, ink2, line, code, paper }: Record<"ink" | "ink2" | "line" | "code" | "paper", string>): Record<string, string> {
  return {
    background: paper, primaryColor: code, primaryTextColor: ink, primaryBorderColor: line, lineColor: ink2, textColor: ink,
    secondaryColor: code, tertiaryColor: paper, secondaryTextColor: ink, tertiaryTextColor: ink, secondaryBorderColor: line, tertiaryBorderColor: line,
    mainBkg: code, nodeBorder: line, clusterBkg: paper, clusterBorder: line, titleColor: ink, edgeLabelBackground: paper, nodeTextColor: ink,
    actorBkg: code, actorBorder: line, actorTextColor: ink, actorLineColor: line, signalColor: ink2, signalTextColor: ink, labelBoxBkgColor: code,
    labelBoxBorderColor: line, labelTextColor: ink, loopTextColor: ink, noteBkgColor: paper, noteTextColor: ink, noteBorderColor: line,
  };
}

function open(): Promise<HTMLIFrameElement> {
  frame ??= new Promise((resolve, reject) => {
    const made = document.createElement("iframe");
    // Scripts, and nothing else: without an origin there is no storage, no page above, no form, no window to open.
    made.setAttribute("sandbox", "allow-scripts");
    made.title = "";
    made.tabIndex = -1;
    made.setAttribute("aria-hidden", "true");
    Object.assign(made.style, { position: "fixed", left: "-10000px", top: "0", width: "1200px", height: "800px", border: "0", visibility: "hidden" });
    const doc = document.implementation.createHTMLDocument("");
    for (const url of [mermaidUrl, frameUrl]) {
      const script = doc.createElement("script");
      script.setAttribute("src", new URL(url, document.baseURI).href);
      doc.body.append(script);
    }
    // Without a document of its own it lives under the policy of the window.
    made.srcdoc = `<!doctype html>${doc.documentElement.outerHTML}`;
    const timer = setTimeout(() => fail(), DRAWING_MS_MAX);
    const fail = () => {
      removeEventListener("message", ready);
      made.remove();
      frame = null;
      reject(new Error("unavailable"));
    };
    const ready = (event: MessageEvent) => {
      if (event.source !== made.contentWindow || event.data?.isReady !== true) return;
      clearTimeout(timer);
      removeEventListener("message", ready);
      resolve(made);
    };
    addEventListener("message", ready);
    document.body.append(made);
  });
  return frame;
}

function ask(host: HTMLIFrameElement, message: { source: string; colours: Record<string, string>; font: string }): Promise<Drawn> {
  const id = ++asked;
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      host.remove();
      frame = null;
      finish({ error: "timeout" });
    }, DRAWING_MS_MAX);
    const finish = (drawn: Drawn) => {
      clearTimeout(timer);
      removeEventListener("message", answered);
      resolve(drawn);
    };
    const answered = (event: MessageEvent) => {
      if (event.source !== host.contentWindow || event.data?.id !== id) return;
      const { svg, error } = event.data as { svg?: unknown; error?: unknown };
      if (typeof svg === "string" && svg.length <= SVG_LENGTH_MAX) finish(asPicture(svg));
      else finish({ error: typeof error === "string" ? error.slice(0, 400) : "too large" });
    };
    addEventListener("message", answered);
    // Its origin is opaque, so it cannot be named.
    host.contentWindow?.postMessage({ id, ...message }, "*");
  });
}

/** Gives the picture its size: as an image it has no page to take it from. */
export function asPicture(svg: string): Drawn {
  const box = /viewBox="\s*-?[\d.]+[\s,]+-?[\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)\s*"/.exec(svg);
  const width = Math.min(4_000, Math.ceil(Number(box?.[1])));
  const height = Math.min(8_000, Math.ceil(Number(box?.[2])));
  if (!svg.startsWith("<svg") || !(width > 0) || !(height > 0)) return { error: "no picture" };
  const sized = svg.replace(/^<svg[^>]*>/, (tag) => tag.replace(/\s(?:width|height)="[^"]*"/g, "").replace(/^<svg/, `<svg width="${width}" height="${height}"`));
  // Line breaks within labels come as HTML; a picture is XML.
  const src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(sized.replace(/<br\s*>/g, "<br/>"))}`;
  return { picture: { src, width, height } };
}

function keyOf(source: string, colours: Record<string, string>): string {
  return `${Object.values(colours).join()}\n${source}`;
}

/** What was drawn already, or null. */
export function keptDrawing(source: string, colours: Record<string, string>): Drawn | null {
  return kept.get(keyOf(source, colours)) ?? null;
}

export async function drawDiagram(source: string, colours: Record<string, string>): Promise<Drawn> {
  if (source.length > SOURCE_LENGTH_MAX) return { error: `> ${SOURCE_LENGTH_MAX}` };
  const key = keyOf(source, colours);
  const known = kept.get(key);
  if (known) return known;
  const drawn = await open().then(
    (host) => ask(host, { source, colours, font: FONT }),
    (): Drawn => ({ error: "unavailable" }),
  );
  if ("picture" in drawn || !/^(?:unavailable|timeout)$/.test(drawn.error)) {
    if (kept.size >= KEPT_MAX) kept.delete(kept.keys().next().value!);
    kept.set(key, drawn);
  }
  return drawn;
}
