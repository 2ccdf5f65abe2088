// Addresses as they can stand in a Markdown link.

/** True for one address that a link can lead to, as it is copied from a browser. */
export function isAddress(text: string): boolean {
  return /^(?:https?:\/\/|mailto:|driftless:\/\/)[^\s<>]+$/i.test(text) && text.length <= 2_048;
}

/** An address as it can stand between the parentheses of a Markdown link. */
export function linkTarget(address: string): string {
  return address.replace(/[()\\]/g, (char) => `%${char.charCodeAt(0).toString(16)}`).replace(/\s/g, "%20");
}
