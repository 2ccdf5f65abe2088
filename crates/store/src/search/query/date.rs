//! Days, months and years as spans of UTC time.

use crate::calendar::{date_of, day_number};

/// When and where a query is typed: what "today" means in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moment {
    /// Now, milliseconds since the epoch.
    pub now_ms: i64,
    /// How far local clocks are ahead of UTC, milliseconds.
    pub utc_offset_ms: i64,
}

/// Days from `from` up to but without `before`, as local clocks count them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Number of the first day; the lowest number is "since ever".
    from_day: i64,
    /// Number of the day after the last; the highest number is "from then on".
    before_day: i64,
    utc_offset_ms: i64,
}

const DAY_MS: i64 = 86_400_000;

/// Most units of a span such as `7d`.
const UNITS_MAX: i64 = 9_999;

impl Span {
    /// Returns its start, milliseconds since the epoch.
    pub const fn from_ms(&self) -> i64 {
        self.from_day.saturating_mul(DAY_MS).saturating_sub(self.utc_offset_ms)
    }

    /// Returns its end, which is not in it, milliseconds since the epoch.
    pub const fn before_ms(&self) -> i64 {
        if self.before_day == i64::MAX {
            return i64::MAX;
        }
        self.before_day.saturating_mul(DAY_MS).saturating_sub(self.utc_offset_ms)
    }

    /// Returns its first and its last day, such as `2026-03-01`; none where it is open.
    pub fn days(&self) -> (Option<String>, Option<String>) {
        (self.from(), (self.before_day != i64::MAX).then(|| day(self.before_day - 1)))
    }

    pub(super) fn from(&self) -> Option<String> {
        (self.from_day != i64::MIN).then(|| day(self.from_day))
    }

    pub(super) fn before(&self) -> Option<String> {
        (self.before_day != i64::MAX).then(|| day(self.before_day))
    }
}

/// Reads `2026`, `2026-03`, `2026-03-01`, one of these behind `>`, `>=`, `<`, `<=`, two with `..` between,
/// `today`, `yesterday`, `week` (the last seven days), `month`, `year` (this one), `7d`, `2w`.
pub(super) fn span(text: &str, moment: Moment) -> Option<Span> {
    let today = moment.now_ms.saturating_add(moment.utc_offset_ms).div_euclid(DAY_MS);
    let period = |text: &str| period(text, today);
    let (from_day, before_day) = if let Some((from, to)) = text.split_once("..") {
        let from = if from.is_empty() { i64::MIN } else { period(from)?.0 };
        let to = if to.is_empty() { i64::MAX } else { period(to)?.1 };
        (from, to)
    } else if let Some(rest) = text.strip_prefix(">=") {
        (period(rest)?.0, i64::MAX)
    } else if let Some(rest) = text.strip_prefix('>') {
        (period(rest)?.1, i64::MAX)
    } else if let Some(rest) = text.strip_prefix("<=") {
        (i64::MIN, period(rest)?.1)
    } else if let Some(rest) = text.strip_prefix('<') {
        (i64::MIN, period(rest)?.0)
    } else {
        period(text)?
    };
    Some(Span { from_day, before_day, utc_offset_ms: moment.utc_offset_ms })
}

/// Start and end of what a word or a date means, as numbers of days.
fn period(text: &str, today: i64) -> Option<(i64, i64)> {
    let last = |days: i64| Some((today - days + 1, today + 1));
    let (year, month, _) = date_of(today);
    match text.to_ascii_lowercase().as_str() {
        "today" => last(1),
        "yesterday" => Some((today - 1, today)),
        "week" => last(7),
        "month" => calendar(&format!("{year:04}-{month:02}")),
        "year" => calendar(&format!("{year:04}")),
        text => match text.strip_suffix(['d', 'w']) {
            Some(units) => {
                let is_number = units.len() <= 4 && units.bytes().all(|b| b.is_ascii_digit());
                let units: i64 = is_number.then(|| units.parse().ok())??;
                (1..=UNITS_MAX).contains(&units).then_some(())?;
                last(if text.ends_with('w') { units * 7 } else { units })
            }
            None => calendar(text),
        },
    }
}

/// Start and end of a year, month or day, as numbers of days.
fn calendar(text: &str) -> Option<(i64, i64)> {
    let number = |part: &str, digits: usize| {
        (part.len() == digits && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse::<i64>().ok())?
    };
    let mut parts = text.split('-');
    let year = parts.next()?;
    let year = number(year, if year.len() == 5 { 5 } else { 4 })?;
    let month = parts.next().map(|part| number(part, 2));
    let day = parts.next().map(|part| number(part, 2));
    if parts.next().is_some() {
        return None;
    }
    let start = day_number;
    match (month, day) {
        (None, _) => Some((start(year, 1, 1), start(year + 1, 1, 1))),
        (Some(month), None) => {
            let month = month.filter(|month| (1..=12).contains(month))?;
            let next = if month == 12 { start(year + 1, 1, 1) } else { start(year, month + 1, 1) };
            Some((start(year, month, 1), next))
        }
        (Some(month), Some(day)) => {
            let month = month.filter(|month| (1..=12).contains(month))?;
            let day = day.filter(|day| (1..=days_of(year, month)).contains(day))?;
            Some((start(year, month, day), start(year, month, day) + 1))
        }
    }
}

fn days_of(year: i64, month: i64) -> i64 {
    if month == 12 { 31 } else { day_number(year, month + 1, 1) - day_number(year, month, 1) }
}

/// A day as it is typed.
fn day(number: i64) -> String {
    let (year, month, day) = date_of(number);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_start(text: &str) -> Option<Span> {
        span(text, Moment::default())
    }

    #[test]
    fn days_count_from_1970_through_leap_years() {
        for (date, number) in [("1970-01-01", 0), ("2000-02-29", 11_016), ("2026-03-01", 20_513), ("1969-12-31", -1)] {
            assert_eq!(calendar(date), Some((number, number + 1)), "{date}");
            assert_eq!(day(number), date);
        }
        assert_eq!(at_start("2026-02"), at_start("2026-02-01..2026-02-28"));
        assert_eq!(at_start(">2026"), at_start(">=2027-01-01"));
        for wrong in [
            "2026-02-29",
            "2026-13",
            "2026-00",
            "26",
            "2026-1-1",
            "",
            "..x",
            "2026-01-01-01",
            "２０２６",
            "0d",
            "d",
            "12345d",
            "-3d",
        ] {
            assert_eq!(at_start(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn words_mean_days_before_today() {
        let moment = Moment { now_ms: 20_513 * DAY_MS + 5, utc_offset_ms: 0 };
        for (word, typed) in [
            ("today", "2026-03-01"),
            ("yesterday", "2026-02-28"),
            ("week", "2026-02-23..2026-03-01"),
            ("7d", "2026-02-23..2026-03-01"),
            ("2w", "2026-02-16..2026-03-01"),
            ("month", "2026-03"),
            ("Year", "2026"),
            (">=yesterday", ">=2026-02-28"),
            ("2026-01..today", "2026-01-01..2026-03-01"),
        ] {
            assert_eq!(span(word, moment), span(typed, moment), "{word}");
        }
    }
}
