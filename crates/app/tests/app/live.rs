//! Windows that sync by themselves, through a real server.

use std::sync::mpsc::{Receiver, channel};

use driftless_app::view::{ErrorKind, ListScope, NewNote, NotePatch, ReviewKind, SyncMood};
use driftless_app::{App, AppEvent, Subscription, SyncHint};

use crate::device::{Editor, Folder, PATIENCE, new_note, no_patch, rows};
use crate::server::Server;

/// A window and its news.
pub(crate) struct Window {
    pub(crate) app: App,
    news: Receiver<AppEvent>,
    _subscription: Subscription,
    folder: Folder,
}

impl Window {
    pub(crate) fn open() -> Self {
        let folder = Folder::new();
        drop(folder.create());
        let app = folder.window();
        let (tell, news) = channel();
        let subscription = app.subscribe(move |event| drop(tell.send(event.clone())));
        Self { app, news, _subscription: subscription, folder }
    }

    /// Waits until something is so; looks again at every piece of news.
    pub(crate) fn wait(&self, what: &str, is_so: impl Fn(&App) -> bool) {
        while !is_so(&self.app) {
            let news = self.news.recv_timeout(PATIENCE);
            assert!(news.is_ok() || is_so(&self.app), "{what}: {:?}", self.app.sync_status());
        }
    }

    pub(crate) fn wait_for_text(&self, id: &str, wanted: &[&str]) -> String {
        self.wait("the text arrives", |app| {
            app.note_text(id).is_ok_and(|text| wanted.iter().all(|part| text.contains(part)))
        });
        self.app.note_text(id).unwrap()
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        self.app.close().unwrap();
    }
}

pub(crate) fn pair(server: &mut Server) -> (Window, Window) {
    let (left, right) = (Window::open(), Window::open());
    left.app.connect(&server.code()).unwrap();
    right.app.connect(&left.app.connect_code().unwrap()).unwrap();
    (left, right)
}

#[test]
fn a_remote_edit_appears_in_the_open_note_by_itself() {
    let mut server = Server::start();
    let (left, right) = pair(&mut server);
    let id = left.app.note_create(&new_note("Shared", "shore")).unwrap().row.id;
    right.wait("the note arrives", |app| rows(app, ListScope::All).len() == 1);
    let mut there = Editor::open(&right.app, &id, "right");
    let mut here = Editor::open(&left.app, &id, "left");
    here.append(" and waves");
    there.wait_for("waves");
    there.insert(0, "the ");
    here.wait_for("the ");
    assert_eq!((here.text.as_str(), there.text.as_str()), ("the shore and waves", "the shore and waves"));
    left.wait("all is sent", |app| app.sync_status().unwrap().mood == SyncMood::Synced);
}

#[test]
fn what_both_wrote_while_the_server_was_away_converges_when_it_is_back() {
    let mut server = Server::start();
    let (left, right) = pair(&mut server);
    let id = left.app.note_create(&new_note("Title", "middle")).unwrap().row.id;
    right.wait("the note arrives", |app| app.note_text(&id).is_ok_and(|text| text == "middle"));
    left.wait("all is sent", |app| app.sync_status().unwrap().pending == 0);
    server.stop();
    left.app.edit_body(&id, "left middle").unwrap();
    right.app.edit_body(&id, "middle right").unwrap();
    for (window, title) in [(&left, "Left"), (&right, "Right")] {
        let patch = NotePatch { title: Some(title.to_owned()), ..no_patch() };
        window.app.notes_patch(std::slice::from_ref(&id), &patch).unwrap();
        window.wait("the trouble is told", |app| app.sync_status().unwrap().mood == SyncMood::Trouble);
        let status = window.app.sync_status().unwrap();
        assert!(status.trouble.is_some() && status.trouble_since.is_some() && status.next_try_at.is_some());
    }
    server.start_again();
    left.app.sync_hint(SyncHint::Online);
    right.app.sync_now().unwrap();
    assert_eq!(left.wait_for_text(&id, &["left", "right"]), right.wait_for_text(&id, &["left", "right"]));
    for window in [&left, &right] {
        window.wait("both titles are there", |app| app.reviews().unwrap().len() == 1);
        let reviews = window.app.reviews().unwrap();
        let ReviewKind::Field { shown, others, .. } = &reviews[0].reason else { panic!("{reviews:?}") };
        let mut titles = [shown.value.as_str(), others[0].value.as_str()];
        titles.sort_unstable();
        assert_eq!(titles, ["Left", "Right"]);
        let told = [&shown.device, &others[0].device];
        assert!(told.contains(&&Some("Test device".to_owned())) && told.contains(&&None), "{told:?}");
    }
}

#[test]
fn a_tag_renamed_while_the_other_device_writes_in_that_note_loses_nobodys_words() {
    let mut server = Server::start();
    let (left, right) = pair(&mut server);
    let note = NewNote { tags: vec!["sea".to_owned()], ..new_note("Shared", "at the #sea, low tide") };
    let id = left.app.note_create(&note).unwrap().row.id;
    right.wait_for_text(&id, &["low tide"]);
    left.wait("all is sent", |app| app.sync_status().unwrap().pending == 0);
    server.stop();
    let mut there = Editor::open(&right.app, &id, "right");
    there.insert(0, "we were ");
    left.app.tag_rename("sea", "coast").unwrap();
    there.append(" #sea at noon");
    server.start_again();
    left.app.sync_hint(SyncHint::Online);
    right.app.sync_now().unwrap();
    let wanted = ["we were at the #coast, low tide", " #sea at noon"];
    assert_eq!(left.wait_for_text(&id, &wanted), right.wait_for_text(&id, &wanted));
    there.wait_for("#coast");
    for window in [&left, &right] {
        window.wait("the tag is renamed", |app| app.note_meta(&id).is_ok_and(|meta| meta.row.tags == ["coast"]));
    }
}

#[test]
fn what_was_written_before_joining_moves_into_the_joined_vault() {
    let mut server = Server::start();
    let (left, right) = (Window::open(), Window::open());
    left.app.note_create(&new_note("of the first", "")).unwrap();
    right.app.note_create(&new_note("of the second", "kept")).unwrap();
    left.app.connect(&server.code()).unwrap();
    right.app.connect(&format!(" \n{}\n", left.app.connect_code().unwrap())).unwrap();
    for window in [&left, &right] {
        window.wait("both notes are there", |app| rows(app, ListScope::All).len() == 2);
    }
    // A data folder that syncs already does not move to another vault.
    let other = Window::open();
    other.app.connect(&server.code()).unwrap();
    let refused = right.app.connect(&other.app.connect_code().unwrap()).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::BadConnectCode);
    assert_eq!(rows(&right.app, ListScope::All).len(), 2);
}

#[test]
fn the_blank_note_of_a_first_start_does_not_come_along_into_the_joined_vault() {
    let mut server = Server::start();
    let (left, right) = (Window::open(), Window::open());
    left.app.note_create(&new_note("of the first", "")).unwrap();
    left.app.connect(&server.code()).unwrap();
    // The second device: a first start opened a blank note, another has one letter, a third only a tag.
    let blank = right.app.note_create(&new_note("", "")).unwrap().row.id;
    right.app.note_create(&new_note("", "a")).unwrap();
    let tagged = NewNote { tags: vec!["kept".to_owned()], ..new_note("", "") };
    right.app.note_create(&tagged).unwrap();
    // Written and emptied again: it has a history, so it is somebody's note.
    let emptied = right.app.note_create(&new_note("", "")).unwrap().row.id;
    let named = NotePatch { title: Some("once".to_owned()), ..no_patch() };
    right.app.notes_patch(std::slice::from_ref(&emptied), &named).unwrap();
    let unnamed = NotePatch { title: Some(String::new()), ..no_patch() };
    right.app.notes_patch(std::slice::from_ref(&emptied), &unnamed).unwrap();

    right.app.connect(&left.app.connect_code().unwrap()).unwrap();

    for window in [&left, &right] {
        window.wait("the four notes that say something are there", |app| rows(app, ListScope::All).len() == 4);
        assert!(rows(&window.app, ListScope::All).iter().all(|row| row.id != blank));
        assert!(rows(&window.app, ListScope::Trash).is_empty());
    }
}

#[test]
fn a_code_that_leads_nowhere_changes_nothing() {
    let mut server = Server::start();
    let code = server.code();
    let window = Window::open();
    let truncated = &code[..code.len() - 4];
    let (start, end) = code.split_at(40);
    let flipped = if end.starts_with('A') { "B" } else { "A" };
    let altered = format!("{start}{flipped}{}", &end[1..]);
    for bad in ["", "hello", truncated, &altered] {
        assert_eq!(window.app.connect(bad).unwrap_err().kind(), ErrorKind::BadConnectCode, "{bad:?}");
    }
    server.stop();
    assert_eq!(window.app.connect(&code).unwrap_err().kind(), ErrorKind::Network);
    assert_eq!(window.app.connect_code().unwrap_err().kind(), ErrorKind::Refused);
    assert_eq!(window.app.sync_now().unwrap_err().kind(), ErrorKind::Refused);
    assert_eq!(window.app.sync_status().unwrap().mood, SyncMood::Local);
}

#[test]
fn leaving_the_server_keeps_every_note_and_what_waits_is_sent_when_it_is_joined_again() {
    let mut server = Server::start();
    let (left, right) = pair(&mut server);
    let code = right.app.connect_code().unwrap();
    let id = left.app.note_create(&new_note("Shared", "before")).unwrap().row.id;
    right.wait_for_text(&id, &["before"]);
    left.wait("all is sent", |app| app.sync_status().unwrap().mood == SyncMood::Synced);

    // Asked for beside the window, as `driftless disconnect` does.
    let status = left.folder.open().disconnect().unwrap();
    assert_eq!((status.mood, status.server, status.pending), (SyncMood::Local, None, 0));
    left.wait("the window hears of it", |app| app.sync_status().unwrap().mood == SyncMood::Local);
    left.app.edit_body(&id, "before and after").unwrap();
    assert_eq!(left.app.sync_now().unwrap_err().kind(), ErrorKind::Refused);
    assert_eq!(left.app.disconnect().unwrap_err().kind(), ErrorKind::Refused);
    // The other device goes on, and nothing of the first one reaches it.
    right.app.edit_body(&id, "right before").unwrap();
    right.wait("all is sent", |app| app.sync_status().unwrap().mood == SyncMood::Synced);
    assert_eq!(right.app.note_text(&id).unwrap(), "right before");
    assert_eq!(left.app.note_text(&id).unwrap(), "before and after");
    assert_eq!(left.app.sync_status().unwrap().pending, 1);

    left.app.connect(&code).unwrap();
    let wanted = ["right ", " and after"];
    assert_eq!(left.wait_for_text(&id, &wanted), right.wait_for_text(&id, &wanted));
}

#[test]
fn a_command_beside_a_window_gets_its_cycle_from_the_window() {
    let mut server = Server::start();
    let (left, right) = pair(&mut server);
    let command = left.folder.open();
    let id = command.note_create(&new_note("from the command line", "")).unwrap().row.id;
    let cycle = command.sync_once().unwrap();
    assert_eq!(cycle.error, None);
    right.wait("it arrives", |app| app.note_meta(&id).is_ok());
}

#[test]
fn a_command_alone_runs_its_own_cycle() {
    let mut server = Server::start();
    let (first, second) = (Folder::new(), Folder::new());
    let (left, right) = (first.create(), second.create());
    assert_eq!(left.sync_once().unwrap_err().kind(), ErrorKind::Refused);
    left.connect(&server.code()).unwrap();
    let id = left.note_create(&new_note("n", "text")).unwrap().row.id;
    let cycle = left.sync_once().unwrap();
    assert_eq!((cycle.uploaded, cycle.error), (2, None), "the device's name and the note");
    right.connect(&left.connect_code().unwrap()).unwrap();
    right.sync_once().unwrap();
    assert_eq!(right.note_text(&id).unwrap(), "text");
    left.sync_once().unwrap();
    server.stop();
    let failed = right.sync_once().unwrap();
    assert!(failed.error.is_some());
}
