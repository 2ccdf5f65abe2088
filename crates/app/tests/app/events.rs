//! News for windows.

use std::sync::mpsc::channel;

use driftless_app::{App, AppEvent, Role};

use crate::device::{Folder, PATIENCE, new_note};

#[test]
fn every_change_is_told_once_with_its_ids() {
    let folder = Folder::new();
    let app = folder.create();
    let (tell, news) = channel();
    let subscription = app.subscribe(move |event| drop(tell.send(event.clone())));
    let id = app.note_create(&new_note("a", "")).unwrap().row.id;
    let told: Vec<AppEvent> = news.try_iter().collect();
    let changed: Vec<&AppEvent> = told.iter().filter(|event| matches!(event, AppEvent::Changed(_))).collect();
    assert_eq!(changed.len(), 1);
    assert!(matches!(changed[0], AppEvent::Changed(event) if event.ids == [id]));
    assert!(told.iter().any(|event| matches!(event, AppEvent::Status(status) if status.pending == 1)));
    drop(subscription);
    app.note_create(&new_note("b", "")).unwrap();
    assert_eq!(news.try_iter().count(), 0);
}

#[test]
fn a_window_is_told_what_another_program_wrote() {
    let folder = Folder::new();
    drop(folder.create());
    let window = App::open(folder.options(Role::Window)).unwrap();
    let (tell, news) = channel();
    let _subscription = window.subscribe(move |event| drop(tell.send(event.clone())));
    let id = folder.open().note_create(&new_note("a", "")).unwrap().row.id;
    let is_it = |event: AppEvent| matches!(event, AppEvent::Changed(event) if event.ids == [id.clone()]);
    while !is_it(news.recv_timeout(PATIENCE).expect("the news arrives")) {}
}
