//! Where the built programs are.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// Returns the path of a built program of this workspace. `cargo test` builds both before it runs anything,
/// because their packages have integration tests of their own; when only this package is tested, they are
/// built here, once.
///
/// # Panics
/// When it cannot be built.
pub fn binary(name: &str) -> PathBuf {
    let path = target_dir().join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    if !path.is_file() {
        static BUILD: OnceLock<()> = OnceLock::new();
        BUILD.get_or_init(build);
    }
    assert!(path.is_file(), "{} is missing: run `cargo build` first", path.display());
    path
}

/// The folder of the running test's profile: a test is in its `deps`.
fn target_dir() -> PathBuf {
    let test = std::env::current_exe().unwrap_or_default();
    test.parent().and_then(Path::parent).map(Path::to_path_buf).unwrap_or_default()
}

fn build() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let target = target_dir();
    let mut command = Command::new(cargo);
    command.current_dir(root).args(["build", "--quiet", "--bin", "driftless", "--bin", "driftless-server"]);
    if target.file_name().is_some_and(|name| name == "release") {
        command.arg("--release");
    }
    if let Some(dir) = target.parent() {
        command.arg("--target-dir").arg(dir);
    }
    let built = command.status();
    assert!(built.is_ok_and(|status| status.success()), "the programs under test cannot be built");
}
