//! Names of backups: when and why, for people and for the list.

use super::BackupKind;
use crate::calendar::{date_of, day_number};

const DAY_MS: u64 = 86_400_000;
const DAILY: &str = "daily";
const BY_HAND: &str = "by-hand";

/// Returns the id of a backup that is made now, such as `2026-11-21T12-30-05.123-daily`.
pub(super) fn of(kind: BackupKind, now_ms: u64) -> String {
    let word = if kind == BackupKind::ByHand { BY_HAND } else { DAILY };
    format!("{}-{word}", time(now_ms))
}

/// Returns a moment as part of a file name, UTC.
pub(super) fn time(now_ms: u64) -> String {
    let (year, month, day) = date_of(i64::try_from(now_ms / DAY_MS).unwrap_or_default());
    let ms = now_ms % DAY_MS;
    let (hour, minute, second, ms) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60, ms % 1_000);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}-{minute:02}-{second:02}.{ms:03}")
}

/// Returns the id of the backup before the tables are changed.
pub(super) fn before_migration(known: u32, found: u32) -> String {
    format!("before-version-{known}-from-{found}")
}

/// Reads an id: why and when. The time of one before a migration is the file's.
pub(super) fn read(id: &str) -> Option<(BackupKind, Option<u64>)> {
    if let Some(versions) = id.strip_prefix("before-version-") {
        let (known, found) = versions.split_once("-from-")?;
        let is_id =
            known.parse().is_ok_and(|known| found.parse().is_ok_and(|found| before_migration(known, found) == id));
        return is_id.then_some((BackupKind::BeforeMigration, None));
    }
    let number = |from: usize, to: usize| id.get(from..to)?.parse::<u64>().ok();
    let kind = match id.get(23..)?.strip_prefix('-')? {
        DAILY => BackupKind::Daily,
        BY_HAND => BackupKind::ByHand,
        _ => return None,
    };
    let part = |from: usize, to: usize| i64::try_from(number(from, to)?).ok();
    let days = u64::try_from(day_number(part(0, 4)?, part(5, 7)?, part(8, 10)?)).ok()?;
    let ms = number(11, 13)? * 3_600_000 + number(14, 16)? * 60_000 + number(17, 19)? * 1_000 + number(20, 23)?;
    let made_ms = days * DAY_MS + ms;
    // Only what would be written so is a name: nothing else in the folder is ever removed.
    (of(kind, made_ms) == id).then_some((kind, Some(made_ms)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_why_and_when() {
        for (kind, word) in [(BackupKind::Daily, "daily"), (BackupKind::ByHand, "by-hand")] {
            let id = of(kind, 1_763_728_205_123);
            assert_eq!(id, format!("2025-11-21T12-30-05.123-{word}"));
            assert_eq!(read(&id), Some((kind, Some(1_763_728_205_123))));
        }
        assert_eq!(read("before-version-7-from-6"), Some((BackupKind::BeforeMigration, None)));
    }

    #[test]
    fn what_is_no_name_is_no_backup() {
        for id in [
            "",
            "driftless",
            "before-version-7",
            "before-version-07-from-6",
            "before-version-7-from-6 (copy)",
            "2025-13-21T12-30-05.123-daily",
            "2025-11-21T12-30-05.123-daily-2",
            "2025-11-21T12-30-05.123",
            "2025-11-21T12-30-05.12é-daily",
            "2025-11-21 12-30-05.123-daily",
            "../x",
            "keyslots",
        ] {
            assert_eq!(read(id), None, "{id}");
        }
    }
}
