//! Dates and templates in words: the same patterns as in the window, with English names. Pure.

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
/// Letters of an abbreviated name.
const SHORT: usize = 3;

/// A time where the user is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct LocalTime {
    pub(crate) year: u16,
    /// From 1.
    pub(crate) month: u8,
    /// From 1.
    pub(crate) day: u8,
    /// Monday is 0.
    pub(crate) weekday: u8,
    pub(crate) hour: u8,
    pub(crate) minute: u8,
    pub(crate) second: u8,
    /// How far it is ahead of UTC, minutes.
    pub(crate) utc_offset_min: i32,
}

impl LocalTime {
    /// Writes what a run of letters of a pattern means; none for letters that mean nothing.
    fn part(&self, letters: &str) -> Option<String> {
        let month = MONTHS.get(usize::from(self.month).wrapping_sub(1)).copied().unwrap_or_default();
        let day = DAYS.get(usize::from(self.weekday)).copied().unwrap_or_default();
        let short = |name: &str| name.chars().take(SHORT).collect();
        Some(match letters {
            "YYYY" => format!("{:04}", self.year),
            "YY" => format!("{:02}", self.year % 100),
            "MMMM" => month.to_owned(),
            "MMM" => short(month),
            "MM" => format!("{:02}", self.month),
            "M" => self.month.to_string(),
            "dddd" => day.to_owned(),
            "ddd" => short(day),
            "DD" => format!("{:02}", self.day),
            "D" => self.day.to_string(),
            "HH" => format!("{:02}", self.hour),
            "H" => self.hour.to_string(),
            "mm" => format!("{:02}", self.minute),
            "ss" => format!("{:02}", self.second),
            _ => return None,
        })
    }
}

/// Longest first: of two that begin alike the longer one is meant.
const LETTERS: [&str; 14] = ["YYYY", "MMMM", "dddd", "MMM", "ddd", "YY", "MM", "DD", "HH", "mm", "ss", "M", "D", "H"];

/// Writes a time by a pattern such as `YYYY-MM-DD`; what stands in brackets (`[…]`) stays as it is.
pub(crate) fn write_date(now: &LocalTime, pattern: &str) -> String {
    let mut written = String::new();
    let mut rest = pattern;
    while let Some(first) = rest.chars().next() {
        if let Some((kept, after)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            written.push_str(kept);
            rest = after;
            continue;
        }
        let letters = LETTERS.into_iter().find(|letters| rest.starts_with(letters));
        match letters.and_then(|letters| Some((letters, now.part(letters)?))) {
            Some((letters, part)) => {
                written.push_str(&part);
                rest = rest.get(letters.len()..).unwrap_or_default();
            }
            None => {
                written.push(first);
                rest = rest.get(first.len_utf8()..).unwrap_or_default();
            }
        }
    }
    written
}

/// Fills in `{{date}}`, `{{time}}`, both with a pattern after a colon, and `{{title}}`; `{{cursor}}` goes. Anything
/// else in braces stays as it is.
pub(crate) fn fill(template: &str, now: &LocalTime, title: &str) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        filled.push_str(before);
        let found = after.split_once("}}").and_then(|(inside, after)| Some((placeholder(inside, now, title)?, after)));
        match found {
            Some((words, after)) => {
                filled.push_str(&words);
                rest = after;
            }
            None => {
                filled.push_str("{{");
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

fn placeholder(inside: &str, now: &LocalTime, title: &str) -> Option<String> {
    let (name, pattern) = inside.split_once(':').unwrap_or((inside, ""));
    let pattern = match (name.trim(), pattern.trim()) {
        ("title", _) => return Some(title.to_owned()),
        ("cursor", _) => return Some(String::new()),
        ("date", "") => "MMMM D, YYYY",
        ("time", "") => "HH:mm",
        ("date" | "time", pattern) => pattern,
        _ => return None,
    };
    Some(write_date(now, pattern))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sunday, March 1, 2026, 09:05:07.
    const NOW: LocalTime =
        LocalTime { year: 2026, month: 3, day: 1, weekday: 6, hour: 9, minute: 5, second: 7, utc_offset_min: 0 };

    #[test]
    fn patterns_mean_what_they_mean_in_the_window() {
        for (pattern, written) in [
            ("YYYY-MM-DD", "2026-03-01"),
            ("dddd, D MMMM YY", "Sunday, 1 March 26"),
            ("ddd MMM M H:mm:ss HH", "Sun Mar 3 9:05:07 09"),
            ("[Day] DD", "Day 01"),
            ("[open D", "[open 1"),
            ("日記 YYYY", "日記 2026"),
            ("", ""),
        ] {
            assert_eq!(write_date(&NOW, pattern), written, "{pattern}");
        }
    }

    #[test]
    fn a_template_is_filled_in_and_what_is_unknown_stays() {
        for (template, filled) in [
            ("# {{title}}\n{{cursor}}end", "# T\nend"),
            ("{{ date }} {{date:DD}} {{time}} {{ time : HH }}", "March 1, 2026 01 09:05 09"),
            ("{{name}} {{ {{date:D}} }} {{", "{{name}} {{ 1 }} {{"),
        ] {
            assert_eq!(fill(template, &NOW, "T"), filled, "{template}");
        }
    }
}
