//! Row A02 of the list of bad inputs: lengths, the identity, points in a second form, replays.

use driftless_opaque::{ClientLogin, ClientRegistration, OpaqueError, ServerSecret, record_of};
use proptest::prelude::*;

use crate::given::{GIVEN, NAME, PASSWORD, prove};

const ELEMENT: usize = 32;

/// Not canonical: the field's prime plus one.
const NOT_CANONICAL: [u8; ELEMENT] = {
    let mut bytes = [0xff; ELEMENT];
    bytes[0] = 0xee;
    bytes[ELEMENT - 1] = 0x7f;
    bytes
};

fn elements_that_are_none() -> [[u8; ELEMENT]; 4] {
    // The identity is all zero; all ones is beyond the field; one is negative by its lowest bit.
    [[0; ELEMENT], [0xff; ELEMENT], NOT_CANONICAL, [1; ELEMENT]]
}

fn with_first(bytes: &[u8], element: &[u8; ELEMENT]) -> Vec<u8> {
    [element.as_slice(), &bytes[ELEMENT..]].concat()
}

#[test]
fn a02_elements_that_are_none_are_refused_by_the_server() {
    let (_, registration) = ClientRegistration::start(PASSWORD).unwrap();
    let (_, login) = ClientLogin::start(PASSWORD).unwrap();
    for element in elements_that_are_none() {
        let answered = GIVEN.server.answer_registration(NAME, &with_first(&registration, &element));
        assert_eq!(answered.unwrap_err(), OpaqueError::Malformed);
        let answered = GIVEN.server.start_login(NAME, Some(&GIVEN.record), &with_first(&login, &element));
        assert_eq!(answered.unwrap_err(), OpaqueError::Malformed);
        // The key share of the exchange is the last element.
        let share = [&login[..login.len() - ELEMENT], element.as_slice()].concat();
        let answered = GIVEN.server.start_login(NAME, Some(&GIVEN.record), &share);
        assert_eq!(answered.unwrap_err(), OpaqueError::Malformed);
        assert_eq!(record_of(&with_first(&GIVEN.record, &element)).unwrap_err(), OpaqueError::Malformed);
    }
}

#[test]
fn a02_elements_that_are_none_are_refused_by_the_device() {
    let (_, request) = ClientLogin::start(PASSWORD).unwrap();
    let (_, response) = GIVEN.server.start_login(NAME, Some(&GIVEN.record), &request).unwrap();
    for element in elements_that_are_none() {
        let (client, _) = ClientLogin::start(PASSWORD).unwrap();
        let finished = client.finish(PASSWORD, NAME, &with_first(&response, &element));
        assert_eq!(finished.unwrap_err(), OpaqueError::Malformed);
        let (client, request) = ClientRegistration::start(PASSWORD).unwrap();
        let response = GIVEN.server.answer_registration(NAME, &request).unwrap();
        let finished = client.finish(PASSWORD, NAME, &with_first(&response, &element));
        assert_eq!(finished.unwrap_err(), OpaqueError::Malformed);
    }
}

#[test]
fn a02_a_message_of_another_length_is_refused() {
    let (_, registration) = ClientRegistration::start(PASSWORD).unwrap();
    let (_, login) = ClientLogin::start(PASSWORD).unwrap();
    for length in [0, 1, 31, 33, 95, 97, 10_000] {
        let of = |bytes: &[u8]| bytes.iter().copied().chain(std::iter::repeat(7)).take(length).collect::<Vec<u8>>();
        assert!(GIVEN.server.answer_registration(NAME, &of(&registration)).is_err(), "{length}");
        assert!(GIVEN.server.start_login(NAME, Some(&GIVEN.record), &of(&login)).is_err(), "{length}");
        assert!(record_of(&of(&GIVEN.record)).is_err(), "{length}");
        assert!(ServerSecret::from_bytes(&of(&GIVEN.server.to_bytes())).is_err(), "{length}");
        let (state, _) = GIVEN.server.start_login(NAME, Some(&GIVEN.record), &login).unwrap();
        assert_eq!(state.finish(NAME, &of(&login)).unwrap_err(), OpaqueError::Malformed, "{length}");
    }
}

/// A response that was kept from an earlier sign-in fits only that one; so does a proof.
#[test]
fn a02_a_replayed_message_is_refused() {
    let (_, earlier_request) = ClientLogin::start(PASSWORD).unwrap();
    let (_, earlier) = GIVEN.server.start_login(NAME, Some(&GIVEN.record), &earlier_request).unwrap();
    let (client, _) = ClientLogin::start(PASSWORD).unwrap();
    assert_eq!(client.finish(PASSWORD, NAME, &earlier).unwrap_err(), OpaqueError::Refused);

    let (first, proved) = prove(&GIVEN.server, Some(&GIVEN.record), NAME, PASSWORD);
    let (proof, _) = proved.unwrap();
    assert_eq!(first.finish(NAME, &proof), Ok(()));
    let (second, _) = prove(&GIVEN.server, Some(&GIVEN.record), NAME, PASSWORD);
    assert_eq!(second.finish(NAME, &proof), Err(OpaqueError::Refused));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Whatever arrives: an answer or a typed error.
    #[test]
    fn a02_no_bytes_make_the_server_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = GIVEN.server.answer_registration(NAME, &bytes);
        let _ = GIVEN.server.start_login(NAME, Some(&bytes), &bytes);
        let _ = record_of(&bytes);
        prop_assert!(ServerSecret::from_bytes(&bytes).is_err());
    }
}
