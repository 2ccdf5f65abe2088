// Starts the window: backend, state, page.
import "@fontsource-variable/inter";
import "@fontsource-variable/inter/wght-italic.css";
import "@fontsource-variable/jetbrains-mono";
import { mount } from "svelte";
import App from "./app/App.svelte";
import { runById, runKey } from "./app/keyboard";
import { parts } from "./app/later";
import { openBackend } from "./backend";
import { adoptEditorStyles } from "./editor/adopted-styles";
import { keepOnlyLanguages } from "./i18n/system-languages";
import "./shared/tokens.css";
import "./shared/base.css";
import "./shared/print.css";
import { pageSchedule } from "./shared/timers";
import { LayoutState } from "./state/layout.svelte";
import { watchActivity } from "./state/lock";
import { Preferences } from "./state/preferences.svelte";
import { Workspace } from "./state/workspace.svelte";

async function start(target: HTMLElement): Promise<void> {
  keepOnlyLanguages(navigator);
  adoptEditorStyles();
  const preferences = new Preferences(localStorage);
  const [backend] = await Promise.all([openBackend(), preferences.spoken]);
  const workspace = new Workspace(backend, new LayoutState(localStorage, window.innerWidth), pageSchedule, () => Date.now(), preferences);
  window.addEventListener("keydown", (event) => runKey(event, workspace), { capture: true });
  watchActivity(window, workspace);
  window.addEventListener("resize", () => workspace.layout.resized(window.innerWidth));
  window.addEventListener("online", () => workspace.hint("online"));
  window.addEventListener("offline", () => workspace.hint("offline"));
  window.addEventListener("focus", () => workspace.hint("focus"));
  window.addEventListener("pagehide", () => void (workspace.isClosing || workspace.note.flushAll()));
  window.addEventListener("contextmenu", keepContextMenuForText);
  window.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    workspace.notices.report(event.reason);
  });
  mount(App, { target, props: { workspace } });
  await workspace.attempt(() => workspace.backend.onRunCommand((id) => runById(id, workspace)));
  await workspace.attempt(() => workspace.start());
  await parts();
}

/** The web view's own menu (reload, back) makes sense for text only. */
function keepContextMenuForText(event: MouseEvent): void {
  const isText = event.target instanceof Element && event.target.closest("input, textarea, .cm-content, .selectable") !== null;
  if (!isText) event.preventDefault();
}

const target = document.getElementById("app");
if (target) {
  start(target).catch((cause: unknown) => {
    target.textContent = cause instanceof Error ? cause.message : String(cause);
  });
}
