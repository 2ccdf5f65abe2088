// Parts of the window that come after its first look.

/** Asked for when the first note is shown, so that the letters after a command's key find its field. */
export const parts = () => import("./parts");
