//! Counters of a running server, in the text form that Prometheus reads. Never a name, an id or an address.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};

/// Classes of answers: 1xx to 5xx.
const CLASSES: usize = 5;

/// What is counted since the start.
#[derive(Debug, Default)]
pub struct Metrics {
    answers: [AtomicU64; CLASSES],
    answer_us: AtomicU64,
    connections: AtomicU64,
    connections_open: AtomicU64,
    actions: AtomicU64,
    throttled: AtomicU64,
    signed_in: AtomicU64,
    sign_ins_refused: AtomicU64,
    refresh_reused: AtomicU64,
}

impl Metrics {
    /// Counts an answer and how long it took.
    pub fn answered(&self, status: u16, us: u64) {
        let class = usize::from(status / 100).saturating_sub(1);
        if let Some(count) = self.answers.get(class) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        self.answer_us.fetch_add(us, Ordering::Relaxed);
    }

    /// Counts a connection.
    pub fn connected(&self) {
        self.connections.fetch_add(1, Ordering::Relaxed);
        self.connections_open.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts its end.
    pub fn disconnected(&self) {
        self.connections_open.fetch_sub(1, Ordering::Relaxed);
    }

    /// Counts actions that were stored.
    pub fn stored(&self, actions: u64) {
        self.actions.fetch_add(actions, Ordering::Relaxed);
    }

    /// Counts a request that came too soon.
    pub fn throttled(&self) {
        self.throttled.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a sign-in.
    pub fn signed_in(&self) {
        self.signed_in.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a wrong password, code or signature.
    pub fn sign_in_refused(&self) {
        self.sign_ins_refused.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a refresh token that two had.
    pub fn refresh_reused(&self) {
        self.refresh_reused.fetch_add(1, Ordering::Relaxed);
    }

    /// Returns all of it.
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(2_048);
        let mut add = |name: &str, kind: &str, help: &str, labels: &str, value: u64| {
            if !help.is_empty() {
                // Writing to a string never fails.
                let _ = writeln!(text, "# HELP driftless_{name} {help}\n# TYPE driftless_{name} {kind}");
            }
            let _ = writeln!(text, "driftless_{name}{labels} {value}");
        };
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        for (class, count) in (1_u8..).zip(&self.answers) {
            let help = if class == 1 { "Answers by class of status." } else { "" };
            add("answers_total", "counter", help, &format!("{{class=\"{class}xx\"}}"), read(count));
        }
        let us = read(&self.answer_us);
        add("answer_microseconds_total", "counter", "Time until answers began, together.", "", us);
        add("connections_total", "counter", "Connections taken.", "", read(&self.connections));
        add("connections_open", "gauge", "Connections open now.", "", read(&self.connections_open));
        add("actions_stored_total", "counter", "Actions stored.", "", read(&self.actions));
        add("throttled_total", "counter", "Requests that came too soon.", "", read(&self.throttled));
        add("sign_ins_total", "counter", "Sign-ins.", "", read(&self.signed_in));
        add(
            "sign_ins_refused_total",
            "counter",
            "Wrong passwords, codes and signatures.",
            "",
            read(&self.sign_ins_refused),
        );
        add("refresh_reused_total", "counter", "Refresh tokens that two had.", "", read(&self.refresh_reused));
        text
    }
}
