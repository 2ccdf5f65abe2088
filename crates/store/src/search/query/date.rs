//! Days, months and years as spans of UTC time.

use super::Span;

const DAY_MS: i64 = 86_400_000;

/// Reads `2026`, `2026-03`, `2026-03-01`, one of these behind `>`, `>=`, `<`, `<=`, or two with `..` between.
pub(super) fn span(text: &str) -> Option<Span> {
    let (from_ms, before_ms) = if let Some((from, to)) = text.split_once("..") {
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
    Some(Span { from_ms, before_ms })
}

/// Start and end of a year, month or day.
fn period(text: &str) -> Option<(i64, i64)> {
    let number = |part: &str, digits: usize| {
        (part.len() == digits && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse::<i64>().ok())?
    };
    let mut parts = text.split('-');
    let year = number(parts.next()?, 4)?;
    let month = parts.next().map(|part| number(part, 2));
    let day = parts.next().map(|part| number(part, 2));
    if parts.next().is_some() {
        return None;
    }
    let start = |year, month, day| day_number(year, month, day) * DAY_MS;
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
            Some((start(year, month, day), start(year, month, day) + DAY_MS))
        }
    }
}

fn days_of(year: i64, month: i64) -> i64 {
    if month == 12 { 31 } else { day_number(year, month + 1, 1) - day_number(year, month, 1) }
}

/// Days since 1970-01-01 of a date in the Gregorian calendar (Hinnant, "days_from_civil").
fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The reverse, for [`super::Query::explain`].
pub(super) fn day(ms: i64) -> String {
    let days = ms.div_euclid(DAY_MS) + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_from_1970_through_leap_years() {
        for (date, number) in [("1970-01-01", 0), ("2000-02-29", 11_016), ("2026-03-01", 20_513), ("1969-12-31", -1)] {
            assert_eq!(period(date), Some((number * DAY_MS, (number + 1) * DAY_MS)), "{date}");
            assert_eq!(day(number * DAY_MS), date);
        }
        assert_eq!(span("2026-02"), span("2026-02-01..2026-02-28"));
        assert_eq!(span(">2026"), span(">=2027-01-01"));
        for wrong in ["2026-02-29", "2026-13", "2026-00", "26", "2026-1-1", "", "..x", "2026-01-01-01", "２０２６"]
        {
            assert_eq!(span(wrong), None, "{wrong}");
        }
    }
}
