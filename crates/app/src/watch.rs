//! Notices that another process wrote to the database: its write-ahead log changes.

use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};

use driftless_store::DataFolder;

/// A running watch; dropping it ends it.
#[derive(Debug)]
pub(crate) struct Watch {
    _watcher: RecommendedWatcher,
}

impl Watch {
    /// Calls `touched` whenever the write-ahead log changes, by this process too.
    pub(crate) fn start(folder: &DataFolder, touched: impl Fn() + Send + 'static) -> notify::Result<Self> {
        let mut log = folder.database().into_os_string();
        log.push("-wal");
        let log_name = std::path::PathBuf::from(log).file_name().map(ToOwned::to_owned);
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| match event {
            Ok(event) => {
                let is_log = event.paths.iter().any(|path| path.file_name() == log_name.as_deref());
                if is_log && !event.kind.is_access() {
                    touched();
                }
            }
            // Events may be lost (a full queue): look once rather than miss one.
            Err(_) => touched(),
        })?;
        // The folder, not the file: the log is removed and made anew.
        watcher.watch(folder.path(), RecursiveMode::NonRecursive)?;
        Ok(Self { _watcher: watcher })
    }
}
