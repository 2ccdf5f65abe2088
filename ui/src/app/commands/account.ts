// Commands of the account: each is offered where it makes sense.
import { m } from "../../i18n";
import type { AccountScreen } from "../../state/account.svelte";
import type { Workspace } from "../../state/workspace.svelte";
import { command, type Command } from "./command";

const isReady = ({ account }: Workspace) => account.isReady;
const isAway = ({ account }: Workspace) => account.view !== null && !account.isReady && account.view.state !== "revoked";
const isNobody = ({ account }: Workspace) => account.view?.state === "none";

function screen(id: AccountScreen, title: () => string, isEnabled: Command["isEnabled"]): Command {
  return command("go", `account.${id}`, title, [], (workspace) => workspace.account.open(id), isEnabled);
}

export const accountCommands: readonly Command[] = [
  screen("sign_up", m.account_sign_up, isNobody),
  screen("sign_in", m.account_sign_in, isAway),
  screen("recover", m.account_recover_title, isAway),
  screen("kit", m.account_command_kit, isReady),
  screen("pair_old", m.account_device_add, isReady),
  screen("pair_new", m.account_by_pairing, isAway),
  screen("totp", m.account_totp, isReady),
  command("go", "account.devices", m.account_devices, [], (workspace) => workspace.showSettings("devices", "accountDevices"), isReady),
  command("go", "account.drill", m.account_drill, [], (workspace) => workspace.showSettings("security", "recovery"), ({ account }) => account.isThere),
];
