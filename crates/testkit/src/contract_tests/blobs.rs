//! Attachments.

use driftless_domain::blob::BlobName;
use driftless_sync::contract::{Blob, BlobState, Store};

use super::fixture::{read, write};

fn blob(number: u8) -> Blob {
    Blob { name: BlobName([number; 32]), named_by: [number ^ 0xff; 32], bytes: vec![number; 5_000] }
}

fn names(store: &impl Store, state: BlobState) -> Vec<u8> {
    read(store, |tx| tx.blobs(state, 100)).iter().map(|row| row.name.0[0]).collect()
}

/// What is kept comes back byte for byte, once, however often it is added.
pub fn bytes_come_back_and_equal_files_are_kept_once(store: &impl Store) {
    assert_eq!(read(store, |tx| tx.load_blob(blob(1).name)), None);
    assert!(write(store, |tx| tx.add_blob(&blob(1))));
    assert!(!write(store, |tx| tx.add_blob(&blob(1))));
    assert_eq!(read(store, |tx| tx.load_blob(blob(1).name)), Some(blob(1)));
    let empty = Blob { bytes: Vec::new(), ..blob(2) };
    assert!(write(store, |tx| tx.add_blob(&empty)));
    assert_eq!(read(store, |tx| tx.load_blob(empty.name)), Some(empty));
    let row = read(store, |tx| tx.blob(blob(1).name)).unwrap();
    assert_eq!((row.state, row.size_bytes, row.tries, row.trouble), (BlobState::Waiting, 5_000, 0, None));
    let counts = read(store, |tx| tx.blob_counts());
    assert_eq!((counts.waiting, counts.waiting_bytes, counts.missing), (2, 5_000, 0));
}

/// Waiting until sent, waiting again when the server may have lost it; failures put it behind the others.
pub fn what_waits_is_sent_once_and_failures_go_last(store: &impl Store) {
    for number in [1, 2, 3] {
        write(store, |tx| tx.add_blob(&blob(number)));
    }
    write(store, |tx| tx.blob_failed(blob(1).name, "server.busy"));
    assert_eq!(names(store, BlobState::Waiting), [2, 3, 1]);
    assert_eq!(read(store, |tx| tx.blob_counts()).trouble.as_deref(), Some("server.busy"));
    write(store, |tx| tx.blob_sent(blob(1).name));
    write(store, |tx| tx.blob_sent(blob(2).name));
    assert_eq!((names(store, BlobState::Waiting), names(store, BlobState::Stored)), (vec![3], vec![1, 2]));
    let counts = read(store, |tx| tx.blob_counts());
    assert_eq!((counts.waiting, counts.trouble), (1, None));
    assert!(!write(store, |tx| tx.add_blob(&blob(1))), "it is at the server already");
    assert_eq!(names(store, BlobState::Waiting), [3]);
    write(store, |tx| tx.blobs_unsent());
    assert_eq!(names(store, BlobState::Waiting), [1, 2, 3]);
}

/// Missing until it comes; what came in its place is set aside and can be asked for again.
pub fn what_is_missing_comes_or_is_set_aside(store: &impl Store) {
    for number in [1, 2, 3] {
        write(store, |tx| tx.want_blob(blob(number).name));
    }
    write(store, |tx| tx.want_blob(blob(1).name));
    assert_eq!(names(store, BlobState::Missing), [1, 2, 3]);
    write(store, |tx| tx.receive_blob(&blob(1)));
    write(store, |tx| tx.set_blob_aside(blob(2).name, &[9; 70], "blob.damaged"));
    // What is here is not replaced by what is not it.
    write(store, |tx| tx.set_blob_aside(blob(1).name, &[9; 70], "blob.damaged"));
    write(store, |tx| tx.want_blob(blob(1).name));
    assert_eq!(read(store, |tx| tx.load_blob(blob(1).name)), Some(blob(1)));
    assert_eq!((names(store, BlobState::Missing), names(store, BlobState::SetAside)), (vec![3], vec![2]));
    let counts = read(store, |tx| tx.blob_counts());
    assert_eq!((counts.waiting, counts.missing, counts.set_aside), (0, 1, 1));
    write(store, |tx| tx.want_blob(blob(2).name));
    assert_eq!(names(store, BlobState::Missing), [2, 3]);
    write(store, |tx| tx.set_blob_aside(blob(3).name, &[9; 70], "blob.damaged"));
    assert!(write(store, |tx| tx.add_blob(&blob(3))), "the true one, pasted here");
    assert_eq!(names(store, BlobState::Waiting), [3]);
}
