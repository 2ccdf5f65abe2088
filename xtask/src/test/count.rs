//! How many tests passed and failed, read from what the test programs print.

use std::fmt;

use anyhow::{Context, Result};

/// Tests so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Count {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl Count {
    /// Reads a line of `cargo test`: `test result: ok. 12 passed; 0 failed; 0 ignored; …`. Other lines are none.
    pub(crate) fn of_cargo_line(line: &str) -> Option<Self> {
        let (_, numbers) = line.strip_prefix("test result: ")?.split_once(". ")?;
        let number = |word: &str| {
            numbers.split("; ").find_map(|part| part.trim().strip_suffix(word)?.trim().parse::<u64>().ok())
        };
        Some(Self { passed: number(" passed")?, failed: number(" failed")? })
    }

    /// Reads the JSON report of vitest.
    ///
    /// # Errors
    /// It is not such a report.
    pub(crate) fn of_vitest_report(text: &str) -> Result<Self> {
        let report: serde_json::Value = serde_json::from_str(text).context("the report of vitest is not JSON")?;
        let number = |name: &str| report[name].as_u64().with_context(|| format!("the report of vitest has no {name}"));
        Ok(Self { passed: number("numPassedTests")?, failed: number("numFailedTests")? })
    }

    /// Adds the tests of another count.
    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_of_a_cargo_test_is_counted() {
        let ok = "test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 3 filtered out; finished in 0.05s";
        assert_eq!(Count::of_cargo_line(ok), Some(Count { passed: 12, failed: 0 }));
        let bad = "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.05s";
        assert_eq!(Count::of_cargo_line(bad), Some(Count { passed: 1, failed: 2 }));
        assert_eq!(Count::of_cargo_line("test a::b ... ok"), None);
        assert_eq!(Count::of_cargo_line("running 12 tests"), None);
    }

    #[test]
    fn a_vitest_report_is_counted() {
        let count = Count::of_vitest_report(r#"{"numTotalTests":3,"numPassedTests":2,"numFailedTests":1}"#).unwrap();
        assert_eq!(count, Count { passed: 2, failed: 1 });
        assert!(Count::of_vitest_report("{}").is_err());
    }

    #[test]
    fn the_sum_is_the_last_line() {
        let mut count = Count { passed: 2, failed: 0 };
        count.add(Count { passed: 3, failed: 1 });
        assert_eq!(count.to_string(), "5 passed, 1 failed");
    }
}
