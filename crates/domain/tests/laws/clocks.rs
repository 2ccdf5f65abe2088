//! Hybrid logical time, whatever the wall clocks do.

use driftless_domain::hlc::effective_time;
use driftless_domain::{Hlc, HlcClock};
use proptest::prelude::*;

use crate::cases;
use crate::generate::{World, steps};

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn every_tick_is_later_than_all_before(walls in prop::collection::vec((any::<u64>(), any::<u64>(), any::<bool>()), 1..60)) {
        let mut clock = HlcClock::default();
        let mut latest = Hlc::ZERO;
        for (wall, taken_in, is_taking_in) in walls {
            // Half of the range, so that the end of time (where the clock stands still) is not met.
            if is_taking_in {
                clock.observe(Hlc(taken_in / 2));
                latest = latest.max(Hlc(taken_in / 2));
            }
            let time = clock.tick(wall >> 18);
            prop_assert!(time > latest);
            prop_assert!(time.ms() >= wall >> 18);
            prop_assert_eq!(HlcClock::from_last(clock.last()), clock);
            latest = time;
        }
    }

    #[test]
    fn an_effective_time_is_never_later_than_five_minutes_after_the_server(own in any::<u64>(), server in any::<u64>()) {
        let time = effective_time(Hlc(own), Some(Hlc(server)));
        prop_assert!(time <= Hlc(own));
        prop_assert!(time.ms() <= Hlc(server).ms().saturating_add(300_000));
        prop_assert_eq!(effective_time(Hlc(own), None), Hlc(own));
    }

    /// A device's own actions are in order of its own count, and a clock that is years ahead infects no
    /// other device by more than the five minutes that the server allows.
    #[test]
    fn one_bad_clock_does_not_infect_the_others(steps in steps(40)) {
        let mut world = World::run(&steps, false);
        world.settle();
        for device in &world.devices {
            let own = world.server.log.iter().filter(|logged| logged.action.client_id == device.client_id);
            let times: Vec<Hlc> = own.map(|logged| logged.action.logical_time).collect();
            prop_assert!(times.is_sorted_by(|a, b| a < b));
        }
        let latest = world.server.log.iter().filter_map(|logged| logged.position).map(|p| p.witnessed_time).max();
        for state in world.devices[0].states.values() {
            prop_assert!(state.latest_time() <= latest.unwrap_or_default().plus_ms(300_000));
        }
    }
}
