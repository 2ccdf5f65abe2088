//! The command line of the window: which data folder, which key.

use std::path::PathBuf;

use clap::Parser;
use driftless_app::{KeyChoice, OpenOptions, Role};

use crate::instance::Request;
use crate::links::note_of_link;

/// Driftless: notes that stay on this device and can prove that your devices agree.
#[derive(Debug, Parser)]
#[command(name = "driftless-desktop", version)]
pub(crate) struct Arguments {
    /// Folder with the notes; the platform's data folder if not given. Made on a first start.
    #[arg(long, value_name = "DIR", env = "DRIFTLESS_DATA_DIR")]
    data_dir: Option<PathBuf>,
    /// File with the key of the database, instead of the system's keychain. Made on a first start.
    #[arg(long, value_name = "FILE", env = "DRIFTLESS_KEY_FILE")]
    key_file: Option<PathBuf>,
    /// Opens only the small window for a quick note.
    #[arg(long)]
    capture: bool,
    /// Starts with the session: shows no window where the icon in the tray does.
    #[arg(long, hide = true)]
    at_login: bool,
    /// Opens this note: `driftless://note/<id>`. The system passes it when such a link is followed.
    #[arg(value_name = "LINK", value_parser = note)]
    note: Option<String>,
}

fn note(link: &str) -> Result<String, &'static str> {
    note_of_link(link).ok_or("it is not a link to a note, which looks like driftless://note/<id>")
}

impl Arguments {
    /// Returns what this start is asked to show.
    pub(crate) fn request(&self) -> Request {
        let activation =
            ["XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID"].iter().find_map(|name| std::env::var(name).ok());
        Request { note: self.note.clone(), capture: self.capture, activation }
    }

    /// Returns whether nobody asked to see a window.
    pub(crate) fn is_at_login(&self) -> bool {
        self.at_login
    }

    /// Returns what another start needs to open the same data folder.
    pub(crate) fn of_data_folder(&self) -> Vec<String> {
        let named = [("--data-dir", &self.data_dir), ("--key-file", &self.key_file)];
        let given =
            named.into_iter().filter_map(|(name, path)| Some((name, std::path::absolute(path.as_ref()?).ok()?)));
        given.flat_map(|(name, path)| [name.to_owned(), path.to_string_lossy().into_owned()]).collect()
    }

    /// Returns how to open the data folder, or the sentence that says why not.
    pub(crate) fn into_options(self) -> Result<OpenOptions, String> {
        let Some(data_dir) = self.data_dir.or_else(OpenOptions::default_data_dir) else {
            return Err("this system names no folder for data: give one with --data-dir DIR".to_owned());
        };
        let key = self.key_file.map_or(KeyChoice::Keychain, KeyChoice::KeyFile);
        Ok(OpenOptions { data_dir, key, device_name: None, role: Role::Window })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_replaces_the_keychain() {
        let arguments = Arguments::parse_from(["driftless-desktop", "--data-dir", "d", "--key-file", "k"]);
        let options = arguments.into_options().unwrap();
        assert_eq!(options.data_dir, PathBuf::from("d"));
        assert!(matches!(options.key, KeyChoice::KeyFile(file) if file == *"k"));
        assert_eq!(options.role, Role::Window);
    }

    #[test]
    fn an_unknown_argument_is_wrong_usage() {
        let error = Arguments::try_parse_from(["driftless-desktop", "--data"]).unwrap_err();
        assert_eq!(error.exit_code(), 2);
    }

    #[test]
    fn a_link_that_is_none_of_ours_is_wrong_usage() {
        let id = "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b";
        let arguments = Arguments::parse_from(["driftless-desktop", &format!("driftless://note/{id}")]);
        assert_eq!(arguments.request().note.as_deref(), Some(id));
        for link in ["https://example.org", "driftless://new?title=x", "/etc/passwd"] {
            let error = Arguments::try_parse_from(["driftless-desktop", link]).unwrap_err();
            assert_eq!(error.exit_code(), 2, "{link}");
        }
    }
}
