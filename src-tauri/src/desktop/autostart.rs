//! Starting with the session of the user, as each system has it.

use std::io;
use std::path::PathBuf;

/// Says that nobody asked to see a window.
pub(crate) const AT_LOGIN: &str = "--at-login";

/// Returns whether the program starts at login.
pub(super) fn is_on() -> bool {
    system::is_on()
}

/// Starts the program at login, or no longer. `arguments` name its data folder.
pub(super) fn set(is_on: bool, arguments: &[String]) -> io::Result<()> {
    if !is_on {
        return system::remove();
    }
    let program = program()?.into_os_string().into_string().map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
    let mut command = vec![program, AT_LOGIN.to_owned()];
    command.extend_from_slice(arguments);
    system::add(&command)
}

/// The file that was started; of an AppImage the image, not what it unpacks.
fn program() -> io::Result<PathBuf> {
    match std::env::var_os("APPIMAGE") {
        Some(image) if cfg!(target_os = "linux") => Ok(image.into()),
        _ => std::env::current_exe(),
    }
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
mod system {
    use std::path::{Path, PathBuf};
    use std::{env, fs, io};

    pub(super) fn is_on() -> bool {
        file().is_some_and(|file| file.is_file())
    }

    pub(super) fn remove() -> io::Result<()> {
        match file().map(fs::remove_file) {
            Some(Err(error)) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    pub(super) fn add(command: &[String]) -> io::Result<()> {
        let file = file().ok_or(io::ErrorKind::NotFound)?;
        fs::create_dir_all(file.parent().unwrap_or(Path::new("/")))?;
        fs::write(file, super::text(command))
    }

    fn file() -> Option<PathBuf> {
        let home = || env::var_os("HOME").map(PathBuf::from).filter(|home| home.is_absolute());
        if cfg!(target_os = "macos") {
            return Some(home()?.join("Library/LaunchAgents/app.driftless.desktop.plist"));
        }
        let config = env::var_os("XDG_CONFIG_HOME").map(PathBuf::from).filter(|config| config.is_absolute());
        let config = config.or_else(|| Some(home()?.join(".config")))?;
        Some(config.join("autostart/app.driftless.desktop.desktop"))
    }
}

#[cfg(target_os = "windows")]
mod system {
    use std::io;

    use windows_registry::CURRENT_USER;

    const RUN: &str = r"Software\Microsoft\Windows\CurrentVersion\Run";
    const NAME: &str = "Driftless";

    pub(super) fn is_on() -> bool {
        CURRENT_USER.open(RUN).and_then(|run| run.get_string(NAME)).is_ok()
    }

    pub(super) fn remove() -> io::Result<()> {
        if !is_on() {
            return Ok(());
        }
        CURRENT_USER.create(RUN).and_then(|run| run.remove_value(NAME)).map_err(io::Error::other)
    }

    pub(super) fn add(command: &[String]) -> io::Result<()> {
        let quoted: Vec<String> = command.iter().map(|part| format!("\"{part}\"")).collect();
        CURRENT_USER.create(RUN).and_then(|run| run.set_string(NAME, quoted.join(" "))).map_err(io::Error::other)
    }
}

/// The file of `~/.config/autostart`.
#[cfg(target_os = "linux")]
fn text(command: &[String]) -> String {
    let quoted: Vec<String> = command.iter().map(|part| quoted(part)).collect();
    format!(
        "[Desktop Entry]\nType=Application\nName=Driftless\nIcon=driftless-desktop\nExec={}\nTerminal=false\n",
        quoted.join(" ")
    )
}

/// One word of `Exec`, as the desktop entry specification quotes it.
#[cfg(target_os = "linux")]
fn quoted(part: &str) -> String {
    let mut quoted = String::from("\"");
    for c in part.chars() {
        match c {
            '"' | '`' | '$' => quoted.extend(["\\\\", c.encode_utf8(&mut [0; 4])]),
            '\\' => quoted.push_str("\\\\\\\\"),
            '%' => quoted.push_str("%%"),
            '\n' => quoted.push_str("\\n"),
            _ => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// The file of `~/Library/LaunchAgents`.
#[cfg(target_os = "macos")]
fn text(command: &[String]) -> String {
    let escaped = |part: &String| part.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let arguments: String = command.iter().map(|part| format!("    <string>{}</string>\n", escaped(part))).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<plist version=\"1.0\">\n<dict>\n  <key>Label</key>\n  \
         <string>app.driftless.desktop</string>\n  <key>ProgramArguments</key>\n  <array>\n{arguments}  </array>\n  \
         <key>RunAtLoad</key>\n  <true/>\n</dict>\n</plist>\n"
    )
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_any_kind_is_one_word() {
        assert_eq!(quoted("/opt/my notes/app"), r#""/opt/my notes/app""#);
        assert_eq!(quoted("50% $HOME `x` \"y\""), r#""50%% \\$HOME \\`x\\` \\"y\\"""#);
        let text = text(&["/usr/bin/driftless-desktop".to_owned(), AT_LOGIN.to_owned()]);
        assert!(text.contains("\nExec=\"/usr/bin/driftless-desktop\" \"--at-login\"\n"), "{text}");
    }
}
