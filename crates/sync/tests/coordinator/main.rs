//! The coordinator by itself: events in, effects out, on a clock that the test turns.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a panic is how a test fails")]

use driftless_domain::limits::{BATCH_ACTIONS_MAX, RETRY_MS_MAX};
use driftless_domain::{ActionId, Epoch, Seq};
use driftless_sync::contract::{CycleRecord, JobRow, RemoteError};
use driftless_sync::coordinator::{
    Coordinator, Done, Downloaded, Effect, Event, Moment, Step, Trigger, Uploaded, Verified,
};
use driftless_sync::error::SyncError;

struct Bench {
    coordinator: Coordinator,
    now: Moment,
}

impl Bench {
    fn new() -> Self {
        let now = Moment { wall_ms: 1_000_000, monotonic_ms: 0, random: u64::MAX };
        Self { coordinator: Coordinator::new(now, None), now }
    }

    fn say(&mut self, event: Event) -> Option<Effect> {
        self.coordinator.handle(event, self.now)
    }

    fn trigger(&mut self, trigger: Trigger) -> Option<Effect> {
        self.say(Event::Trigger(trigger))
    }

    fn pass_ms(&mut self, ms: u64) {
        self.now.wall_ms += ms;
        self.now.monotonic_ms += ms;
    }

    fn wake_in_ms(&self) -> Option<u64> {
        self.coordinator.wake_in_ms(self.now)
    }

    fn done(&mut self, done: Done) -> Option<Effect> {
        self.say(Event::Done { done, took_ns: 1_000_000 })
    }

    /// Plays a cycle without anything to do, from its first effect; returns its record and what follows.
    fn play(&mut self, effect: Option<Effect>) -> (CycleRecord, Option<JobRow>, Option<Effect>) {
        self.play_with(effect, |_| Ok(Uploaded::default()))
    }

    fn play_with(
        &mut self,
        effect: Option<Effect>,
        mut upload: impl FnMut(usize) -> Result<Uploaded, SyncError>,
    ) -> (CycleRecord, Option<JobRow>, Option<Effect>) {
        let mut next = effect.expect("a cycle begins");
        loop {
            let done = match next {
                Effect::Run(Step::Upload { count_max }) => {
                    Done::Upload { result: upload(count_max), first: None, batch: 0, pending: 0 }
                }
                Effect::Run(Step::Download) => Done::Download(Ok(Downloaded {
                    epoch: Epoch(1),
                    cursor: Seq(5),
                    head: Seq(5),
                    ..Downloaded::default()
                })),
                Effect::Run(Step::Verify) => Done::Verify(Ok(Verified::default())),
                Effect::Run(Step::Reissue | Step::SetAside { .. }) => Done::Reissue(Ok(())),
                Effect::Finish { record, retry } => {
                    let after = self.say(Event::Finished);
                    return (*record, retry, after);
                }
            };
            next = self.done(done).expect("each step has a next");
        }
    }

    fn fail(&mut self, trigger: Trigger, error: RemoteError) -> JobRow {
        let effect = self.trigger(trigger);
        let mut error = Some(error);
        let (_, retry, after) = self.play_with(effect, |_| Err(SyncError::Remote(error.take().expect("one upload"))));
        assert_eq!(after, None);
        retry.expect("a job")
    }
}

#[test]
fn every_trigger_starts_a_cycle_and_names_it() {
    let head = Trigger::ServerEvent { epoch: Epoch(1), head: Seq(9) };
    for trigger in [Trigger::Start, head, Trigger::Focus, Trigger::Resume, Trigger::NetworkBack, Trigger::Button] {
        let mut bench = Bench::new();
        let effect = bench.trigger(trigger);
        assert_eq!(effect, Some(Effect::Run(Step::Upload { count_max: BATCH_ACTIONS_MAX })));
        let (record, retry, after) = bench.play(effect);
        assert_eq!((record.trigger.as_str(), retry, after), (trigger.name(), None, None));
    }
}

#[test]
fn whatever_asks_during_a_cycle_gets_exactly_one_more() {
    let mut bench = Bench::new();
    let first = bench.trigger(Trigger::Start);
    for _ in 0..5 {
        assert_eq!(bench.trigger(Trigger::Button), None);
        assert_eq!(bench.trigger(Trigger::Focus), None);
        assert_eq!(bench.say(Event::Woke), None);
    }
    let (_, _, more) = bench.play(first);
    let (record, _, after) = bench.play(more);
    assert_eq!((record.trigger.as_str(), after), ("button", None));
}

#[test]
fn local_writes_wait_one_second_for_more_and_steady_typing_does_not_put_the_cycle_off() {
    let mut bench = Bench::new();
    for _ in 0..10 {
        assert_eq!(bench.trigger(Trigger::LocalWrite), None);
        bench.pass_ms(99);
    }
    assert_eq!(bench.wake_in_ms(), Some(10));
    bench.pass_ms(10);
    let effect = bench.say(Event::Woke);
    assert_eq!(bench.play(effect).0.trigger, "local_write");
    assert_eq!(bench.wake_in_ms(), Some(300_000), "nothing waits but the interval");
}

#[test]
fn a_write_during_a_cycle_is_sent_by_the_next_one() {
    let mut bench = Bench::new();
    let effect = bench.trigger(Trigger::Start);
    bench.trigger(Trigger::LocalWrite);
    bench.play(effect);
    bench.pass_ms(1_000);
    let effect = bench.say(Event::Woke);
    assert_eq!(bench.play(effect).0.trigger, "local_write");
}

#[test]
fn a_cycle_runs_every_five_minutes_by_either_clock() {
    let mut bench = Bench::new();
    assert_eq!(bench.wake_in_ms(), Some(300_000));
    // Asleep: only the wall clock went on.
    bench.now.wall_ms += 300_000;
    let effect = bench.say(Event::Woke);
    assert_eq!(bench.play(effect).0.trigger, "interval");
    // Set back: only the stopwatch goes on.
    bench.now.wall_ms -= 900_000_000_000_u64.min(bench.now.wall_ms);
    bench.now.monotonic_ms += 300_000;
    let effect = bench.say(Event::Woke);
    assert_eq!(bench.play(effect).0.trigger, "interval");
}

#[test]
fn failures_are_retried_with_a_growing_ceiling_up_to_a_minute() {
    assert_eq!(driftless_jobs::RETRY_MS_MAX, RETRY_MS_MAX);
    let mut bench = Bench::new();
    let mut waits = Vec::new();
    for _ in 0..8 {
        let job = bench.fail(Trigger::Button, RemoteError::Timeout);
        waits.push(job.not_before_ms - bench.now.wall_ms);
        assert_eq!(bench.wake_in_ms(), waits.last().copied());
    }
    assert_eq!(waits, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    bench.pass_ms(60_000);
    let effect = bench.say(Event::Woke);
    let (record, retry, _) = bench.play(effect);
    assert_eq!((record.trigger.as_str(), retry), ("retry", None));
}

#[test]
fn while_a_retry_waits_a_local_write_does_not_hammer_and_the_network_does() {
    let mut bench = Bench::new();
    bench.fail(Trigger::Button, RemoteError::Timeout);
    bench.trigger(Trigger::LocalWrite);
    bench.pass_ms(999);
    assert_eq!(bench.say(Event::Woke), None);
    let effect = bench.trigger(Trigger::NetworkBack);
    assert_eq!(bench.play(effect).1, None);
}

#[test]
fn offline_nothing_is_tried_until_the_network_is_back() {
    let mut bench = Bench::new();
    assert_eq!(bench.say(Event::Network { is_online: false }), None);
    bench.trigger(Trigger::LocalWrite);
    bench.pass_ms(1_000);
    assert_eq!(bench.say(Event::Woke), None);
    assert_eq!(bench.trigger(Trigger::Focus), None);
    let effect = bench.say(Event::Network { is_online: true });
    assert_eq!(bench.play(effect).0.trigger, "network_back");
    assert_eq!(bench.say(Event::Network { is_online: true }), None, "it was there already");
}

#[test]
fn a_server_event_of_what_is_here_already_asks_for_nothing() {
    let mut bench = Bench::new();
    let effect = bench.trigger(Trigger::Start);
    bench.play(effect);
    let event = |epoch, head| Trigger::ServerEvent { epoch: Epoch(epoch), head: Seq(head) };
    assert_eq!(bench.trigger(event(1, 5)), None);
    assert!(bench.trigger(event(1, 6)).is_some());
}

#[test]
fn a_batch_that_fails_is_halved_until_one_action_is_left_and_grows_again() {
    let mut bench = Bench::new();
    let mut next = bench.trigger(Trigger::Start);
    let mut sizes = Vec::new();
    while let Some(Effect::Run(Step::Upload { count_max })) = next {
        sizes.push(count_max);
        let error = SyncError::Remote(RemoteError::Server(500));
        let first = Some(ActionId::from_bytes([1; 16]));
        next = bench.done(Done::Upload { result: Err(error), first, batch: count_max, pending: 1_000 });
    }
    assert_eq!(sizes, [1_000, 500, 250, 125, 63, 32, 16, 8, 4, 2, 1]);
    assert_eq!(next, Some(Effect::Run(Step::Download)), "what comes from others does not wait for it");
}

#[test]
fn a_restart_does_not_forget_that_the_server_asked_to_wait() {
    let mut bench = Bench::new();
    let job = bench.fail(Trigger::Button, RemoteError::Busy { after_ms: Some(20_000) });
    let mut after = Bench { coordinator: Coordinator::new(bench.now, Some(job)), now: bench.now };
    assert_eq!(after.trigger(Trigger::Start), None);
    after.pass_ms(21_000);
    assert!(after.say(Event::Woke).is_some());
}

#[test]
fn an_answer_without_a_question_changes_nothing() {
    let mut bench = Bench::new();
    assert_eq!(bench.done(Done::Download(Ok(Downloaded::default()))), None);
    assert!(!bench.coordinator.is_running());
    assert!(bench.trigger(Trigger::Start).is_some());
}
