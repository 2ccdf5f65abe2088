// Which words of a kit are asked for.
import { KIT_WORDS } from "../../shared/kit-words";

/** Two different places, 1 to 24, in their order; not always the same, so that the paper is looked at. */
export function pickPositions(random: () => number = Math.random): [number, number] {
  const first = 1 + Math.floor(random() * KIT_WORDS);
  const second = 1 + ((first + Math.floor(random() * (KIT_WORDS - 1))) % KIT_WORDS);
  return first < second ? [first, second] : [second, first];
}
