//! The one thread that writes, with group commit: what waits is written in one transaction and
//! answered after its commit, so many small requests share one wait for the disk.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot, watch};

use crate::storage::StorageError;

/// Requests in one transaction: beyond this the wait for the disk is shared enough.
const GROUP_MAX: usize = 64;
/// Requests that may wait: what is beyond waits at its own connection.
const QUEUE_MAX: usize = 256;
/// How long a request waits for a place in the queue before it is told to come again.
const QUEUE_TIMEOUT: Duration = Duration::from_secs(10);

/// One request: does its work inside a savepoint, is answered after the commit.
trait Job: Send {
    fn run(&mut self, connection: &Connection) -> Result<(), ()>;
    fn fail(&mut self, error: StorageError);
    fn answer(self: Box<Self>);
}

struct Pending<T, F> {
    work: Option<F>,
    result: Option<Result<T, StorageError>>,
    reply: oneshot::Sender<Result<T, StorageError>>,
}

impl<T, F> Job for Pending<T, F>
where
    T: Send,
    F: FnOnce(&Connection) -> Result<T, StorageError> + Send,
{
    fn run(&mut self, connection: &Connection) -> Result<(), ()> {
        let Some(work) = self.work.take() else { return Err(()) };
        let result = work(connection);
        let is_done = if result.is_ok() { Ok(()) } else { Err(()) };
        self.result = Some(result);
        is_done
    }

    fn fail(&mut self, error: StorageError) {
        // A request that was denied stays denied, whatever happened to its group.
        if !matches!(self.result, Some(Err(_))) {
            self.result = Some(Err(error));
        }
    }

    fn answer(self: Box<Self>) {
        if let Some(result) = self.result {
            // The asker may have gone away; the write stands all the same.
            let _ = self.reply.send(result);
        }
    }
}

/// The way to the writer thread.
#[derive(Debug)]
pub(super) struct Writer {
    queue: Mutex<Option<mpsc::Sender<Box<dyn Job>>>>,
    ended: watch::Receiver<()>,
}

impl Writer {
    /// Starts the thread on this connection.
    pub(super) fn start(connection: Connection) -> std::io::Result<Self> {
        let (queue, jobs) = mpsc::channel(QUEUE_MAX);
        let (end, ended) = watch::channel(());
        std::thread::Builder::new().name("log-writer".to_owned()).spawn(move || {
            write_until_closed(&connection, jobs);
            drop(end);
        })?;
        Ok(Self { queue: Mutex::new(Some(queue)), ended })
    }

    /// Does work inside the next transaction; returns when that is durable.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StorageError> + Send + 'static,
    ) -> Result<T, StorageError> {
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner).clone().ok_or(StorageError::Busy)?;
        let (reply, answer) = oneshot::channel();
        let job = Box::new(Pending { work: Some(work), result: None, reply });
        queue.send_timeout(job, QUEUE_TIMEOUT).await.map_err(|_| StorageError::Busy)?;
        drop(queue);
        answer.await.unwrap_or_else(|_| Err(StorageError::Database("the writer gave no answer".to_owned())))
    }

    /// Takes no more requests, and returns when those that wait are written.
    pub(super) async fn close(&self) {
        drop(self.queue.lock().unwrap_or_else(PoisonError::into_inner).take());
        // The thread never sends: this ends, with an error, when the thread has.
        let _ = self.ended.clone().changed().await;
    }
}

fn write_until_closed(connection: &Connection, mut jobs: mpsc::Receiver<Box<dyn Job>>) {
    while let Some(first) = jobs.blocking_recv() {
        let mut group = VecDeque::from([first]);
        while group.len() < GROUP_MAX {
            let Ok(next) = jobs.try_recv() else { break };
            group.push_back(next);
        }
        // A panic is a defect of ours; the group's askers get an error, and the next group its turn.
        if catch_unwind(AssertUnwindSafe(|| write_group(connection, group))).is_err() {
            tracing::error!("a write panicked; its group was rolled back");
            roll_back(connection);
        }
    }
    // Leaves one file behind for whoever copies the folder now. Failing to is no loss.
    if let Err(error) = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())) {
        tracing::warn!(%error, "could not fold the write-ahead log into the database");
    }
}

fn write_group(connection: &Connection, mut group: VecDeque<Box<dyn Job>>) {
    if let Err(error) = write_all(connection, &mut group) {
        roll_back(connection);
        group.iter_mut().for_each(|job| job.fail(error.clone()));
    }
    group.into_iter().for_each(Job::answer);
}

fn write_all(connection: &Connection, group: &mut VecDeque<Box<dyn Job>>) -> Result<(), StorageError> {
    connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
    for job in group {
        connection.prepare_cached("SAVEPOINT request")?.execute([])?;
        if job.run(connection).is_err() {
            // A full disk may have ended the whole transaction: then nobody's work stands.
            if connection.is_autocommit() {
                return Err(StorageError::Full);
            }
            connection.prepare_cached("ROLLBACK TO request")?.execute([])?;
        }
        connection.prepare_cached("RELEASE request")?.execute([])?;
    }
    connection.prepare_cached("COMMIT")?.execute([])?;
    Ok(())
}

fn roll_back(connection: &Connection) {
    if !connection.is_autocommit()
        && let Err(error) = connection.execute_batch("ROLLBACK")
    {
        tracing::error!(%error, "could not roll back");
    }
}

#[cfg(test)]
mod tests {
    use futures_util::future::join_all;
    use futures_util::future::{FutureExt, LocalBoxFuture};

    use super::*;

    fn numbers() -> (tempfile::TempDir, Connection, Connection) {
        let dir = tempfile::TempDir::new().unwrap();
        let open = || Connection::open(dir.path().join("db")).unwrap();
        open().execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE number (n INTEGER UNIQUE)").unwrap();
        let (writer, reader) = (open(), open());
        (dir, writer, reader)
    }

    fn insert(connection: &Connection, n: i64) -> Result<i64, StorageError> {
        connection.execute("INSERT INTO number VALUES (?1)", [n])?;
        Ok(n)
    }

    fn stored(reader: &Connection) -> Vec<i64> {
        let mut statement = reader.prepare("SELECT n FROM number ORDER BY n").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    fn run<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
    }

    #[test]
    fn what_fails_in_a_group_fails_alone() {
        let (_dir, connection, reader) = numbers();
        run(async {
            let writer = Writer::start(connection).unwrap();
            let writes = (0..200).map(|n| {
                let fails = n % 10 == 3;
                writer.write(move |connection| {
                    let written = insert(connection, n)?;
                    if fails { Err(StorageError::Busy) } else { Ok(written) }
                })
            });
            for (n, result) in join_all(writes).await.into_iter().enumerate() {
                assert_eq!(result.is_err(), n % 10 == 3);
            }
            writer.close().await;
        });
        assert_eq!(stored(&reader), (0..200).filter(|n| n % 10 != 3).collect::<Vec<_>>());
    }

    #[test]
    fn a_panic_takes_its_group_with_it_and_no_more() {
        let (_dir, connection, reader) = numbers();
        run(async {
            let writer = Writer::start(connection).unwrap();
            let panicking = writer.write(|connection| {
                insert(connection, 1)?;
                panic!("a defect")
            });
            let result: Result<i64, StorageError> = panicking.await;
            assert!(matches!(result, Err(StorageError::Database(_))));
            assert_eq!(writer.write(|connection| insert(connection, 2)).await, Ok(2));
            writer.close().await;
        });
        assert_eq!(stored(&reader), [2]);
    }

    /// An asker that goes away does not take its write with it, and closing waits for all that is queued.
    #[test]
    fn what_is_queued_is_written_before_the_end() {
        let (_dir, connection, reader) = numbers();
        run(async {
            let writer = Writer::start(connection).unwrap();
            let mut writes: Vec<LocalBoxFuture<'_, _>> =
                (0..50).map(|n| writer.write(move |connection| insert(connection, n)).boxed_local()).collect();
            for write in &mut writes {
                // Once is enough to queue it.
                let _ = write.now_or_never();
            }
            drop(writes);
            writer.close().await;
            assert_eq!(writer.write(|connection| insert(connection, 99)).await, Err(StorageError::Busy));
        });
        assert_eq!(stored(&reader), (0..50).collect::<Vec<_>>());
    }
}
