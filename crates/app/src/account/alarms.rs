//! Alarms in words.

use driftless_sync::contract::{AlarmClass, AlarmRow};

use crate::view::{AlarmKind, AlarmView};

/// Returns what is shown of an alarm.
pub(super) fn alarm_view(row: AlarmRow) -> AlarmView {
    let kind = match row.class {
        AlarmClass::WentBack => AlarmKind::WentBack,
        AlarmClass::Missing => AlarmKind::Missing,
        AlarmClass::Forked => AlarmKind::Forked,
        AlarmClass::AccountChanged => AlarmKind::AccountChanged,
        AlarmClass::VaultChanged => AlarmKind::VaultChanged,
    };
    AlarmView {
        kind,
        message: driftless_sync::status::words(row.class.as_str()).to_owned(),
        evidence: row.evidence,
        since: row.since_ms,
        can_reseed: matches!(kind, AlarmKind::WentBack | AlarmKind::Missing | AlarmKind::Forked),
    }
}
