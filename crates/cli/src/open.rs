//! From the global arguments to an open vault.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use driftless_app::view::ErrorKind;
use driftless_app::{App, AppError, KeyChoice, OpenOptions, Role};

use crate::args::Global;
use crate::failure::Failure;
use crate::text_input::read_secret;

/// Opens the vault for one command.
///
/// # Errors
/// What [`App::open`] answers; [`Failure::NeedsUser`] when only a passphrase opens it and there is nobody to ask.
pub(crate) fn vault(global: &Global) -> Result<App, Failure> {
    with_role(global, Role::Command)
}

/// Opens the vault for a program that lives long and syncs by itself.
///
/// # Errors
/// As [`vault`].
pub(crate) fn watching(global: &Global) -> Result<App, Failure> {
    with_role(global, Role::Window)
}

fn with_role(global: &Global, role: Role) -> Result<App, Failure> {
    let options = options(global, role)?;
    with_key(options, |options| App::open(options.clone()))
}

/// Does something with a data folder that stays closed.
///
/// # Errors
/// As [`vault`].
pub(crate) fn closed<T>(global: &Global, work: impl Fn(&OpenOptions) -> Result<T, AppError>) -> Result<T, Failure> {
    with_key(options(global, Role::Command)?, work)
}

/// Does it with the key that was named; asks for a passphrase where the keychain has none and a passphrase does.
fn with_key<T>(options: OpenOptions, work: impl Fn(&OpenOptions) -> Result<T, AppError>) -> Result<T, Failure> {
    match work(&options) {
        Err(error) if matches!(options.key, KeyChoice::Keychain) && asks_passphrase(&error, &options.data_dir) => {
            let passphrase = ask("Passphrase: ", &options.data_dir)?;
            Ok(work(&OpenOptions { key: KeyChoice::Passphrase(passphrase.into()), ..options })?)
        }
        done => Ok(done?),
    }
}

fn asks_passphrase(error: &AppError, data_dir: &Path) -> bool {
    error.kind() == ErrorKind::Locked && driftless_app::opens_by_passphrase(data_dir)
}

/// Creates a vault.
///
/// # Errors
/// As [`vault`].
pub(crate) fn new_vault(global: &Global, device_name: Option<String>) -> Result<App, Failure> {
    let options = OpenOptions { device_name, ..options(global, Role::Command)? };
    match App::create(options.clone()) {
        // No keychain here: the vault gets a passphrase, typed twice because nobody can mend a slip.
        Err(error) if matches!(options.key, KeyChoice::Keychain) && error.kind() == ErrorKind::Locked => {
            let passphrase = ask("New passphrase: ", &options.data_dir)?;
            if passphrase != ask("Again: ", &options.data_dir)? {
                return Err(Failure::NeedsUser("The passphrases differ. No vault was created.".to_owned()));
            }
            Ok(App::create(OpenOptions { key: KeyChoice::Passphrase(passphrase.into()), ..options })?)
        }
        created => Ok(created?),
    }
}

fn options(global: &Global, role: Role) -> Result<OpenOptions, Failure> {
    let key = match (&global.key_file, &global.passphrase_file) {
        (Some(file), _) => KeyChoice::KeyFile(file.clone()),
        (None, Some(file)) => KeyChoice::Passphrase(read_secret(file)?.into()),
        (None, None) => KeyChoice::Keychain,
    };
    Ok(OpenOptions { data_dir: data_dir(global)?, key, device_name: None, role })
}

/// Returns the data folder.
///
/// # Errors
/// [`Failure::Usage`] when none is named and the system has none.
pub(crate) fn data_dir(global: &Global) -> Result<PathBuf, Failure> {
    let none = || "No home folder is known here: name the data folder with --data-dir DIR.".to_owned();
    global.data_dir.clone().or_else(OpenOptions::default_data_dir).ok_or_else(|| Failure::Usage(none()))
}

fn ask(prompt: &str, data_dir: &Path) -> Result<String, Failure> {
    if !io::stdin().is_terminal() {
        return Err(Failure::NeedsUser(format!(
            "The vault in {} needs a key and there is nobody to ask. Nothing was changed. \
             Give --key-file FILE or --passphrase-file FILE.",
            data_dir.display()
        )));
    }
    rpassword::prompt_password(prompt)
        .map_err(|error| Failure::NeedsUser(format!("The passphrase could not be read: {error}. Nothing was changed.")))
}
