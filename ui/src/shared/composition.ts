// The one guard against keys that belong to an input method.

/**
 * True while an input method is composing: the key confirms or moves a candidate and must never trigger an action.
 * `keyCode` 229 covers WebKit, which fires the confirming Enter after `compositionend`.
 */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}
