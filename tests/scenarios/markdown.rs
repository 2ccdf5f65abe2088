//! Markdown folders through the command line: out, in, out again, and nothing is lost.

use std::collections::BTreeMap;
use std::path::Path;

use driftless_tests::programs::Device;
use serde_json::Value;

/// Every file of a folder with its text.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(at) = folders.pop() {
        for entry in std::fs::read_dir(at).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if entry.file_type().unwrap().is_dir() {
                found.insert(format!("{}/", path.strip_prefix(folder).unwrap().display()), String::new());
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                found.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

fn export(device: &Device, name: &str) -> BTreeMap<String, String> {
    let folder = device.scratch().join(name);
    device.ok(["export", "markdown", folder.to_str().unwrap()]);
    files(&folder)
}

#[test]
fn an_export_imported_elsewhere_exports_the_same_files() {
    let laptop = Device::new("Laptop");
    laptop.ok(["note", "new", "--title", "CON", "--body", "reserved"]);
    laptop.ok(["note", "new", "--title", "a/b: \"c\" #d", "--body", "---\ntitle: no\n---\nbody", "--tag", "yes"]);
    laptop.ok(["note", "new", "--title", "", "--body", "no title\n\n"]);
    laptop.ok(["note", "new", "--title", "", "--body", "another\n"]);
    laptop.ok(["note", "new", "--title", "Same", "--body", "1", "--notebook", "Work/Q1", "--pinned"]);
    laptop.ok([
        "note",
        "new",
        "--title",
        "same",
        "--body",
        "2",
        "--notebook",
        "Work/Q1",
        "--tag",
        "a/b",
        "--tag",
        "2026",
    ]);
    laptop.ok(["note", "new", "--title", "潮だまり", "--body", "low\u{2028}water", "--notebook", "Wo:rk?"]);
    let trashed = laptop.note("Trash", "");
    laptop.ok(["note", "delete", &trashed]);
    let first = export(&laptop, "out");
    assert_eq!(first.keys().filter(|name| name.ends_with(".md")).count(), 7);

    let phone = Device::new("Phone");
    let report = phone.ok(["import", "markdown", laptop.scratch().join("out").to_str().unwrap()]).json();
    assert_eq!(report["notes"], 7);
    assert_eq!(report["not_taken"], serde_json::json!([]));
    assert_eq!(report["remarks"], serde_json::json!([]));
    assert_eq!(export(&phone, "out"), first);
}

#[test]
fn a_dry_run_tells_the_same_counts_and_writes_nothing() {
    let laptop = Device::new("Laptop");
    let folder = laptop.scratch().join("in");
    std::fs::create_dir_all(folder.join("Work/.obsidian")).unwrap();
    std::fs::write(folder.join("Work/plan.md"), "---\ntags: [a]\naliases: [P]\n---\nplan").unwrap();
    std::fs::write(folder.join("bad.md"), b"\xff\xfe\x00").unwrap();
    std::fs::write(folder.join("picture.png"), b"x").unwrap();
    let hash = laptop.hash();
    let dry = laptop.ok(["import", "markdown", "--dry-run", folder.to_str().unwrap()]).json();
    assert_eq!(laptop.hash(), hash);
    let wet = laptop.ok(["import", "markdown", folder.to_str().unwrap()]).json();
    for field in ["notes", "notebooks", "not_taken", "remarks"] {
        assert_eq!(dry[field], wet[field], "{field}");
    }
    assert_eq!(wet["notes"], 1);
    assert_eq!(wet["not_taken"].as_array().map(Vec::len), Some(3));
    let note = &laptop.ok(["note", "list"]).lines()[0];
    assert_eq!((&note["title"], &note["notebook"]), (&Value::from("plan"), &Value::from("Work")));
    let exported = export(&laptop, "out");
    assert!(exported["Work/plan.md"].contains("aliases: [P]\n"), "unknown keys come back");
}

#[test]
fn an_export_never_writes_into_a_folder_with_files_unless_told() {
    let laptop = Device::new("Laptop");
    laptop.note("Mine", "new");
    let folder = laptop.scratch().join("out");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("Mine.md"), "old").unwrap();
    std::fs::write(folder.join("other.txt"), "other").unwrap();
    let refused = laptop.run(["export", "markdown", folder.to_str().unwrap()]);
    assert_eq!(refused.code, 2, "{refused:?}");
    assert_eq!(files(&folder)["Mine.md"], "old");
    laptop.ok(["export", "markdown", "--force", folder.to_str().unwrap()]);
    assert!(files(&folder)["Mine.md"].ends_with("new"));
    assert_eq!(files(&folder)["other.txt"], "other");
}

/// Pictures and papers go out beside the notes and come back in, byte for byte.
#[test]
fn attachments_go_out_and_come_back() {
    let laptop = Device::new("Laptop");
    let picture = [b"\x89PNG\r\n\x1a\n".as_slice(), &[7; 3_000]].concat();
    let file = laptop.scratch().join("shore (1).png");
    std::fs::write(&file, &picture).unwrap();
    let note = laptop.ok(["note", "new", "--title", "Pools", "--notebook", "Work/Coast"]).json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let added = laptop.ok(["attachment", "add", &note, file.to_str().unwrap()]).json();
    let lost = "0".repeat(64);
    laptop.ok(["note", "edit", &note, "--append", &format!("![gone](driftless://blob/{lost}.png)")]);
    let out = laptop.scratch().join("out");
    let report = laptop.ok(["export", "markdown", out.to_str().unwrap()]).json();
    assert_eq!(report["attachments"], 1);
    assert_eq!(report["remarks"].as_array().unwrap().len(), 1, "what is not here is told: {report}");
    let text = std::fs::read_to_string(out.join("Work/Coast/Pools.md")).unwrap();
    let name = added["name"].as_str().unwrap();
    assert!(text.contains(&format!("![shore (1)](../../attachments/{name}.png)")), "{text}");
    assert!(text.contains(&format!("driftless://blob/{lost}.png")));
    assert_eq!(std::fs::read(out.join(format!("attachments/{name}.png"))).unwrap(), picture);

    // What others write, too; nothing from outside of the folder.
    std::fs::write(out.join("other.md"), "![[photo.png|300]] [paper](<my paper.pdf>) ![x](../key) ![none](none.png)")
        .unwrap();
    std::fs::write(out.join("attachments/photo.png"), &picture).unwrap();
    std::fs::write(out.join("my paper.pdf"), b"%PDF-1.7").unwrap();
    std::fs::write(out.join("unnamed.bin"), b"x").unwrap();
    std::fs::File::create(out.join("large.bin")).unwrap().set_len(10 * 1024 * 1024 + 1).unwrap();
    std::fs::write(out.join("large.md"), "[l](large.bin)").unwrap();
    let phone = Device::new("Phone");
    let planned = phone.ok(["import", "markdown", out.to_str().unwrap(), "--dry-run"]).json();
    let report = phone.ok(["import", "markdown", out.to_str().unwrap()]).json();
    assert_eq!((&planned["attachments"], &report["attachments"]), (&report["attachments"], &serde_json::json!(3)));
    let not_taken: Vec<_> =
        report["not_taken"].as_array().unwrap().iter().map(|line| line["path"].as_str().unwrap()).collect();
    assert_eq!(not_taken, ["large.bin", "unnamed.bin"]);
    assert!(report["remarks"].to_string().contains("large.bin"), "{report}");
    let notes = phone.ok(["note", "list"]).lines();
    let text_of = |title: &str| {
        let note = notes.iter().find(|note| note["title"] == title).unwrap();
        phone.show(note["id"].as_str().unwrap())["body"].as_str().unwrap().to_owned()
    };
    let kept = text_of("Pools");
    let name = kept.split("driftless://blob/").nth(1).unwrap().split('.').next().unwrap();
    assert_ne!(name, added["name"], "another vault gives another name");
    let saved = phone.scratch().join("saved");
    phone.ok(["attachment", "save", name, saved.to_str().unwrap()]);
    assert_eq!(std::fs::read(saved).unwrap(), picture);
    let other = text_of("other");
    assert!(
        other.starts_with(&format!("![photo|300](driftless://blob/{name}.png) [paper](driftless://blob/")),
        "{other}"
    );
    assert!(other.ends_with("![x](../key) ![none](none.png)"), "{other}");
    assert_eq!(text_of("large"), "[l](large.bin)");
}
