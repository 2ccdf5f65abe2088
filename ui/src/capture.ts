// Starts the window of quick capture. It is small, so that it is there at once.
import "@fontsource-variable/inter";
import { mount } from "svelte";
import { openCaptureBackend } from "./backend/capture";
import Capture from "./features/capture/Capture.svelte";
import "./shared/tokens.css";
import "./shared/base.css";
import { Preferences } from "./state/preferences.svelte";

const target = document.getElementById("app");
if (target) {
  // The copy of the preferences in the storage that all windows share: theme and language.
  let preferences = new Preferences(localStorage);
  window.addEventListener("storage", () => (preferences = new Preferences(localStorage)));
  await preferences.spoken;
  mount(Capture, { target, props: { backend: openCaptureBackend() } });
}
