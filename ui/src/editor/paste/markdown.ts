// Rich text from the clipboard as Markdown. Loaded when something rich is pasted for the first time.
//
// HTML is somebody else's: it is read in a document of its own that loads and runs nothing, cleaned, brought into one shape
// (word processors write lists as paragraphs and bold as styles), and only then written as Markdown.
import DOMPurify from "dompurify";
import TurndownService from "turndown";

/** Longer HTML is pasted as its plain text: a page of this size is no longer a quotation. */
export const HTML_LENGTH_MAX = 2_000_000;

/** What makes HTML worth more than its plain text. */
const RICH = "h1,h2,h3,h4,h5,h6,ul,ol,table,pre,code,blockquote,strong,em,b,i,del,s,strike,mark,a[href],img,hr,input";
const BLOCKS = "p,div,h1,h2,h3,h4,h5,h6,ul,ol,table,pre,blockquote,section,article";

/** Styles are kept as data: an inline style would offend the policy of the window, and they say what is bold. */
function withoutStyles(html: string): string {
  return html.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, " data-css="));
}

/** The Markdown of a piece of HTML; null when its plain text says the same. */
export function markdownOf(html: string): string | null {
  if (html.length > HTML_LENGTH_MAX) return null;
  const body = DOMPurify.sanitize(withoutStyles(html), {
    RETURN_DOM: true,
    USE_PROFILES: { html: true },
    ADD_ATTR: ["data-css", "role", "aria-checked"],
    FORBID_TAGS: ["style", "title", "head", "script", "svg", "math", "audio", "video", "iframe", "object", "form", "button", "select", "textarea"],
    FORBID_CONTENTS: ["style", "title", "script", "head"],
    ALLOWED_URI_REGEXP: /^(?:(?:https?|mailto|tel|driftless):|[^a-z]|[a-z+.-]+(?:[^a-z+.\-:]|$))/i,
  }) as unknown as HTMLElement;
  if (isCodeOfAnEditor(body)) return null;
  bringIntoShape(body);
  if (!body.querySelector(RICH)) return null;
  const markdown = service().turndown(body).replace(/\u00a0/g, " ").replace(/[ \t]+$/gm, "").replace(/\n{3,}/g, "\n\n").trim();
  return markdown === "" ? null : markdown;
}

/** Editors for programs colour every word; what was meant is the plain text. */
function isCodeOfAnEditor(body: HTMLElement): boolean {
  const [only, ...others] = [...body.children].filter((child) => child.tagName !== "META" && child.tagName !== "BR");
  return only !== undefined && others.length === 0 && only.tagName === "DIV" && /white-space:\s*pre/.test(css(only)) && /mono|menlo|consolas|courier/i.test(css(only));
}

const css = (element: Element) => element.getAttribute("data-css") ?? "";

function bringIntoShape(body: HTMLElement): void {
  for (const element of body.querySelectorAll("b[id^=docs-internal-guid]")) unwrap(element);
  stylesToTags(body);
  listsOfWord(body);
  for (const list of body.querySelectorAll("ul, ol")) intoItem(list);
  for (const item of body.querySelectorAll("li")) checkbox(item);
  for (const cell of body.querySelectorAll("td, th")) if (cell.querySelector("table")) flatten(cell);
  for (const table of body.querySelectorAll("table")) layoutTable(table);
  for (const pre of body.querySelectorAll("pre")) codeBlock(pre);
  for (const image of body.querySelectorAll("img")) if (!/^https?:/i.test(image.getAttribute("src") ?? "")) image.replaceWith(image.getAttribute("alt") ?? "");
  for (const link of body.querySelectorAll("a")) if (!/^(?:https?|mailto|tel|driftless):/i.test(link.getAttribute("href") ?? "") || link.textContent?.trim() === "") if (!link.querySelector("img")) unwrap(link);
  // Bold headings are headings; Markdown would show the marks.
  for (const bold of body.querySelectorAll("h1 b, h2 b, h3 b, h4 b, h5 b, h6 b, h1 strong, h2 strong, h3 strong, h4 strong, h5 strong, h6 strong, th b, th strong")) unwrap(bold);
}

function unwrap(element: Element): void {
  element.replaceWith(...element.childNodes);
}

function wrap(element: Element, tag: string): void {
  const around = element.ownerDocument.createElement(tag);
  around.append(...element.childNodes);
  element.append(around);
}

/** Bold, italic and struck words that are only styled so. */
function stylesToTags(body: HTMLElement): void {
  for (const element of body.querySelectorAll("b, strong")) if (/font-weight:\s*(?:normal|400)/.test(css(element))) unwrap(element);
  for (const element of body.querySelectorAll("i, em")) if (/font-style:\s*normal/.test(css(element))) unwrap(element);
  for (const element of body.querySelectorAll("span[data-css]")) {
    if (element.textContent?.trim() === "" || element.querySelector(BLOCKS)) continue;
    const style = css(element);
    const isIn = (selector: string) => element.closest(selector) !== null;
    if (/font-weight:\s*(?:bold|[6-9]\d\d)/.test(style) && !isIn("b, strong, h1, h2, h3, h4, h5, h6, th")) wrap(element, "strong");
    if (/font-style:\s*italic/.test(style) && !isIn("i, em")) wrap(element, "em");
    if (/text-decoration[^;]*:[^;]*line-through/.test(style) && !isIn("s, del, strike")) wrap(element, "del");
    if (/font-family:[^;]*(?:mono|courier|consolas|menlo)/i.test(style) && !isIn("code, pre")) wrap(element, "code");
  }
}

/** Word writes an item as a paragraph with its mark in a span that is "to be ignored". */
function listsOfWord(body: HTMLElement): void {
  let open: { list: Element; level: number }[] = [];
  let last: Element | null = null;
  for (const paragraph of body.querySelectorAll("p, h1, h2, h3")) {
    const level = Number(/mso-list:[^;]*level(\d+)/.exec(css(paragraph))?.[1] ?? 0);
    if (level < 1 || level > 9) continue;
    // Something stands between: a new list.
    if (last === null || last.nextElementSibling !== paragraph) open = [];
    const mark = [...paragraph.querySelectorAll("span")].find((span) => /mso-list:\s*ignore/i.test(css(span)));
    const isOrdered = /^\s*(?:\d+|[a-z]|[ivxlc]+)[.)]/i.test(mark?.textContent ?? "");
    mark?.remove();
    open = open.filter((entry) => entry.level <= level);
    let top = open.at(-1);
    if (!top || top.level < level) {
      const list = body.ownerDocument.createElement(isOrdered ? "ol" : "ul");
      if (top) (top.list.lastElementChild ?? top.list).append(list);
      else paragraph.before(list);
      top = { list, level };
      open.push(top);
    }
    const item = body.ownerDocument.createElement("li");
    item.append(...paragraph.childNodes);
    top.list.append(item);
    paragraph.remove();
    last = open[0]!.list;
  }
}

/** A list beside the items of another belongs to the item before it. */
function intoItem(list: Element): void {
  const before = list.previousElementSibling;
  if (list.parentElement && /^[UO]L$/.test(list.parentElement.tagName)) {
    if (before?.tagName === "LI") before.append(list);
    else list.parentElement.insertBefore(Object.assign(list.ownerDocument.createElement("li")), list).append(list);
  }
}

/** Checklists come as boxes, or as a role that an item has. */
function checkbox(item: Element): void {
  const box = item.querySelector<HTMLInputElement>(":scope > input[type=checkbox], :scope > label > input[type=checkbox], :scope > p > input[type=checkbox]");
  const role = item.getAttribute("role") === "checkbox" ? item.getAttribute("aria-checked") : null;
  if (!box && role === null) return;
  const isDone = box ? box.hasAttribute("checked") : role === "true";
  box?.remove();
  item.setAttribute("data-task", isDone ? "x" : " ");
}

/** Markdown has no table in a cell: its words. */
function flatten(cell: Element): void {
  for (const inner of cell.querySelectorAll("table")) inner.replaceWith([...inner.querySelectorAll("td, th")].map((part) => part.textContent?.trim()).join(" "));
}

/** A table of one cell, or around blocks, only places things on a page. */
function layoutTable(table: Element): void {
  const cells = table.querySelectorAll("td, th");
  const isPlacing = cells.length === 1 || table.querySelector("td pre, td ul, td ol, td h1, td h2, td h3, td blockquote") !== null;
  if (!isPlacing) return;
  const parts = [...cells].map((cell) => {
    const part = table.ownerDocument.createElement("div");
    part.append(...cell.childNodes);
    return part;
  });
  table.replaceWith(...parts);
}

/** The language and the words of a code block, whatever is around them. */
function codeBlock(pre: Element): void {
  const named = [pre, pre.firstElementChild, pre.parentElement].map((element) => /(?:language|lang|highlight-source|brush:)[-\s]?([\w+#-]+)/.exec(element?.getAttribute("class") ?? "")?.[1]);
  const language = named.find((name) => name !== undefined) ?? "";
  for (const line of pre.querySelectorAll("br")) line.replaceWith("\n");
  const code = pre.ownerDocument.createElement("code");
  code.textContent = (pre.textContent ?? "").replace(/\n$/, "");
  if (language) code.className = `language-${language}`;
  pre.replaceChildren(code);
}

let made: TurndownService | null = null;

function service(): TurndownService {
  made ??= newService();
  return made;
}

function newService(): TurndownService {
  const turndown = new TurndownService({ headingStyle: "atx", hr: "---", bulletListMarker: "-", codeBlockStyle: "fenced", emDelimiter: "*", br: "" });
  turndown.escape = escaped;
  turndown.addRule("strike", { filter: (node) => /^(?:DEL|S|STRIKE)$/.test(node.nodeName), replacement: (words) => around("~~", words) });
  turndown.addRule("mark", { filter: (node) => node.nodeName === "MARK", replacement: (words) => around("==", words) });
  turndown.addRule("strong", { filter: ["strong", "b"], replacement: (words) => around("**", words) });
  turndown.addRule("em", { filter: ["em", "i"], replacement: (words) => around("*", words) });
  turndown.addRule("item", {
    filter: "li",
    replacement: (content, node) => {
      const item = node as HTMLElement;
      const list = item.parentElement;
      const index = list ? [...list.children].filter((child) => child.tagName === "LI").indexOf(item) : 0;
      const start = Number(list?.getAttribute("start") ?? 1);
      const mark = list?.tagName === "OL" ? `${(Number.isSafeInteger(start) ? start : 1) + index}. ` : "- ";
      const task = item.getAttribute("data-task");
      const words = content.trim().replace(/\n{2,}(?=\s*(?:[-*+]|\d+\.) )/g, "\n").replace(/\n/g, `\n${" ".repeat(mark.length)}`);
      return `${mark}${task === null ? "" : `[${task}] `}${words}${item.nextElementSibling ? "\n" : ""}`;
    },
  });
  turndown.addRule("table", { filter: "table", replacement: (_content, node) => table(node as HTMLTableElement, turndown) });
  turndown.addRule("caption", { filter: ["caption", "colgroup"], replacement: () => "" });
  return turndown;
}

/** Marks never stand beside a space on their inner side, and never around several lines. */
function around(marks: string, words: string): string {
  const inner = words.trim();
  if (inner === "") return words;
  const lead = words.slice(0, words.indexOf(inner));
  const tail = words.slice(words.indexOf(inner) + inner.length);
  const lines = inner.split("\n").map((line) => (line.trim() === "" ? line : `${marks}${line.trim()}${marks}`));
  return `${lead}${lines.join("\n")}${tail}`;
}

/** Only what Markdown would read as a mark. `snake_case` and prices stay as they are. */
function escaped(text: string): string {
  return text
    .replace(/([\\`*[\]])/g, "\\$1")
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_")
    .replace(/~~/g, "\\~\\~")
    .replace(/==/g, "\\=\\=")
    .replace(/^(\s*)(#{1,6}|[-+>])(?=\s)/, "$1\\$2")
    .replace(/^(\s*\d+)([.)])(?=\s)/, "$1\\$2")
    .replace(/<(?=[a-z/!])/gi, "\\<");
}

function table(element: HTMLTableElement, turndown: TurndownService): string {
  const rows = [...element.querySelectorAll("tr")].map((row) => [...row.children].filter((cell) => /^T[DH]$/.test(cell.tagName)));
  const filled = rows.filter((row) => row.length > 0);
  const width = Math.max(0, ...filled.map((row) => row.reduce((sum, cell) => sum + span(cell), 0)));
  if (width === 0) return "";
  const lines = filled.map((row) => {
    const cells = row.flatMap((cell) => [cellText(cell, turndown), ...Array.from({ length: span(cell) - 1 }, () => "")]);
    return [...cells, ...Array.from({ length: Math.max(0, width - cells.length) }, () => "")].slice(0, width);
  });
  // Markdown has no table without a head; the first row is the best there is.
  const head = lines[0]!;
  const aligns = filled[0]!.flatMap((cell) => [align(cell), ...Array.from({ length: span(cell) - 1 }, () => "---")]);
  const rule = Array.from({ length: width }, (_, column) => aligns[column] ?? "---");
  const written = [head, rule, ...lines.slice(1)].map((row) => `| ${row.join(" | ")} |`);
  return `\n\n${written.join("\n")}\n\n`;
}

function span(cell: Element): number {
  const columns = Number(cell.getAttribute("colspan") ?? 1);
  return Number.isSafeInteger(columns) && columns >= 1 && columns <= 50 ? columns : 1;
}

function align(cell: Element): string {
  const way = cell.getAttribute("align") ?? /text-align:\s*(\w+)/.exec(css(cell))?.[1] ?? "";
  return { center: ":-:", right: "--:", end: "--:" }[way] ?? "---";
}

function cellText(cell: Element, turndown: TurndownService): string {
  const text = turndown.turndown(cell as HTMLElement).trim();
  return text.replace(/\s*\n+\s*/g, " ").replace(/(?<!\\)\|/g, "\\|");
}
