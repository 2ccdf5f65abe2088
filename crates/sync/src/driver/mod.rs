//! The driver: carries out what the coordinator decides, against the contracts. Runtime-agnostic.
//!
//! Database work happens between the awaits, on the thread that polls: give it a thread of its own. Only the
//! process that holds the sync role may drive; the caller sees to that.

mod importing;

use std::sync::{Mutex, MutexGuard, PoisonError};

use driftless_domain::digest::DigestKey;
use driftless_domain::limits::BATCH_ACTIONS_MAX;
use driftless_domain::{ActionId, ClientId, EntityId};
use driftless_protocol::DownloadResponse;

use crate::contract::{AlarmRow, ApiClient, Clock, Connection, Cursor, CycleRecord, JobRow, Sealer, Store, StoreError};
use crate::coordinator::{
    Coordinator, Done, Downloaded, Effect, Event, Moment, SYNC_JOB, Step, Trigger, Uploaded, Verified,
};
use crate::download::{self, Opened};
use crate::error::{PageError, SyncError};
use crate::materialize::{Materialized, Materializer};
use crate::reissue::{Reissued, reissue, set_aside};
use crate::status::{LAST_SUCCESS, VERIFIED_AT, VERIFIED_WITH};
use crate::{peers, upload, verify};
use importing::Marker;

/// Setting: the newest epoch whose key was missing and asked for.
const ASKED_EPOCH: &str = "sync.asked_epoch";

/// What a cycle tells while it runs.
#[derive(Debug, Clone, PartialEq)]
pub enum Progress {
    /// A cycle began.
    Started,
    /// These entities changed, or their stamps did.
    Changed(Vec<EntityId>),
    /// This device has a new identity: open text sessions must claim a new writer id and load again.
    NewIdentity(ClientId),
    /// The cycle ended and its record is on disk.
    Ended(Box<CycleRecord>),
}

/// Everything a cycle needs.
pub struct Driver<'a, S, A> {
    /// The database.
    pub store: &'a S,
    /// The server.
    pub api: &'a A,
    /// The vault key at work.
    pub sealer: &'a dyn Sealer,
    /// Time and randomness.
    pub clock: &'a dyn Clock,
    /// Key of the state hashes.
    pub key: DigestKey,
    /// Told as things happen; must not block.
    pub observer: &'a (dyn Fn(Progress) + Send + Sync),
}

impl<S, A> std::fmt::Debug for Driver<'_, S, A> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Driver").finish_non_exhaustive()
    }
}

/// Returns both clocks and a random number now.
pub fn moment(clock: &dyn Clock) -> Moment {
    Moment { wall_ms: clock.now_ms(), monotonic_ms: clock.monotonic_ns() / 1_000_000, random: clock.random() }
}

/// Returns a coordinator that goes on where the database says an earlier run stopped.
///
/// # Errors
/// [`StoreError`].
pub fn load_coordinator(store: &impl Store, clock: &dyn Clock) -> Result<Coordinator, StoreError> {
    Ok(Coordinator::new(moment(clock), store.read(|tx| tx.job(SYNC_JOB))?))
}

fn lock(coordinator: &Mutex<Coordinator>) -> MutexGuard<'_, Coordinator> {
    // It only ever changes whole, so a panic elsewhere leaves it usable.
    coordinator.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<S: Store, A: ApiClient> Driver<'_, S, A> {
    /// Says that something asks for a cycle and runs what follows: nothing, one cycle, or one and what was
    /// asked for meanwhile. Returns the records of the cycles, in order. Other threads may give the
    /// coordinator their triggers while this runs.
    pub async fn run_cycle(&self, coordinator: &Mutex<Coordinator>, trigger: Trigger) -> Vec<CycleRecord> {
        let effect = lock(coordinator).handle(Event::Trigger(trigger), moment(self.clock));
        self.perform(coordinator, effect).await
    }

    /// Carries out an effect and all that follow from it.
    pub async fn perform(&self, coordinator: &Mutex<Coordinator>, effect: Option<Effect>) -> Vec<CycleRecord> {
        let mut records = Vec::new();
        let mut next = effect;
        let mut is_started = false;
        while let Some(effect) = next {
            if !std::mem::replace(&mut is_started, true) {
                (self.observer)(Progress::Started);
            }
            let event = match effect {
                Effect::Run(step) => {
                    let start_ns = self.clock.monotonic_ns();
                    let done = self.run(step).await;
                    Event::Done { done, took_ns: self.clock.monotonic_ns().saturating_sub(start_ns) }
                }
                Effect::Finish { record, retry } => {
                    self.finish(&record, retry.as_ref());
                    records.push((*record).clone());
                    (self.observer)(Progress::Ended(record));
                    is_started = false;
                    Event::Finished
                }
            };
            next = lock(coordinator).handle(event, moment(self.clock));
        }
        records
    }

    async fn run(&self, step: Step) -> Done {
        match step {
            Step::Upload { count_max } => self.upload(count_max).await,
            Step::Download => {
                let result = self.download().await;
                Done::Download(self.raise_alarm_of(result))
            }
            Step::Reissue => {
                let reissued = self.store.write(|tx| reissue(tx, &self.materializer(), self.clock));
                Done::Reissue(self.tell_reissued(reissued))
            }
            Step::SetAside { poison, class } => {
                let reissued = self.store.write(|tx| set_aside(tx, &self.materializer(), self.clock, poison, class));
                Done::Reissue(self.tell_reissued(reissued))
            }
            Step::Verify => Done::Verify(self.verify().await),
        }
    }

    async fn upload(&self, count_max: usize) -> Done {
        let (mut first, mut batch) = (None, 0);
        let result = self.upload_batch(count_max, &mut first, &mut batch).await;
        let result = self.raise_alarm_of(result);
        let summary = self.store.read(|tx| tx.pending_summary());
        let pending = summary.map_or(0, |summary| summary.entries);
        Done::Upload { result, first, batch, pending }
    }

    async fn upload_batch(
        &self,
        count_max: usize,
        first: &mut Option<ActionId>,
        size: &mut usize,
    ) -> Result<Uploaded, SyncError> {
        self.check_alarms()?;
        let Some(batch) = upload::prepare(self.store, self.sealer, count_max)? else {
            return Ok(Uploaded::default());
        };
        *first = batch.actions.first().map(|action| action.id);
        *size = batch.actions.len();
        let response = self.api.post_actions(&batch.request).await?;
        let materializer = self.materializer();
        let (done, materialized) =
            self.store.write(|tx| upload::apply_outcomes(tx, &materializer, &batch, &response))?;
        self.tell_changed(materialized);
        Ok(done)
    }

    async fn download(&self) -> Result<Downloaded, SyncError> {
        self.check_alarms()?;
        let marker = Marker::load(self.store)?;
        let cursor = self.store.read(|tx| tx.load_cursor())?;
        let vault_id = self.sealer.vault_id();
        let mut page = self.api.get_actions(vault_id, cursor.seq, BATCH_ACTIONS_MAX).await?;
        download::check_page(&cursor, &page, BATCH_ACTIONS_MAX)?;
        self.check_epochs(&page)?;
        let rows = page.rows.clone();
        let opened = download::open_rows(self.sealer, std::mem::take(&mut page.rows));
        page.rows = rows;
        let mut sum = Downloaded { cursor: cursor.seq, epoch: page.epoch, ..Downloaded::default() };
        if opened.is_empty() && page.epoch != cursor.epoch {
            // Also an empty log has an epoch; from now on another one is noticed.
            self.apply(&cursor, &page, &[], 0, &marker)?;
        }
        let mut at = 0;
        while at < opened.len() {
            let len = marker.chunk(&opened[at..]);
            let done = self.apply(&cursor, &page, &opened[at..at + len], at + len, &marker)?;
            add(&mut sum, &done);
            at += len;
        }
        sum.head = page.head;
        Ok(sum)
    }

    /// Applies a part of a page that ends before row `end`: marker first, then all of it with the cursor.
    fn apply(
        &self,
        cursor: &Cursor,
        page: &DownloadResponse,
        opened: &[(driftless_domain::Seq, Opened)],
        end: usize,
        marker: &Marker,
    ) -> Result<Downloaded, SyncError> {
        let texts = self.store.read(|tx| download::foreign_texts(tx, opened))?;
        marker.set(self.store, &texts)?;
        let to = download::cursor_after(cursor, page, end);
        let materializer = self.materializer();
        let applied =
            self.store.write(|tx| download::apply_rows(tx, &materializer, self.clock, opened, &to, &marker.aborted));
        match applied {
            Ok((done, materialized)) => {
                self.tell_changed(materialized);
                Ok(done)
            }
            Err(error) => {
                // The process lives, so nothing was aborted. Should this fail too, the texts are only
                // imported one by one the next time.
                if let Err(error) = marker.clear(self.store, &texts) {
                    tracing::warn!(%error, "the importing marker stays");
                }
                Err(error)
            }
        }
    }

    /// Fails while an alarm is raised.
    fn check_alarms(&self) -> Result<(), SyncError> {
        let first = self.store.read(|tx| tx.alarms())?.into_iter().next();
        first.map_or(Ok(()), |alarm| Err(SyncError::Alarmed(alarm.class)))
    }

    /// In a vault of an account, a server that goes back or shows another history raises an alarm.
    fn raise_alarm_of<T>(&self, result: Result<T, SyncError>) -> Result<T, SyncError> {
        let Err(SyncError::Page(error)) = &result else { return result };
        let Some(class) = error.alarm() else { return result };
        let raised = self.store.write(|tx| {
            if matches!(tx.connection()?, Some(Connection::Account { .. })) {
                let evidence = vec![error.to_string()];
                tx.raise_alarm(&AlarmRow { class, evidence, since_ms: self.clock.now_ms() })?;
            }
            Ok::<_, StoreError>(())
        });
        if let Err(error) = raised {
            tracing::warn!(%error, "an alarm cannot be kept for now");
        }
        result
    }

    /// A page under a newer epoch waits once, so that the next cycle fetches the key. One that nobody has a key for
    /// goes to quarantine then.
    fn check_epochs(&self, page: &DownloadResponse) -> Result<(), SyncError> {
        let newest = page.rows.iter().filter_map(|row| row.envelope.as_ref()).map(|envelope| envelope.key_id).max();
        let Some(epoch) = newest.filter(|epoch| *epoch > self.sealer.newest_epoch()) else { return Ok(()) };
        let asked = self.store.write(|tx| {
            let is_ours = matches!(tx.connection()?, Some(Connection::Account { .. }));
            let asked = tx.setting(ASKED_EPOCH)?.and_then(|text| text.parse::<u32>().ok());
            tx.save_setting(ASKED_EPOCH, Some(&epoch.to_string()))?;
            Ok::<_, StoreError>(!is_ours || asked >= Some(epoch))
        })?;
        if asked { Ok(()) } else { Err(PageError::UnknownEpoch(epoch).into()) }
    }

    async fn verify(&self) -> Result<Verified, SyncError> {
        let report = self.store.write(|tx| verify::report(tx, &self.materializer()))?;
        let Some(request) = report else { return Ok(Verified::default()) };
        let response = self.api.post_state_hash(&request).await?;
        self.store.write(|tx| peers::save(tx, request.client_id, &response.peers))?;
        Ok(verify::read_answer(&request, &response))
    }

    fn finish(&self, record: &CycleRecord, retry: Option<&JobRow>) {
        let written = self.store.write(|tx| {
            tx.record_cycle(record)?;
            if record.error.is_none() {
                tx.save_setting(LAST_SUCCESS, Some(&record.ended_ms.to_string()))?;
            }
            if let (Some(device), Some(at_ms)) = (&record.verified_with, record.verified_at_ms) {
                tx.save_setting(VERIFIED_WITH, Some(device))?;
                tx.save_setting(VERIFIED_AT, Some(&at_ms.to_string()))?;
            }
            match retry {
                Some(job) => tx.save_job(job),
                None => tx.remove_job(SYNC_JOB),
            }
        });
        if let Err(error) = written {
            let error: StoreError = error;
            tracing::warn!(%error, "the record of a sync cycle could not be written");
        }
    }

    fn materializer(&self) -> Materializer {
        // Nothing is edited with this writer id: it only opens texts to merge into them.
        Materializer { key: self.key, peer: self.clock.random() >> 1, now_ms: self.clock.now_ms() }
    }

    fn tell_changed(&self, materialized: Materialized) {
        if !materialized.touched.is_empty() {
            (self.observer)(Progress::Changed(materialized.touched));
        }
    }

    fn tell_reissued(&self, reissued: Result<Reissued, StoreError>) -> Result<(), SyncError> {
        let reissued = reissued?;
        (self.observer)(Progress::NewIdentity(reissued.client_id));
        self.tell_changed(reissued.materialized);
        Ok(())
    }
}

fn add(sum: &mut Downloaded, done: &Downloaded) {
    sum.rows += done.rows;
    sum.received += done.received;
    sum.acknowledged += done.acknowledged;
    sum.quarantined += done.quarantined;
    sum.conflicts += done.conflicts;
    sum.cursor = done.cursor;
    sum.reconcile_ns += done.reconcile_ns;
    sum.materialize_ns += done.materialize_ns;
}
