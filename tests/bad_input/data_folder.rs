//! Data folders that are missing, a file, read-only, damaged, or locked with another key.

use driftless_tests::programs::Device;

#[test]
fn a_missing_folder_is_told_and_not_made() {
    let nobody = Device::without_vault("Nobody");
    let answer = nobody.run(["note", "list"]);
    assert!(matches!(answer.code, 1 | 3), "{answer:?}");
    assert!(answer.stderr.contains("create a new vault"), "{answer:?}");
    assert!(!nobody.data_dir().exists());
}

#[test]
fn a_file_in_place_of_the_folder_is_told_and_kept() {
    let nobody = Device::without_vault("Nobody");
    std::fs::write(nobody.data_dir(), "mine").unwrap();
    for command in [&["vault", "create"][..], &["note", "list"]] {
        let answer = nobody.run(command);
        assert!(matches!(answer.code, 1 | 3), "{answer:?}");
        assert_eq!(std::fs::read_to_string(nobody.data_dir()).unwrap(), "mine");
    }
}

#[test]
fn a_vault_is_never_created_over_another_one() {
    let laptop = Device::new("Laptop");
    let id = laptop.note("Kept", "text");
    let answer = laptop.run(["vault", "create"]);
    assert_ne!(answer.code, 0, "{answer:?}");
    assert_eq!(laptop.show(&id)["body"], "text");
}

#[test]
fn a_wrong_key_an_empty_file_and_a_damaged_file_are_three_errors_and_nothing_is_initialised() {
    let laptop = Device::new("Laptop");
    laptop.note("Kept", "text");
    let other = Device::new("Other");
    let mut told = Vec::new();

    let mut command = laptop.command();
    command.env("DRIFTLESS_KEY_FILE", other.key_file()).args(["note", "list"]);
    let wrong_key = laptop.finish(&mut command, None);
    assert!(matches!(wrong_key.code, 1 | 3), "{wrong_key:?}");
    told.push(wrong_key.stderr);
    assert_eq!(laptop.ok(["note", "list"]).lines().len(), 1, "the right key still opens it");

    let database = database_of(&laptop);
    let whole = std::fs::read(&database).unwrap();
    for (name, bytes) in [("empty", Vec::new()), ("damaged", vec![0x55; whole.len()])] {
        std::fs::write(&database, &bytes).unwrap();
        let answer = laptop.run(["note", "list"]);
        assert_eq!(answer.code, 1, "{name}: {answer:?}");
        assert_eq!(std::fs::read(&database).unwrap(), bytes, "{name}: the file was changed");
        told.push(answer.stderr);
    }
    told.sort();
    told.dedup();
    assert_eq!(told.len(), 3, "{told:?}");
    std::fs::write(&database, whole).unwrap();
}

/// The largest file of the data folder; every command closed it, so all of it is in there.
fn database_of(device: &Device) -> std::path::PathBuf {
    let mut files: Vec<_> = std::fs::read_dir(device.data_dir()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.is_file());
    files.sort_by_key(|path| std::fs::metadata(path).unwrap().len());
    files.pop().unwrap()
}

#[test]
fn a_missing_or_malformed_key_file_is_told() {
    let laptop = Device::new("Laptop");
    laptop.note("Kept", "text");
    for (name, bytes) in
        [("empty", Some(&b""[..])), ("short", Some(b"abc")), ("binary", Some(&[0xff; 32])), ("missing", None)]
    {
        let file = laptop.scratch().join(format!("key-{name}"));
        if let Some(bytes) = bytes {
            std::fs::write(&file, bytes).unwrap();
        }
        let mut command = laptop.command();
        command.env("DRIFTLESS_KEY_FILE", &file).args(["note", "list"]);
        let answer = laptop.finish(&mut command, None);
        assert!(matches!(answer.code, 1 | 3), "{name}: {answer:?}");
        assert!(!answer.stderr.is_empty());
    }
    assert_eq!(laptop.ok(["note", "list"]).lines().len(), 1);
}

/// As root everything can be written, so the program runs as somebody else then.
#[cfg(unix)]
#[test]
fn a_read_only_folder_is_told_and_nothing_is_lost() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
    use std::os::unix::process::CommandExt as _;
    const NOBODY: u32 = 65_534;
    let laptop = Device::new("Laptop");
    let id = laptop.note("Kept", "text");
    let folder = laptop.data_dir();
    let is_root = std::fs::metadata(laptop.scratch()).unwrap().uid() == 0;
    let mut paths = vec![folder.clone(), laptop.key_file()];
    paths.extend(std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()));
    let mode = |path: &std::path::Path, dir: u32, file: u32| {
        let mode = if path.is_dir() { dir } else { file };
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    if is_root {
        std::fs::set_permissions(laptop.scratch(), std::fs::Permissions::from_mode(0o755)).unwrap();
        paths.iter().for_each(|path| chown(path, Some(NOBODY), Some(NOBODY)).unwrap());
    }
    paths.iter().for_each(|path| mode(path, 0o555, 0o400));
    let mut command = laptop.command();
    command.args(["--json", "note", "new", "--title", "Lost?"]);
    if is_root {
        command.uid(NOBODY).gid(NOBODY);
    }
    let answer = laptop.finish(&mut command, None);
    assert_eq!(answer.code, 1, "{answer:?}");
    assert!(!answer.stderr.contains("panicked") && !answer.stderr.is_empty(), "{answer:?}");
    paths.iter().for_each(|path| mode(path, 0o700, 0o600));
    if is_root {
        paths.iter().for_each(|path| chown(path, Some(0), Some(0)).unwrap());
    }
    assert_eq!(laptop.show(&id)["body"], "text");
    assert_eq!(laptop.ok(["note", "list"]).lines().len(), 1);
}
