// An image of a note, drawn in its text: loaded when it is near, in a box of known size, resized by hand or by keys.
import { EditorView, WidgetType } from "@codemirror/view";
import { m } from "../../i18n";
import { openSource } from "../preview/images";
import type { ImageSource } from "../preview/links-facet";
import { attachmentOf, attachments, joinAlt, splitAlt, WIDTH_MIN } from "./facet";
import { knowSize, sizeOf } from "./sizes";

/** One step of a key, pixels. */
const STEP = 20;
/** The box of an image whose size is not known yet. */
const UNKNOWN = { width: 320, height: 180 };

export class AttachedImage extends WidgetType {
  readonly #name: string;
  readonly #file: string;

  constructor(readonly source: ImageSource, found: { name: string; file: string }) {
    super();
    this.#name = found.name;
    this.#file = found.file;
  }

  override eq(other: AttachedImage): boolean {
    return other.source.url === this.source.url && other.source.alt === this.source.alt;
  }

  override get estimatedHeight(): number {
    const { width, height } = this.#box();
    return Math.min(height, (splitAlt(this.source.alt).width ?? width) * (height / width));
  }

  #box(): { width: number; height: number } {
    return sizeOf(this.#name) ?? UNKNOWN;
  }

  override toDOM(view: EditorView): HTMLElement {
    const { words, width } = splitAlt(this.source.alt);
    const frame = document.createElement("span");
    frame.className = "cm-image";
    frame.contentEditable = "false";
    const image = document.createElement("img");
    image.alt = words;
    image.loading = "lazy";
    image.decoding = "async";
    image.draggable = false;
    this.#size(frame, image, width);
    image.addEventListener("load", () => {
      const known = sizeOf(this.#name);
      knowSize(this.#name, { width: image.naturalWidth || UNKNOWN.width, height: image.naturalHeight || UNKNOWN.height });
      frame.classList.remove("cm-image-away");
      frame.querySelector(".cm-image-word")?.remove();
      if (known?.width !== image.naturalWidth || known?.height !== image.naturalHeight) this.#size(frame, image, splitAlt(this.source.alt).width);
      view.requestMeasure();
    });
    image.addEventListener("error", () => void this.#explain(view, frame, image));
    image.addEventListener("mousedown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      const at = view.posAtDOM(frame);
      if (event.detail === 2) openSource(view, frame);
      else view.dispatch({ selection: { anchor: at } });
      view.focus();
    });
    image.src = view.state.facet(attachments).source(this.#file);
    frame.append(image);
    if (!view.state.readOnly) frame.append(this.#handle(view, frame, image));
    return frame;
  }

  override ignoreEvent(): boolean {
    return true;
  }

  override destroy(dom: HTMLElement): void {
    dom.dispatchEvent(new Event("cm-gone"));
  }

  /** The frame has its place before the image is there: width by hand or by nature, height by the proportion. */
  #size(frame: HTMLElement, image: HTMLImageElement, width: number | null): void {
    const box = this.#box();
    frame.style.width = `${width ?? box.width}px`;
    image.style.aspectRatio = `${box.width} / ${box.height}`;
  }

  #handle(view: EditorView, frame: HTMLElement, image: HTMLImageElement): HTMLElement {
    const handle = document.createElement("span");
    handle.className = "cm-image-handle";
    handle.tabIndex = 0;
    handle.setAttribute("role", "slider");
    handle.setAttribute("aria-label", m.attachments_width());
    handle.setAttribute("aria-orientation", "horizontal");
    handle.setAttribute("aria-valuemin", String(WIDTH_MIN));
    const most = () => Math.max(WIDTH_MIN, Math.round(view.contentDOM.clientWidth));
    const show = (width: number) => {
      frame.style.width = `${width}px`;
      handle.setAttribute("aria-valuemax", String(Math.max(most(), width)));
      handle.setAttribute("aria-valuenow", String(width));
      handle.setAttribute("aria-valuetext", m.attachments_pixels({ count: width }));
    };
    const now = () => Math.round(frame.getBoundingClientRect().width) || (splitAlt(this.source.alt).width ?? this.#box().width);
    const within = (width: number) => Math.round(Math.min(most(), Math.max(WIDTH_MIN, width)));
    show(splitAlt(this.source.alt).width ?? this.#box().width);
    handle.addEventListener("pointerdown", (down) => {
      if (down.button !== 0) return;
      down.preventDefault();
      handle.setPointerCapture(down.pointerId);
      const start = now();
      // In right-to-left text the handle is on the other side.
      const sign = getComputedStyle(frame).direction === "rtl" ? -1 : 1;
      const move = (event: PointerEvent) => show(within(start + sign * (event.clientX - down.clientX)));
      handle.addEventListener("pointermove", move);
      const stop = (event: PointerEvent) => {
        handle.removeEventListener("pointermove", move);
        if (event.type === "pointerup" && now() !== start) this.#write(view, frame, within(now()));
        else if (event.type !== "pointerup") show(start);
      };
      handle.addEventListener("pointerup", stop, { once: true });
      handle.addEventListener("pointercancel", stop, { once: true });
    });
    handle.addEventListener("dblclick", () => this.#write(view, frame, null));
    handle.addEventListener("keydown", (event) => {
      const steps: Record<string, number> = { ArrowRight: STEP, ArrowUp: STEP, ArrowLeft: -STEP, ArrowDown: -STEP, PageUp: 5 * STEP, PageDown: -5 * STEP };
      const step = steps[event.key];
      if (event.key === "Escape") view.focus();
      else if (event.key === "Home") this.#write(view, frame, null, true);
      else if (step !== undefined) this.#write(view, frame, within(now() + step), true);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    image.addEventListener("load", () => show(now()), { once: true });
    return handle;
  }

  /** Writes the width into the source; an ordinary edit, so it can be undone. */
  #write(view: EditorView, frame: HTMLElement, width: number | null, keepsFocus = false): void {
    const at = view.posAtDOM(frame);
    const before = `![${this.source.alt}](`;
    if (view.state.sliceDoc(at, at + before.length) !== before) return;
    const alt = joinAlt(splitAlt(this.source.alt).words, width);
    if (alt === this.source.alt) return;
    view.dispatch({ changes: { from: at + 2, to: at + 2 + this.source.alt.length, insert: alt }, userEvent: "input.resize" });
    if (!keepsFocus) return;
    // The image is drawn anew: the keys go on in its handle.
    requestAnimationFrame(() => {
      const { node } = view.domAtPos(at);
      const line = node instanceof HTMLElement ? node : node.parentElement;
      const drawn = [...(line?.closest(".cm-content")?.querySelectorAll<HTMLElement>(".cm-image") ?? [])].find((frame) => view.posAtDOM(frame) === at);
      drawn?.querySelector<HTMLElement>(".cm-image-handle")?.focus();
    });
  }

  /** Says why there is no image, and looks again when one may have come. */
  async #explain(view: EditorView, frame: HTMLElement, image: HTMLImageElement): Promise<void> {
    const services = view.state.facet(attachments);
    frame.classList.add("cm-image-away");
    const facts = await services.facts(this.#name).catch(() => null);
    const isHere = facts?.state === "stored" || facts?.state === "waiting";
    frame.querySelector(".cm-image-word")?.remove();
    const word = document.createElement("span");
    word.className = "cm-image-word";
    const text = document.createElement("span");
    text.textContent = isHere ? m.attachments_not_shown() : facts?.state === "damaged" ? m.attachments_damaged() : m.attachments_missing();
    word.append(text);
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = isHere ? m.attachments_save() : m.attachments_try_again();
    button.addEventListener("mousedown", (event) => event.stopPropagation());
    button.addEventListener("click", () => {
      if (isHere) services.save(this.#name, `${splitAlt(this.source.alt).words || "image"}.${attachmentOf(this.source.url)?.extension ?? "bin"}`);
      else void services.fetch(this.#name).catch(services.report);
    });
    word.append(button);
    frame.append(word);
    view.requestMeasure();
    if (isHere) return;
    const stop = services.onCome(() => {
      void services.facts(this.#name).then((now) => {
        if (now.state === "missing" || now.state === "damaged") return;
        stop();
        image.src = `${services.source(this.#file)}?${Date.now()}`;
      }, () => {});
    });
    frame.addEventListener("cm-gone", stop, { once: true });
  }
}
