// How large images are, so that they have their place before they are drawn and no text moves when they come.
import type { Attachments } from "./facet";

/** Sizes kept at most; the oldest go first. */
const KEPT_MAX = 5_000;
/** Images of one note that are asked for; more are sized when they load. */
const ASKED_MAX = 500;

interface Size {
  width: number;
  height: number;
}

const known = new Map<string, Size>();

export function sizeOf(name: string): Size | undefined {
  return known.get(name);
}

export function knowSize(name: string, { width, height }: Size): void {
  known.delete(name);
  known.set(name, { width, height });
  const oldest = known.size > KEPT_MAX ? known.keys().next().value : undefined;
  if (oldest !== undefined) known.delete(oldest);
}

/** Learns the sizes of the images in a text before it is shown. */
export async function learnSizes(text: string, attachments: Pick<Attachments, "sizes">): Promise<void> {
  const names = new Set<string>();
  for (const [, name] of text.matchAll(/driftless:\/\/blob\/([0-9a-f]{64})/gi)) {
    if (names.size >= ASKED_MAX) break;
    if (!known.has(name!.toLowerCase())) names.add(name!.toLowerCase());
  }
  if (names.size === 0) return;
  for (const found of await attachments.sizes([...names])) knowSize(found.name, found);
}
