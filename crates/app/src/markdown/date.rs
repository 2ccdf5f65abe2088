//! Dates of front matter: ISO 8601 in its usual spellings, in and out.
//!
//! A date without a zone is taken as UTC: what a file says must mean the same on every machine.

/// Earliest and latest year that is taken; beyond them a number is no date of a note.
const YEARS: std::ops::RangeInclusive<i64> = 1..=9999;

const DAY_MS: i64 = 86_400_000;

/// Reads `2026-05-01`, `2026-05-01 12:34`, `2026-05-01T12:34:56.789+02:00` and the like. Returns
/// milliseconds since the Unix epoch; none when it is anything else.
pub(crate) fn parse_ms(text: &str) -> Option<i64> {
    let text = text.trim();
    let mut rest = text;
    let year = digits(&mut rest, 4)?;
    separator(&mut rest, "-")?;
    let month = digits(&mut rest, 2)?;
    separator(&mut rest, "-")?;
    let day = digits(&mut rest, 2)?;
    if !YEARS.contains(&year) || !(1..=12).contains(&month) || day < 1 || day > days_in(year, month) {
        return None;
    }
    let midnight = days_from_epoch(year, month, day) * DAY_MS;
    if rest.is_empty() {
        return Some(midnight);
    }
    separator(&mut rest, "Tt ")?;
    let time = clock_ms(&mut rest)?;
    let zone = zone_ms(rest.trim_start())?;
    Some(midnight + time - zone)
}

/// Writes `2026-05-01T12:34:56.789Z`; years are capped to those that [`parse_ms`] reads.
pub(crate) fn format_ms(ms: i64) -> String {
    let first = days_from_epoch(*YEARS.start(), 1, 1) * DAY_MS;
    let last = days_from_epoch(*YEARS.end() + 1, 1, 1) * DAY_MS - 1;
    let ms = ms.clamp(first, last);
    let (year, month, day) = date_of(ms.div_euclid(DAY_MS));
    let time = ms.rem_euclid(DAY_MS);
    let (hour, minute, second, milli) = (time / 3_600_000, time / 60_000 % 60, time / 1000 % 60, time % 1000);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
}

fn clock_ms(rest: &mut &str) -> Option<i64> {
    let hour = digits(rest, 2)?;
    separator(rest, ":")?;
    let minute = digits(rest, 2)?;
    let mut second = 0;
    let mut milli = 0;
    if separator(rest, ":").is_some() {
        second = digits(rest, 2)?;
        if separator(rest, ".,").is_some() {
            milli = fraction_ms(rest)?;
        }
    }
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    Some(((hour * 60 + minute) * 60 + second) * 1000 + milli)
}

/// Reads a fraction of a second; what is finer than a millisecond is dropped.
fn fraction_ms(rest: &mut &str) -> Option<i64> {
    let len = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (fraction, behind) = rest.split_at(len);
    *rest = behind;
    format!("{fraction:0<3}").get(..3).filter(|_| len > 0)?.parse().ok()
}

fn zone_ms(zone: &str) -> Option<i64> {
    let sign = match zone.chars().next() {
        None | Some('Z' | 'z') => return (zone.len() <= 1).then_some(0),
        Some('+') => 1,
        Some('-') => -1,
        Some(_) => return None,
    };
    let mut rest = &zone[1..];
    let hour = digits(&mut rest, 2)?;
    let minute = if rest.is_empty() {
        0
    } else {
        separator(&mut rest, ":");
        digits(&mut rest, 2)?
    };
    (rest.is_empty() && hour <= 23 && minute <= 59).then_some(sign * (hour * 60 + minute) * 60_000)
}

fn digits(rest: &mut &str, count: usize) -> Option<i64> {
    let (number, behind) = rest.split_at_checked(count)?;
    let number = number.bytes().all(|b| b.is_ascii_digit()).then(|| number.parse().ok())??;
    *rest = behind;
    Some(number)
}

fn separator(rest: &mut &str, one_of: &str) -> Option<()> {
    let behind = rest.strip_prefix(|c| one_of.contains(c))?;
    *rest = behind;
    Some(())
}

fn days_in(year: i64, month: i64) -> i64 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 in the Gregorian calendar. Source: H. Hinnant, "chrono-Compatible Low-Level
/// Date Algorithms", `days_from_civil`.
fn days_from_epoch(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Year, month and day of a day count. Same source, `civil_from_days`.
fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_usual_spellings_are_read() {
        assert_eq!(parse_ms("1970-01-01"), Some(0));
        assert_eq!(parse_ms("2026-05-01 12:34"), Some(1_777_638_840_000));
        assert_eq!(parse_ms("2026-05-01T12:34:56.7891Z"), Some(1_777_638_896_789));
        assert_eq!(parse_ms("2026-05-01T14:34:56+02:00"), parse_ms("2026-05-01T12:34:56"));
        assert_eq!(parse_ms("2026-05-01 10:34:56 -0200"), parse_ms("2026-05-01T12:34:56"));
        assert_eq!(parse_ms("1969-12-31T23:59:59.5Z"), Some(-500));
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "yesterday",
            "2026-13-01",
            "2026-02-30",
            "2026-1-1",
            "2026-05-01T25:00",
            "2026-05-01Zulu",
            "+026-01-01",
            "2026-05-01T12:34:56.Z",
            "２０２６-05-01",
        ] {
            assert_eq!(parse_ms(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(ms in -62_135_596_800_000_i64..253_402_300_800_000) {
            prop_assert_eq!(parse_ms(&format_ms(ms)), Some(ms));
        }

        #[test]
        fn nothing_panics(text in "\\PC{0,40}", ms in any::<i64>()) {
            let _ = parse_ms(&text);
            prop_assert!(parse_ms(&format_ms(ms)).is_some());
        }
    }
}
