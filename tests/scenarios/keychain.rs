//! A real keychain: the key of the database is in the Secret Service, and nowhere else.

use std::path::Path;
use std::process::{Command, Output};

use driftless_tests::programs::binary;
use tempfile::TempDir;

/// Runs commands of `driftless` one after another on a session bus of their own, with an unlocked keyring
/// that lives in `home`.
fn with_keyring(home: &Path, commands: &[&str]) -> Output {
    let program = binary("driftless");
    let runs = commands.iter().map(|command| format!("{} --data-dir \"$DATA\" {command}", program.display()));
    let unlock = "printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null";
    let script = std::iter::once(unlock.to_owned()).chain(runs).collect::<Vec<_>>().join(" && ");
    let mut session = Command::new("dbus-run-session");
    session.args(["--", "sh", "-c", &script]).env("DATA", home.join("data"));
    for (name, folder) in [("XDG_DATA_HOME", "share"), ("XDG_RUNTIME_DIR", "run")] {
        let folder = home.join(folder);
        std::fs::create_dir_all(&folder).unwrap();
        session.env(name, folder);
    }
    session.output().expect("dbus-run-session and gnome-keyring-daemon are there: see `cargo xtask setup`")
}

/// A vault made with the keychain opens in a later session with it, and without it says what to do and
/// makes nothing new.
#[test]
fn a_vault_whose_key_is_in_the_keychain_opens_with_it_and_only_with_it() {
    let home = TempDir::new().unwrap();
    let made = with_keyring(home.path(), &["vault create", "note new --title 'Kept in the keychain'"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));

    let later = with_keyring(home.path(), &["note list"]);
    assert!(String::from_utf8_lossy(&later.stdout).contains("Kept in the keychain"), "{later:?}");

    let slots = home.path().join("data/keyslots.json");
    let before = std::fs::read(&slots).unwrap();
    let mut without = Command::new(binary("driftless"));
    without.arg("--data-dir").arg(home.path().join("data")).args(["note", "list"]);
    let without = without.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent").output().unwrap();
    assert_eq!(without.status.code(), Some(3), "{without:?}");
    assert!(String::from_utf8_lossy(&without.stderr).contains("Nothing was changed"), "{without:?}");
    assert_eq!(std::fs::read(&slots).unwrap(), before);
}
