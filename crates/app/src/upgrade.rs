//! What waited for a newer version of the app: applied at the first start of one that knows it.

use driftless_domain::body::CODEC;
use driftless_domain::entity::Held;
use driftless_domain::{ActionType, EntityType, Payload, SCHEMA};
use driftless_store::SqliteStore;
use driftless_sync::contract::{Clock, Store as _, WalEntry};

use crate::AppError;
use crate::materializer::materializer;

/// Applies what an older version stored and could not apply, if this one can. `peer`: this process's text writer id.
pub(crate) fn apply_held(store: &SqliteStore, peer: u64, clock: &dyn Clock) -> Result<(), AppError> {
    let is_due = store.read(|tx| Ok::<_, AppError>(tx.held()?.iter().any(is_known_now)))?;
    if is_due {
        let applied = store.write(|tx| {
            let materializer = materializer(tx, peer, clock)?;
            Ok::<_, AppError>(materializer.apply_held(tx)?)
        })?;
        tracing::info!(entities = applied.touched.len(), "changes that waited for this version are applied");
    }
    Ok(())
}

/// Says whether this version knows what an entry waited for.
fn is_known_now(entry: &WalEntry) -> bool {
    match &entry.held {
        None | Some(Held::PendingBody) => false,
        Some(Held::Schema(schema)) => *schema <= SCHEMA,
        Some(Held::EntityType(name)) => name.parse().is_ok_and(|known| !matches!(known, EntityType::Unknown(_))),
        Some(Held::ActionType(name)) => name.parse().is_ok_and(|known| !matches!(known, ActionType::Unknown(_))),
        Some(Held::Fields(names)) => {
            Payload::decode(&entry.logged.action.payload).is_ok_and(|payload| payload.unknown.len() < names.len())
        }
        Some(Held::Codec(codec)) => codec == CODEC,
    }
}
