// Colours of the tokens for what CSS does not paint: canvases want a colour, not the choice between two.

/** The colour that a token has at an element now, as the page computed it. */
export function colourOf(token: string, within: HTMLElement): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${token})`;
  within.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}
