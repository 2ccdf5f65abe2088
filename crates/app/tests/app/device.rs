//! A data folder with a vault, and what tests do with it.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use driftless_app::view::{
    ChangesView, LengthOrLine, ListQuery, ListScope, NewNote, NotePatch, NotePush, NoteRow, SectionView,
    SessionMessage, SortBy,
};
use driftless_app::{App, KeyChoice, OpenOptions, Role, SessionSink};
use driftless_domain::body::{ChangeSet, Section};
use tempfile::TempDir;

/// Longest wait for news of another thread or process.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A folder that is removed at the end.
pub(crate) struct Folder {
    dir: TempDir,
}

impl Folder {
    pub(crate) fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.dir.path().to_owned()
    }

    pub(crate) fn options(&self, role: Role) -> OpenOptions {
        options(self.path(), role)
    }

    pub(crate) fn create(&self) -> App {
        App::create(self.options(Role::Command)).unwrap()
    }

    pub(crate) fn open(&self) -> App {
        App::open(self.options(Role::Command)).unwrap()
    }

    pub(crate) fn window(&self) -> App {
        App::open(self.options(Role::Window)).unwrap()
    }
}

pub(crate) fn options(folder: PathBuf, role: Role) -> OpenOptions {
    OpenOptions {
        data_dir: folder.join("data"),
        key: KeyChoice::KeyFile(folder.join("key")),
        device_name: Some("Test device".to_owned()),
        role,
    }
}

pub(crate) fn new_note(title: &str, body: &str) -> NewNote {
    NewNote { title: title.to_owned(), body: body.to_owned(), notebook_id: None, tags: Vec::new(), pinned: false }
}

pub(crate) fn no_patch() -> NotePatch {
    NotePatch::default()
}

pub(crate) fn query(scope: ListScope) -> ListQuery {
    ListQuery::new(scope, SortBy::Updated, 0, 100)
}

pub(crate) fn rows(app: &App, scope: ListScope) -> Vec<NoteRow> {
    app.list_notes(&query(scope)).unwrap().rows
}

/// An editor in a window: its text is what the session told it, nothing else.
pub(crate) struct Editor {
    pub(crate) app: App,
    pub(crate) session: String,
    pub(crate) version: u32,
    pub(crate) text: String,
    client: String,
    seq: u32,
    inbox: Receiver<SessionMessage>,
}

impl Editor {
    pub(crate) fn open(app: &App, note: &str, client: &str) -> Self {
        let (sink, inbox) = channel_sink();
        let opened = app.note_open(note, sink).unwrap();
        Self {
            app: app.clone(),
            session: opened.session,
            version: opened.version,
            text: opened.text,
            client: client.to_owned(),
            seq: 0,
            inbox,
        }
    }

    /// Pushes a change made on what the editor shows, until it is taken.
    pub(crate) fn change(&mut self, changes: &ChangeSet) -> NotePush {
        self.seq += 1;
        let push = NotePush {
            session: self.session.clone(),
            client: self.client.clone(),
            seq: self.seq,
            base: self.version,
            changes: to_view(changes),
        };
        let answer = self.app.note_push(&push).unwrap();
        assert!(answer.ok, "nobody else edits meanwhile");
        self.catch_up();
        push
    }

    pub(crate) fn insert(&mut self, at: usize, text: &str) -> NotePush {
        let len = self.text.encode_utf16().count();
        self.change(&ChangeSet::new([
            Section::Keep(at),
            Section::Replace { delete: 0, insert: text.to_owned() },
            Section::Keep(len - at),
        ]))
    }

    pub(crate) fn append(&mut self, text: &str) -> NotePush {
        self.insert(self.text.encode_utf16().count(), text)
    }

    /// Takes in everything that was told by now.
    pub(crate) fn catch_up(&mut self) {
        while let Ok(message) = self.inbox.try_recv() {
            self.take(message);
        }
    }

    /// Waits until the text holds something.
    pub(crate) fn wait_for(&mut self, wanted: &str) {
        while !self.text.contains(wanted) {
            let message = self.inbox.recv_timeout(PATIENCE).expect("the text arrives");
            self.take(message);
        }
    }

    fn take(&mut self, message: SessionMessage) {
        match message {
            SessionMessage::Changes { version, changes, .. } => {
                assert_eq!(version, self.version + 1, "each version comes once and in order");
                self.text = from_view(&changes).apply(&self.text).unwrap();
                self.version = version;
            }
            SessionMessage::Closed { reason } => panic!("closed: {reason}"),
        }
    }
}

pub(crate) fn channel_sink() -> (SessionSink, Receiver<SessionMessage>) {
    let (send, receive) = channel();
    (Box::new(move |message| send.send(message).is_ok()), receive)
}

pub(crate) fn to_view(changes: &ChangeSet) -> ChangesView {
    serde_json::from_value(serde_json::to_value(changes).unwrap()).unwrap()
}

pub(crate) fn from_view(changes: &ChangesView) -> ChangeSet {
    let sections = changes.0.iter().map(|section| match section {
        SectionView::Keep(len) => Section::Keep(*len as usize),
        SectionView::Replace(parts) => {
            let Some((LengthOrLine::Length(delete), lines)) = parts.split_first() else { panic!("no length") };
            let lines: Vec<&str> = lines
                .iter()
                .map(|line| match line {
                    LengthOrLine::Line(line) => line.as_str(),
                    LengthOrLine::Length(_) => panic!("two lengths"),
                })
                .collect();
            Section::Replace { delete: *delete as usize, insert: lines.join("\n") }
        }
    });
    ChangeSet::new(sections)
}
