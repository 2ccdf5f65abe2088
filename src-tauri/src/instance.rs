//! One program for each data folder. A second start puts what it was asked for into the folder of the
//! first, which carries it out; with another data folder it runs apart.
//!
//! Invariant: only who holds the lock takes requests, and a lock ends with its process, so what a power cut
//! leaves behind stops nobody.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};
use serde::{Deserialize, Serialize};

use crate::files::{Files, read_json};

/// How long a second start waits for the first to take its request, at most.
const ANSWER_WAIT: Duration = Duration::from_secs(5);
/// How often it looks in this time whether the first has ended meanwhile: a process that was killed a moment
/// ago still holds its lock, and then nobody answers.
const LOOKS: u32 = 25;
/// Most requests that are taken at once; the rest of a flood waits for the next look.
const REQUESTS_MAX: usize = 64;

/// What a start of the program was asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Request {
    /// Opens this note.
    pub(crate) note: Option<String>,
    /// Opens quick capture, and no other window.
    pub(crate) capture: bool,
    /// Allows the first to come to the front, where the system wants a reason for it (Wayland).
    pub(crate) activation: Option<String>,
}

/// What became of a claim.
#[derive(Debug)]
pub(crate) enum Claim {
    /// This process is the first.
    First(Instance),
    /// Another one has taken the request.
    Taken,
    /// Another one has the folder, and does not answer.
    Silent,
}

/// The first process of a data folder, until it is dropped.
#[derive(Debug)]
pub(crate) struct Instance {
    requests: PathBuf,
    /// None where the folder cannot be locked: then every start runs for itself, as the vault allows.
    _lock: Option<File>,
}

/// Becomes the first process of the data folder, or hands the request to it.
pub(crate) fn claim(files: &Files, request: &Request) -> Claim {
    match try_claim(files, request) {
        Ok(claim) => claim,
        Err(error) => {
            tracing::warn!(%error, "whether another window has this folder cannot be known");
            Claim::First(Instance { requests: PathBuf::new(), _lock: None })
        }
    }
}

fn try_claim(files: &Files, request: &Request) -> io::Result<Claim> {
    let folder = files.make()?;
    let requests = folder.join("requests");
    let lock = File::options().create(true).truncate(false).write(true).open(folder.join("lock"))?;
    match lock.try_lock() {
        Ok(()) => {
            fs::create_dir_all(&requests)?;
            Ok(Claim::First(Instance { requests, _lock: Some(lock) }))
        }
        Err(TryLockError::WouldBlock) => hand_over(lock, requests, request),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Puts the request where the first process looks, and waits until it is gone; becomes the first itself when
/// the other one ends.
fn hand_over(lock: File, requests: PathBuf, request: &Request) -> io::Result<Claim> {
    fs::create_dir_all(&requests)?;
    let name = std::process::id();
    let (unfinished, file) = (requests.join(format!("{name}.new")), requests.join(format!("{name}.json")));
    let (sender, events) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // Nobody listens any more when the request was taken.
        let _ = sender.send(event.is_ok());
    })
    .map_err(io::Error::other)?;
    watcher.watch(&requests, RecursiveMode::NonRecursive).map_err(io::Error::other)?;
    fs::write(&unfinished, serde_json::to_vec(request)?)?;
    fs::rename(&unfinished, &file)?;
    for _ in 0..LOOKS {
        // Own events come first; what counts is what is there afterwards.
        let _ = events.recv_timeout(ANSWER_WAIT / LOOKS);
        if !file.try_exists()? {
            return Ok(Claim::Taken);
        }
        if lock.try_lock().is_ok() {
            fs::remove_file(&file)?;
            return Ok(Claim::First(Instance { requests, _lock: Some(lock) }));
        }
    }
    // Nobody may find it an hour later and open a window.
    fs::remove_file(&file)?;
    Ok(Claim::Silent)
}

/// Looks for requests of later starts until it is dropped.
#[derive(Debug)]
pub(crate) struct Listening {
    _watcher: RecommendedWatcher,
}

impl Instance {
    /// Hands on every request of later starts. What was left of an earlier process is forgotten.
    ///
    /// # Errors
    /// The folder cannot be watched.
    pub(crate) fn listen(&self, carry_out: impl Fn(Request) + Send + 'static) -> notify::Result<Option<Listening>> {
        if self._lock.is_none() {
            return Ok(None);
        }
        let requests = self.requests.clone();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            if event.is_ok_and(|event| !event.kind.is_access()) {
                take_all(&requests).into_iter().for_each(&carry_out);
            }
        })?;
        watcher.watch(&self.requests, RecursiveMode::NonRecursive)?;
        Ok(Some(Listening { _watcher: watcher }))
    }
}

/// Reads and removes the requests that are there.
fn take_all(requests: &Path) -> Vec<Request> {
    let Ok(entries) = fs::read_dir(requests) else { return Vec::new() };
    let files = entries.flatten().map(|entry| entry.path()).filter(|path| path.extension() == Some("json".as_ref()));
    let mut taken = Vec::new();
    for file in files.take(REQUESTS_MAX) {
        let request = read_json(&file);
        // Only who removes it carries it out: two looks may see the same.
        if fs::remove_file(&file).is_err() {
            continue;
        }
        match request {
            Ok(request) => taken.push(request),
            Err(error) => tracing::warn!(%error, "a request of another start is not readable"),
        }
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(files: &Files) -> Instance {
        match claim(files, &Request::default()) {
            Claim::First(instance) => instance,
            Claim::Taken | Claim::Silent => panic!("somebody has the folder"),
        }
    }

    #[test]
    fn a_second_start_hands_its_request_to_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::of_data_folder(folder.path());
        let first = first(&files);
        let (sender, receiver) = mpsc::channel();
        let _listening = first.listen(move |request| sender.send(request).unwrap()).unwrap();
        let request = Request { note: Some("n".to_owned()), capture: true, activation: None };
        assert!(matches!(claim(&files, &request), Claim::Taken));
        assert_eq!(receiver.recv_timeout(ANSWER_WAIT).unwrap(), request);
    }

    #[test]
    fn another_data_folder_runs_apart() {
        let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let _one = first(&Files::of_data_folder(one.path()));
        let _two = first(&Files::of_data_folder(two.path()));
    }

    #[test]
    fn the_folder_is_free_when_the_first_has_ended() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::of_data_folder(folder.path());
        drop(first(&files));
        drop(first(&files));
    }

    /// A process that was killed a moment ago holds its lock a little longer, and answers nobody.
    #[test]
    fn a_start_that_finds_a_dying_process_takes_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::of_data_folder(folder.path());
        let dying = first(&files);
        let (sender, receiver) = mpsc::channel();
        let mut watcher = notify::recommended_watcher(move |_| _ = sender.send(())).unwrap();
        watcher.watch(&dying.requests, RecursiveMode::NonRecursive).unwrap();
        let later = std::thread::spawn({
            let files = files.clone();
            move || claim(&files, &Request::default())
        });
        receiver.recv_timeout(ANSWER_WAIT).unwrap();
        let requests = dying.requests.clone();
        drop(dying);
        assert!(matches!(later.join().unwrap(), Claim::First(_)));
        assert_eq!(take_all(&requests), [], "its own request is gone");
    }

    #[test]
    fn a_request_that_is_not_readable_is_removed_and_stops_nobody() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [("1.json", "{"), ("2.json", r#"{"note": 5}"#), ("3.json", r#"{"later": 1}"#)] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        fs::write(folder.path().join("4.new"), "half").unwrap();
        assert_eq!(take_all(folder.path()), [Request::default()]);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_that_cannot_be_used_stops_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "x").unwrap();
        assert!(first(&Files::of_data_folder(&file)).listen(|_| ()).unwrap().is_none());
    }
}
