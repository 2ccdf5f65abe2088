//! A server and two windows on two data folders that are already paired.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::{fs, thread};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::place::{Profile, target};
use crate::run::build;
use crate::screen;
use crate::shell::{capture, run, say};

/// How to build what is shown.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Use the build that the tests made: there sooner, slower in use.
    #[arg(long)]
    dev: bool,
    /// Begin with empty folders; else what the last demo left is still there.
    #[arg(long)]
    fresh: bool,
}

/// Runs the demo until both windows are closed or ctrl-c.
///
/// # Errors
/// Something does not build or start.
pub(crate) fn demo(arguments: &Arguments) -> Result<()> {
    screen::needed()?;
    let profile = if arguments.dev { Profile::Dev } else { Profile::App };
    build(profile)?;
    let folder = target()?.join("demo");
    if arguments.fresh && folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;

    let (program, data) = (profile.program("driftless-server")?, folder.join("server"));
    let server = Server::start(&program, &data)?;
    say(&format!("The server listens on {}.", server.address));
    let cli = profile.program("driftless")?;
    let (one, two) = (Device::new(&folder, "one"), Device::new(&folder, "two"));
    if one.exists() && two.exists() {
        say("Both devices are paired already (--fresh begins anew).");
    } else {
        let code = capture(Command::new(program).args(["new-code", "--data"]).arg(data))?;
        pair(&cli, code.trim(), &one, &two)?;
    }
    let windows = [&one, &two].map(|device| device.window(&profile.program("driftless-desktop")?));
    say("Two windows are open. Write in one, read in the other. Stop the server with ctrl-c, or close both windows.");
    for window in windows {
        let mut window = window?;
        window.wait().context("lost a window")?;
    }
    Ok(())
}

/// Creates both vaults and joins them: the first through the server's code, the second through the first's.
fn pair(cli: &Path, server_code: &str, one: &Device, two: &Device) -> Result<()> {
    run(one.cli(cli).args(["vault", "create"]))?;
    run(one.cli(cli).args(["note", "new", "--title", "Welcome", "--pinned", "--body", WELCOME]))?;
    // Codes are secrets: these commands are not shown.
    capture(one.cli(cli).args(["connect", server_code]))?;
    run(one.cli(cli).arg("sync"))?;
    let code = capture(one.cli(cli).args(["connect", "show-code"]))?;
    run(two.cli(cli).args(["vault", "create"]))?;
    capture(two.cli(cli).args(["connect", code.trim()]))?;
    run(two.cli(cli).arg("sync"))
}

const WELCOME: &str = "This note is on both devices.\n\n- [ ] Write here, and see it appear in the other window\n\
- [ ] Stop the server, write on both, start it again: both keep every word\n";

/// A data folder and the file with its key, which keeps the demo away from the system's keychain.
struct Device {
    data: PathBuf,
    key: PathBuf,
}

impl Device {
    fn new(folder: &Path, name: &str) -> Self {
        Self { data: folder.join(name), key: folder.join(format!("{name}.key")) }
    }

    fn exists(&self) -> bool {
        self.key.exists() && self.data.exists()
    }

    fn cli(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.env("DRIFTLESS_DATA_DIR", &self.data).env("DRIFTLESS_KEY_FILE", &self.key);
        command
    }

    fn window(&self, program: &Path) -> Result<Child> {
        let mut command = Command::new(program);
        command.arg("--data-dir").arg(&self.data).arg("--key-file").arg(&self.key);
        command.spawn().context("cannot open a window")
    }
}

/// The server; it ends with the demo.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(program: &Path, data: &Path) -> Result<Self> {
        let mut command = Command::new(program);
        // A fixed port, because the devices of an earlier demo know the address.
        command.args(["--log", "warn", "serve", "--listen", "127.0.0.1:8787", "--data"]).arg(data);
        let mut child = command.stdout(Stdio::piped()).spawn().context("cannot start the server")?;
        let stdout = child.stdout.take().context("the server has no stdout")?;
        let mut lines = BufReader::new(stdout).lines();
        let mut server = Self { child, address: String::new() };
        while server.address.is_empty() {
            let Some(line) = lines.next().transpose().context("cannot read what the server prints")? else {
                bail!("the server did not start");
            };
            server.address = line.strip_prefix("listening on ").unwrap_or_default().to_owned();
        }
        // Whoever stops reading makes the writer stop.
        thread::spawn(move || lines.for_each(drop));
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
