//! The note of today and saved searches on the command line, beside what the window chose.

use driftless_tests::programs::Device;

#[test]
fn the_note_of_today_is_one_and_is_made_once() {
    let device = Device::new("laptop");
    let mut today = device.command();
    // Any place will do that is not UTC: the day is the one of that place.
    let first = device.finish(today.env("TZ", "Pacific/Auckland").args(["--json", "note", "today"]), None).json();
    assert_eq!((&first["is_new"], &first["template_missing"]), (&true.into(), &false.into()));
    let again = device.finish(device.command().env("TZ", "Pacific/Auckland").args(["note", "today"]), None);
    let id = first["id"].as_str().unwrap();
    assert_eq!(again.stdout.trim(), id);
    let title = device.show(id)["title"].as_str().unwrap().to_owned();
    assert!(title.len() == 10 && title.starts_with("20"), "{title}");
    device.ok(["note", "edit", id, "--append", "Low water at noon"]);
    assert_eq!(device.ok(["note", "list"]).lines().len(), 1);
    // Twenty-five hours apart it is never the same day.
    let west = device.finish(device.command().env("TZ", "Pacific/Pago_Pago").args(["--json", "note", "today"]), None);
    let other = west.json()["id"].as_str().unwrap().to_owned();
    assert!(other == id || device.show(&other)["title"].as_str() < Some(title.as_str()));
}

#[test]
fn a_saved_search_is_added_run_and_deleted_by_its_name() {
    let device = Device::new("laptop");
    let tide = device.note("Tide pool", "low water");
    device.note("Bread", "flour and water");
    let id = device.ok(["saved-search", "add", "Shore", "title:tide", "or", "title:shore"]).json()["id"].clone();
    let listed = device.ok(["saved-search", "list"]).lines();
    assert_eq!((listed.len(), &listed[0]["id"], &listed[0]["name"]), (1, &id, &"Shore".into()));
    let hits = device.ok(["saved-search", "run", "shore"]).lines();
    assert_eq!((hits.len(), hits[0]["id"].as_str()), (1, Some(tide.as_str())));
    assert_eq!(device.ok(["saved-search", "run", id.as_str().unwrap(), "--limit", "1"]).lines().len(), 1);

    assert_eq!(device.run(["saved-search", "add", "Wrong", "created:neverday"]).code, 2);
    let none = device.run(["saved-search", "run", "Nothing"]);
    assert_eq!(none.code, 1);
    assert!(none.stderr.contains("saved-search list"), "{none:?}");
    device.ok(["saved-search", "add", "shore", "tide"]);
    assert_eq!(device.run(["saved-search", "delete", "Shore"]).code, 2, "which of the two?");
    device.ok(["saved-search", "delete", id.as_str().unwrap()]);
    assert_eq!(device.ok(["saved-search", "list"]).lines().len(), 1);
    assert_eq!(device.ok(["note", "list"]).lines().len(), 2, "notes stay");
}
