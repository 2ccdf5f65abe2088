//! Several writers: the texts become equal, and an editor that follows the change sets stays with them.

use driftless_domain::body::{ChangeSet, LoroText, Section, TextBody};
use proptest::prelude::*;

/// One step of one writer.
#[derive(Debug, Clone)]
enum Step {
    /// At a place (by share of the text), delete some characters and insert.
    Edit { writer: usize, at: u16, delete: u8, insert: String },
    /// Replace the whole by a text made from it.
    Replace { writer: usize, insert: String },
    /// Take in everything that another writer has and this one has not.
    Pull { from: usize, to: usize },
    /// Write to disk and read back.
    Reload { writer: usize },
}

fn step() -> impl Strategy<Value = Step> {
    let words = "[a-c \n]{0,6}|[長雨é\u{301}😀👩\u{200d}👧]{0,3}";
    prop_oneof![
        8 => (0..3_usize, any::<u16>(), 0..6_u8, words)
            .prop_map(|(writer, at, delete, insert)| Step::Edit { writer, at, delete, insert }),
        1 => (0..3_usize, words).prop_map(|(writer, insert)| Step::Replace { writer, insert }),
        4 => (0..3_usize, 0..3_usize).prop_map(|(from, to)| Step::Pull { from, to }),
        1 => (0..3_usize).prop_map(|writer| Step::Reload { writer }),
    ]
}

/// A writer with an editor that only ever sees change sets.
struct Writer {
    body: LoroText,
    editor: String,
    peer: u64,
}

impl Writer {
    fn follow(&mut self, changes: &ChangeSet) {
        self.editor = changes.apply(&self.editor).unwrap();
        assert_eq!(self.editor, self.body.text().unwrap());
        let json = serde_json::to_string(changes).unwrap();
        assert_eq!(&serde_json::from_str::<ChangeSet>(&json).unwrap(), changes);
    }

    fn edit(&mut self, at: u16, delete: u8, insert: &str) {
        let units: Vec<usize> = self.editor.chars().map(char::len_utf16).collect();
        let from = usize::from(at) * units.len() / usize::from(u16::MAX).max(1);
        let to = (from + usize::from(delete)).min(units.len());
        let (kept, deleted) = (units[..from].iter().sum(), units[from..to].iter().sum());
        let rest = units[to..].iter().sum();
        let changes = ChangeSet::new([
            Section::Keep(kept),
            Section::Replace { delete: deleted, insert: insert.to_owned() },
            Section::Keep(rest),
        ]);
        self.body.edit(&changes).unwrap();
        self.follow(&changes);
    }
}

fn pull(writers: &mut [Writer], from: usize, to: usize) {
    let version = writers[to].body.version().unwrap();
    let update = writers[from].body.updates_since(&version).unwrap();
    let imported = writers[to].body.import(&[&update]).unwrap();
    assert!(!imported.is_pending);
    writers[to].follow(&imported.changes);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]
    #[test]
    fn writers_converge_and_editors_follow(steps in prop::collection::vec(step(), 1..40)) {
        let mut writers: Vec<Writer> =
            (0..3).map(|peer| Writer { body: LoroText::empty(peer), editor: String::new(), peer }).collect();
        for step in steps {
            match step {
                Step::Edit { writer, at, delete, insert } => writers[writer].edit(at, delete, &insert),
                Step::Replace { writer, insert } => {
                    let text = format!("{insert}{}", writers[writer].editor.replace('b', &insert));
                    let (changes, _) = writers[writer].body.replace(&text).unwrap();
                    writers[writer].follow(&changes);
                    prop_assert_eq!(&writers[writer].editor, &text);
                }
                Step::Pull { from, to } => pull(&mut writers, from, to),
                Step::Reload { writer } => {
                    let writer = &mut writers[writer];
                    let version = writer.body.version().unwrap();
                    writer.body = LoroText::load(&writer.body.snapshot().unwrap(), writer.peer).unwrap();
                    prop_assert_eq!(writer.body.text().unwrap(), writer.editor.as_str());
                    prop_assert_eq!(writer.body.version().unwrap(), version);
                }
            }
        }
        for (from, to) in [(0, 1), (1, 2), (2, 0), (0, 1)] {
            pull(&mut writers, from, to);
        }
        prop_assert_eq!(&writers[0].editor, &writers[1].editor);
        prop_assert_eq!(&writers[0].editor, &writers[2].editor);
    }
}
