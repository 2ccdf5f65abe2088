//! One editor: what fits is applied, what does not leaves the text as it was.

use driftless_domain::body::{BodyError, ChangeSet, InvalidChange, LoroText, Section, TextBody};
use driftless_domain::limits::BODY_BYTES_MAX;

use crate::text_with;

fn replace(delete: usize, insert: &str) -> Section {
    Section::Replace { delete, insert: insert.to_owned() }
}

/// A change inside a surrogate pair is refused as a whole, also when its first part would fit.
#[test]
fn a_change_that_splits_a_character_leaves_the_text_as_it_was() {
    let mut body = text_with(1, "a😀b長");
    let version = body.version().unwrap();
    for sections in [
        vec![replace(0, "x"), Section::Keep(2), replace(1, ""), Section::Keep(2)],
        vec![replace(1, "x"), Section::Keep(1), replace(0, "y"), Section::Keep(3)],
    ] {
        let error = body.edit(&ChangeSet::new(sections)).unwrap_err();
        assert_eq!(error, BodyError::Change(InvalidChange::SplitsCharacter(2)));
    }
    assert_eq!(body.text().unwrap(), "a😀b長");
    assert_eq!(body.version().unwrap(), version);
}

#[test]
fn a_change_for_another_length_is_refused() {
    let mut body = text_with(1, "abc");
    let error = body.edit(&ChangeSet::new([Section::Keep(4), replace(0, "x")])).unwrap_err();
    assert_eq!(error, BodyError::Change(InvalidChange::Length { expected: 4, actual: 3 }));
    let huge = ChangeSet::new([Section::Keep(usize::MAX), Section::Replace { delete: 5, insert: String::new() }]);
    assert!(body.edit(&huge).is_err());
    assert_eq!(body.text().unwrap(), "abc");
}

#[test]
fn a_text_over_its_limit_is_refused_and_may_still_shrink() {
    let mut body = LoroText::empty(1);
    let almost = "x".repeat(BODY_BYTES_MAX - 1);
    body.replace(&almost).unwrap();
    let grow = ChangeSet::new([Section::Keep(BODY_BYTES_MAX - 1), replace(0, "長")]);
    assert_eq!(body.edit(&grow).unwrap_err(), BodyError::TooLarge(BODY_BYTES_MAX));
    assert_eq!(body.text().unwrap().len(), BODY_BYTES_MAX - 1);
    body.edit(&ChangeSet::new([Section::Keep(BODY_BYTES_MAX - 3), replace(2, "長")])).unwrap();
    assert_eq!(body.text().unwrap().len(), BODY_BYTES_MAX);
}

/// A file changed outside: only what changed is touched, so an edit made meanwhile elsewhere survives.
#[test]
fn a_replaced_text_merges_with_what_others_wrote() {
    let mut ours = text_with(1, "# Tide pools\n\nSea stars.\nKelp crab.\n");
    let mut theirs = LoroText::load(&ours.snapshot().unwrap(), 2).unwrap();
    let (_, outside) = ours.replace("# Tide pools\n\nFive sea stars.\nKelp crab.\nAn octopus!\n").unwrap();
    let (_, meanwhile) = theirs.replace("# Tide pools at dawn\n\nSea stars.\nA kelp crab.\n").unwrap();
    ours.import(&[&meanwhile]).unwrap();
    theirs.import(&[&outside]).unwrap();
    let merged = "# Tide pools at dawn\n\nFive sea stars.\nA kelp crab.\nAn octopus!\n";
    assert_eq!(ours.text().unwrap(), merged);
    assert_eq!(theirs.text().unwrap(), merged);
}

#[test]
fn replacing_a_text_by_itself_writes_nothing() {
    let mut body = text_with(1, "same\n");
    let version = body.version().unwrap();
    let (changes, _) = body.replace("same\n").unwrap();
    assert!(changes.is_empty());
    assert_eq!(body.version().unwrap(), version);
}
