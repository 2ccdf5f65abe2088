//! A device: a data folder, and the real app on it, driven through WebDriver.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;

use anyhow::{Context, Result, bail, ensure};
use serde_json::json;

use crate::console::{Console, MARK};
use crate::program::{Ended, built};
use crate::screen::Screen;
use crate::webdriver::{Element, Page};

/// A device whose window is open.
#[derive(Debug)]
pub(crate) struct Device {
    name: String,
    page: Page,
    driver: Ended,
    console: Console,
    /// What the program was started with, and on which screen.
    start: Start,
}

/// How the program of a device is started.
#[derive(Debug)]
struct Start {
    arguments: Vec<String>,
    surroundings: Vec<(String, String)>,
}

impl Device {
    /// Opens the window of a device; the folder is made on its first start.
    ///
    /// # Errors
    /// The app is not built, WebKitWebDriver is not installed, or the window does not come.
    pub(crate) fn open(screen: &Screen, folder: &Path, name: &str) -> Result<Self> {
        let is_first_start = !folder.join(name).exists();
        // The door of a locked vault has no such button.
        let device = Self::open_until(screen, folder, name, "new-note")?;
        if is_first_start {
            // It opens a blank note by itself; who clicks before that makes a second one.
            device.element("note-title")?;
        }
        Ok(device)
    }

    /// Opens the window of a device and waits for an element of its page.
    ///
    /// # Errors
    /// As [`Device::open`].
    pub(crate) fn open_until(screen: &Screen, folder: &Path, name: &str, test_id: &str) -> Result<Self> {
        let folder = folder.join(name);
        let port = free_port()?;
        let mut driver = Command::new("WebKitWebDriver");
        driver.arg(format!("--port={port}"));
        screen.give(&mut driver);
        // What the web view keeps belongs to the device as much as its notes do.
        for (variable, below) in [
            ("HOME", "home"),
            ("XDG_DATA_HOME", "home/data"),
            ("XDG_CONFIG_HOME", "home/config"),
            ("XDG_CACHE_HOME", "home/cache"),
        ] {
            fs::create_dir_all(folder.join(below))?;
            driver.env(variable, folder.join(below));
        }
        driver.env("TAURI_AUTOMATION", "true").env("TAURI_WEBVIEW_AUTOMATION", "true");
        driver.env("DRIFTLESS_LOG", "warn").env("LANG", "C.UTF-8").env("NO_AT_BRIDGE", "1");
        let surroundings = driver
            .get_envs()
            .filter_map(|(name, value)| Some((name.to_str()?.to_owned(), value?.to_str()?.to_owned())))
            .collect();
        let mut driver = driver
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("WebKitWebDriver: see `cargo xtask setup`")?;
        let console = Console::default();
        console.read(name, driver.stdout.take().context("no stdout")?);
        console.read(name, driver.stderr.take().context("no stderr")?);
        let driver = Ended(driver);
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        wait_until_listening(address)?;
        let arguments = [
            "--data-dir".to_owned(),
            path_text(&folder.join("data"))?,
            "--key-file".to_owned(),
            path_text(&folder.join("vault.key"))?,
        ];
        let page = Page::start(address, &path_text(&built("driftless-desktop")?)?, &arguments)?;
        let start = Start { arguments: arguments.to_vec(), surroundings };
        let device = Self { name: name.to_owned(), page, driver, console, start };
        device.element(test_id)?;
        Ok(device)
    }

    /// Returns the page, for what has no word here.
    pub(crate) fn page(&self) -> &Page {
        &self.page
    }

    /// Returns the element with a test id, as soon as it can be seen.
    ///
    /// # Errors
    /// It does not appear.
    pub(crate) fn element(&self, test_id: &str) -> Result<Element> {
        self.page.element(&format!("[data-testid=\"{test_id}\"]")).with_context(|| format!("on {}", self.name))
    }

    /// Clicks on the element with a test id.
    ///
    /// # Errors
    /// It does not appear or cannot be clicked.
    pub(crate) fn click(&self, test_id: &str) -> Result<()> {
        let element = self.element(test_id)?;
        self.page.click(&element).with_context(|| format!("on {}: click on {test_id}", self.name))
    }

    /// Waits until a JavaScript expression over `args` is true.
    ///
    /// # Errors
    /// It does not come true.
    pub(crate) fn wait_for(&self, condition: &str, arguments: &serde_json::Value) -> Result<()> {
        self.page.wait_for(condition, arguments).map(drop).with_context(|| format!("on {}", self.name))
    }

    /// Ends the app as a power cut would: SIGKILL, no farewell.
    ///
    /// # Errors
    /// The app is not found.
    pub(crate) fn kill(self) -> Result<()> {
        let app = self.app_process()?;
        let status = Command::new("kill").args(["-9", &app.to_string()]).status()?;
        ensure!(status.success(), "kill -9 {app}");
        Ok(())
    }

    /// Starts the program once more on the same folder, as the system does for a link, and waits until it ends.
    ///
    /// # Errors
    /// It does not end well: nobody took what it was asked for.
    pub(crate) fn start_again(&self, arguments: &[&str]) -> Result<()> {
        let mut program = Command::new(built("driftless-desktop")?);
        program.args(&self.start.arguments).args(arguments).envs(self.start.surroundings.iter().cloned());
        program.env_remove("TAURI_AUTOMATION").env_remove("TAURI_WEBVIEW_AUTOMATION").env_remove("WAYLAND_DISPLAY");
        let ended = program.stdout(Stdio::null()).output()?;
        let told = String::from_utf8_lossy(&ended.stderr).into_owned();
        ensure!(ended.status.success(), "the second start ended with {}: {told}", ended.status);
        Ok(())
    }

    /// Ends the app by its own command, in order, and waits until it has ended.
    ///
    /// # Errors
    /// It goes on.
    pub(crate) fn quit(self) -> Result<()> {
        let app = self.app_process()?;
        self.page.press(&["\u{e009}", "q"])?; // Ctrl-Q
        let ended = Command::new("tail").args(["--pid", &app.to_string(), "-f", "/dev/null"]).status()?;
        ensure!(ended.success(), "waiting for {app} failed");
        Ok(())
    }

    /// Waits as [`Device::wait_for`] and returns the value.
    ///
    /// # Errors
    /// It does not come true.
    pub(crate) fn wait_for_value(&self, condition: &str, arguments: &serde_json::Value) -> Result<serde_json::Value> {
        self.page.wait_for(condition, arguments).with_context(|| format!("on {}", self.name))
    }

    /// Waits until the app has printed a line with `mark`.
    ///
    /// # Errors
    /// It does not.
    pub(crate) fn prints(&self, mark: &str) -> Result<()> {
        self.console.hears(mark)
    }

    /// Returns the errors that the page wrote on its console so far; what broke its content policy is among them.
    ///
    /// # Errors
    /// The console is not heard.
    pub(crate) fn errors_of_page(&self) -> Result<Vec<String>> {
        let mark = format!("{MARK}{}", self.page.run("return performance.now();", &json!([]))?);
        self.page.run("console.error(arguments[0]);", &json!([mark]))?;
        self.console.errors_before(&mark)
    }

    /// Fails if the page wrote an error on its console.
    ///
    /// # Errors
    /// It did; the lines are in the error.
    pub(crate) fn expect_clean_console(&self) -> Result<()> {
        let errors = self.errors_of_page()?;
        ensure!(errors.is_empty(), "the page of {} wrote errors: {errors:#?}", self.name);
        Ok(())
    }

    /// Writes what helps to understand a failure.
    pub(crate) fn tell(&self, folder: &Path) {
        if let Ok(shown) = self.page.run("return document.body.innerText;", &json!([])) {
            println!("{} shows:\n{}", self.name, shown.as_str().unwrap_or_default());
        }
        if let Ok(picture) = self.page.picture() {
            let file = folder.join(format!("{}.png.base64", self.name));
            if fs::write(&file, picture).is_ok() {
                println!("a picture of the page, in base64: {}", file.display());
            }
        }
    }

    /// Finds the app among the children of its driver.
    fn app_process(&self) -> Result<u32> {
        let driver = self.driver.0.id();
        let children = fs::read_to_string(format!("/proc/{driver}/task/{driver}/children"))?;
        let mut all: Vec<u32> = children.split_whitespace().filter_map(|id| id.parse().ok()).collect();
        // The driver starts the app from a thread or through a launcher, so every process is looked at.
        if all.is_empty() {
            for entry in fs::read_dir("/proc")?.flatten() {
                let Some(id) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
                let Ok(stat) = fs::read_to_string(format!("/proc/{id}/stat")) else { continue };
                let parent = stat.rsplit(") ").next().and_then(|rest| rest.split(' ').nth(1)?.parse::<u32>().ok());
                if parent == Some(driver) {
                    all.push(id);
                }
            }
        }
        let is_app = |id: &&u32| {
            fs::read_to_string(format!("/proc/{id}/comm")).is_ok_and(|name| name.starts_with("driftless-desk"))
        };
        match all.iter().find(is_app) {
            Some(app) => Ok(*app),
            None => bail!("the app is not among the children {all:?} of its driver"),
        }
    }
}

fn path_text(path: &Path) -> Result<String> {
    Ok(path.to_str().context("a path that is not UTF-8")?.to_owned())
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// The driver says nothing when it is ready; the system answers at once that nobody listens, so asking again
/// is all the waiting there is.
fn wait_until_listening(address: SocketAddr) -> Result<()> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        while TcpStream::connect(address).is_err() {
            std::thread::yield_now();
        }
        // Nobody may be waiting any more.
        let _ = sender.send(());
    });
    receiver.recv_timeout(crate::webdriver::PATIENCE).context("WebKitWebDriver does not listen")
}
