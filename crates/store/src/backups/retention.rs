//! Which backups are kept, as a rule on their list alone.

use std::collections::BTreeSet;

use super::{Backup, BackupKind};

const DAY_MS: u64 = 86_400_000;
/// Days of which the newest daily backup is kept.
const DAYS: usize = 7;
/// Weeks of which the newest daily backup is kept.
const WEEKS: usize = 4;
/// Backups before a migration that are kept.
const MIGRATIONS: usize = 3;

/// Returns the ids of those that are not kept. `newest_first` is the whole list.
///
/// Kept are the newest daily one of each of the last 7 days and 4 weeks that have any, the last 3 before a
/// migration, and every one that somebody made by hand. Days without one do not count: an app that slept for a year
/// keeps as many as one that ran each day.
pub(super) fn superfluous(newest_first: &[Backup]) -> Vec<String> {
    let (mut days, mut weeks, mut migrations) = (BTreeSet::new(), BTreeSet::new(), 0);
    let mut goes = |backup: &Backup| match backup.kind {
        BackupKind::ByHand => false,
        BackupKind::BeforeMigration => {
            migrations += 1;
            migrations > MIGRATIONS
        }
        BackupKind::Daily => {
            let day = backup.made_ms / DAY_MS;
            // Day 0 was a Thursday; weeks begin on Monday.
            let week = (day + 3) / 7;
            let is_kept_for_day = days.len() < DAYS && days.insert(day);
            let is_kept_for_week = weeks.len() < WEEKS && weeks.insert(week);
            !is_kept_for_day && !is_kept_for_week
        }
    };
    newest_first.iter().filter(|backup| goes(backup)).map(|backup| backup.id.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn backup(kind: BackupKind, made_ms: u64) -> Backup {
        Backup { id: format!("{kind:?} {made_ms}"), kind, made_ms, bytes: 1 }
    }

    /// Plays the days of `days`, with one backup each, as the app does.
    fn kept_after(days: impl Iterator<Item = u64>) -> Vec<u64> {
        let mut kept: Vec<Backup> = Vec::new();
        for day in days {
            kept.insert(0, backup(BackupKind::Daily, day * DAY_MS + 5));
            let gone = superfluous(&kept);
            kept.retain(|backup| !gone.contains(&backup.id));
        }
        kept.iter().map(|backup| backup.made_ms / DAY_MS).collect()
    }

    #[test]
    fn seven_days_and_four_weeks_are_kept() {
        let kept = kept_after(20_000..20_100);
        assert_eq!(kept[..7], [20_099, 20_098, 20_097, 20_096, 20_095, 20_094, 20_093]);
        assert!(kept.len() <= 7 + 4, "{kept:?}");
        let weeks: BTreeSet<u64> = kept.iter().map(|day| (day + 3) / 7).collect();
        assert_eq!(weeks.len(), 4, "{kept:?}");
        assert!((14..28).contains(&(20_099 - kept.last().unwrap())), "{kept:?}");
    }

    #[test]
    fn a_year_of_sleep_removes_nothing_but_the_oldest() {
        assert_eq!(kept_after([20_000, 20_400].into_iter()), [20_400, 20_000]);
    }

    #[test]
    fn of_one_day_the_newest_is_kept() {
        let list: Vec<Backup> = [9, 6, 3].map(|hour| backup(BackupKind::Daily, DAY_MS + hour)).into();
        assert_eq!(superfluous(&list), [list[1].id.clone(), list[2].id.clone()]);
    }

    #[test]
    fn what_was_made_by_hand_stays_and_three_before_migrations() {
        let by_hand: Vec<Backup> = (0..50).map(|at| backup(BackupKind::ByHand, at)).collect();
        assert_eq!(superfluous(&by_hand), Vec::<String>::new());
        let before: Vec<Backup> = (0..5).rev().map(|at| backup(BackupKind::BeforeMigration, at)).collect();
        assert_eq!(superfluous(&before), [before[3].id.clone(), before[4].id.clone()]);
    }

    #[test]
    fn the_newest_of_all_is_never_removed() {
        for kind in [BackupKind::Daily, BackupKind::ByHand, BackupKind::BeforeMigration] {
            let list: Vec<Backup> = (0..40).rev().map(|at| backup(kind, at * DAY_MS / 3)).collect();
            assert!(!superfluous(&list).contains(&list[0].id));
        }
    }
}
