//! Quick open over many titles: how long one key takes.

use std::time::Instant;

use anyhow::{Result, ensure};
use driftless_app::quick_open::{Title, Titles};
use driftless_domain::EntityId;
use serde_json::{Value, json};

use crate::Place;
use crate::meter::{print, rounded};

const TITLES: u32 = 100_000;
/// Times that each query is asked.
const RUNS: usize = 20;
/// What the window asks for.
const MOST: usize = 50;
const NOW_MS: u64 = 1_700_000_000_000;

const WORDS: [&str; 40] = [
    "tide",
    "pool",
    "survey",
    "reef",
    "notes",
    "meeting",
    "plan",
    "draft",
    "letter",
    "kitchen",
    "sourdough",
    "garden",
    "spring",
    "north",
    "cove",
    "report",
    "budget",
    "travel",
    "reading",
    "list",
    "ideas",
    "project",
    "review",
    "café",
    "weather",
    "birds",
    "harbour",
    "winter",
    "light",
    "method",
    "protocol",
    "interview",
    "transcript",
    "memory",
    "読書",
    "会议",
    "music",
    "recipe",
    "family",
    "archive",
];

/// From one letter to several words, with initials, a typo that fits nothing, and other scripts.
const QUERIES: [&str; 10] =
    ["t", "ti", "tide", "tide po", "reef survey 12", "tpr", "cafe", "会议", "xqzj", "meeting harbour winter"];

/// Measures the ranking, without the database: each key asks it anew.
///
/// # Errors
/// A query that must find something finds nothing.
pub(crate) fn measure(_: &Place) -> Result<()> {
    let mut titles = Titles::default();
    for n in 0..TITLES {
        // Every three words stand together somewhere.
        let word = |step: u32| WORDS[(n / 40_u32.pow(step) % 40) as usize];
        titles.put(&Title {
            id: EntityId::from_bytes(u128::from(n).to_be_bytes()),
            title: format!("{} {} {} {n}", word(0), word(1), word(2)),
            notebook: None,
            updated_ms: NOW_MS - u64::from(n),
            is_archived: false,
        });
        if n % 500 == 0 {
            titles.opened(EntityId::from_bytes(u128::from(n).to_be_bytes()), NOW_MS - u64::from(n));
        }
    }
    let mut ms: Vec<f64> = Vec::new();
    for query in QUERIES {
        for _ in 0..RUNS {
            let start = Instant::now();
            let found = titles.rank(query, NOW_MS, MOST);
            ms.push(start.elapsed().as_secs_f64() * 1_000.0);
            ensure!(found.is_empty() == (query == "xqzj"), "{query} finds {} notes", found.len());
        }
    }
    ms.sort_by(f64::total_cmp);
    let at = |share: usize| ms.get(ms.len() * share / 100).map_or(Value::Null, |ms| rounded(*ms));
    print(&json!({ "name": "quick_open", "n": TITLES, "p50_ms": at(50), "p99_ms": at(99), "runs": ms.len() }))
}
