// A link that leaves the app: the user sees where it really leads before it is followed.
import { m } from "../i18n";
import type { Workspace } from "./workspace.svelte";

/** Longest address that is shown whole. */
const SHOWN_MAX = 300;

/** Asks before a web address is opened; the host is shown as the network spells it (`xn--…`), so that look-alike letters show. */
export async function leaveBy(workspace: Workspace, url: string): Promise<void> {
  const open = () => workspace.attempt(() => workspace.backend.openLink(url));
  const target = URL.canParse(url) ? new URL(url) : null;
  // What is no web address the shell opens or refuses in words.
  if (target === null || !/^https?:$/.test(target.protocol)) return void (await open());
  const shown = target.href.length > SHOWN_MAX ? `${target.href.slice(0, SHOWN_MAX)}…` : target.href;
  workspace.question = { title: m.lock_link_title({ host: target.host }), body: shown, answers: [{ label: m.lock_link_open(), isDanger: false, run: async () => void (await open()) }] };
}
