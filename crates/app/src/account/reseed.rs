//! Giving the server this device's copy again, after it lost a part of its log.
//!
//! What the server still has keeps its place there, whatever it is now. Own actions that it lacks are pending
//! again and go up under their own names and counts, so that whoever has them already knows them. What other
//! devices wrote, they give again themselves. Nothing that is shown changes.

use std::collections::BTreeMap;

use driftless_api_client::HttpApi;
use driftless_domain::limits::BATCH_ACTIONS_MAX;
use driftless_domain::{ActionId, Position, Seq, VaultId};
use driftless_sync::contract::{AlarmClass, ApiClient as _, Connection, Cursor, RemoteError, Store as _, StoreTx};
use driftless_sync::coordinator::{SYNC_JOB, Trigger};
use driftless_sync::download::check_page;
use driftless_sync::rebuild::rebuild;

use super::block_on;
use crate::app::Inner;
use crate::materializer::materializer;
use crate::sync_runtime::Target;
use crate::view::AccountView;
use crate::{App, AppError};

/// Entries that are looked at in one go.
const PAGE: usize = 1_000;

/// A place that no cursor reaches.
const NOWHERE_YET: Seq = Seq(u64::MAX >> 1);

type Places = BTreeMap<ActionId, Position>;

impl App {
    /// Gives the server again what it lost of this device's work, and takes its log as it is now from its
    /// beginning. Ends the alarms that say it went back, lacks something, or shows another history.
    ///
    /// # Errors
    /// [`AppError::NotConnected`], [`AppError::Remote`], [`AppError::Store`]. Nothing was changed then.
    pub fn reseed(&self) -> Result<AccountView, AppError> {
        let inner = self.inner.as_ref();
        let target = Target::load(&inner.store)?.ok_or(AppError::NotConnected)?;
        let client = target.client(inner)?;
        inner.flush_all()?;
        if let Connection::Account { .. } = target.connection {
            inner.offer_logs(&client, target.vault_id)?;
        }
        let places = block_on(places_at(&client, target.vault_id))?;
        inner.place_anew(&target, &places)?;
        inner.sync.trigger(Trigger::Start);
        inner.publish();
        inner.tell_account();
        inner.tell_status();
        self.account_status()
    }
}

/// Reads the server's whole log: what it has, and where.
async fn places_at(client: &HttpApi, vault_id: VaultId) -> Result<Places, AppError> {
    let (mut places, mut cursor) = (Places::new(), Cursor::default());
    loop {
        let page = client.get_actions(vault_id, cursor.seq, BATCH_ACTIONS_MAX).await?;
        check_page(&cursor, &page, BATCH_ACTIONS_MAX)
            .map_err(|error| RemoteError::Garbled(format!("its log does not hold: {error}")))?;
        for row in &page.rows {
            if let Some(envelope) = &row.envelope {
                places.insert(envelope.id, Position { seq: row.seq, witnessed_time: row.witnessed_time });
            }
        }
        cursor = Cursor { epoch: page.epoch, seq: page.new_cursor, chain_hash: page.chain_hash };
        if cursor.seq >= page.head {
            return Ok(places);
        }
    }
}

impl Inner {
    fn place_anew(&self, target: &Target, places: &Places) -> Result<(), AppError> {
        self.store.write(|tx| {
            let may_offer_all = matches!(target.connection, Connection::Code { .. });
            let moved = moved(tx, places, may_offer_all)?;
            tx.place_anew(&moved)?;
            tx.clear_envelopes()?;
            tx.forget_chains()?;
            tx.save_cursor(&Cursor::default())?;
            tx.remove_job(SYNC_JOB)?;
            for class in [AlarmClass::WentBack, AlarmClass::Missing, AlarmClass::Forked] {
                tx.end_alarm(class)?;
            }
            // Places are part of what is shown: of when something was written, as far as its clock was wrong.
            let materializer = materializer(tx, self.slot.peer(), self.clock.as_ref())?;
            rebuild(tx, &materializer)?;
            Ok(())
        })
    }
}

/// Returns every entry whose place is another now. `may_offer_all`: a connect code lets each device give what any
/// other wrote; an account lets it give its own.
fn moved(
    tx: &dyn StoreTx,
    places: &Places,
    may_offer_all: bool,
) -> Result<Vec<(ActionId, Option<Position>)>, AppError> {
    let own = tx.identity()?.client_id;
    let (mut moved, mut after) = (Vec::new(), None);
    loop {
        let page = tx.all(after, PAGE)?;
        for entry in page.entries {
            let (id, had) = (entry.logged.action.id, entry.logged.position);
            let found = places.get(&id).copied();
            let may_offer = may_offer_all || entry.logged.action.client_id == own;
            match (had, found) {
                (Some(_), None) if may_offer => moved.push((id, None)),
                // Its own device gives it again; where it will stand then, nobody knows yet.
                (Some(had), None) => moved.push((id, Some(Position { seq: NOWHERE_YET, ..had }))),
                (had, Some(found)) if had != Some(found) => moved.push((id, Some(found))),
                (None, None) | (_, Some(_)) => {}
            }
        }
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(moved),
        }
    }
}
