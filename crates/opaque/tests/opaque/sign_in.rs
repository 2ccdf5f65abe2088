//! Signing up and in.

use driftless_opaque::{ClientLogin, OpaqueError, ServerSecret};

use crate::given::{GIVEN, NAME, PASSWORD, prove};

#[test]
fn the_right_password_signs_in_and_gives_the_same_key_each_time() {
    let given = &*GIVEN;
    // A restart of the server between the two.
    let server = ServerSecret::from_bytes(&given.server.to_bytes()).unwrap();
    let (login, proved) = prove(&server, Some(&given.record), NAME, PASSWORD);
    let (proof, export_key) = proved.unwrap();
    assert_eq!(login.finish(NAME, &proof), Ok(()));
    assert_eq!(*export_key, *given.export_key);
}

#[test]
fn another_password_is_noticed_on_the_device() {
    let (_, proved) = prove(&GIVEN.server, Some(&GIVEN.record), NAME, b"correct horse battery stapl");
    assert_eq!(proved.unwrap_err(), OpaqueError::Refused);
}

/// Who asks for a name that is not there gets an answer of the same length, which no password fits.
#[test]
fn an_account_that_is_not_there_looks_like_a_wrong_password() {
    let (_, request) = ClientLogin::start(PASSWORD).unwrap();
    let (_, known) = GIVEN.server.start_login(NAME, Some(&GIVEN.record), &request).unwrap();
    let (_, unknown) = GIVEN.server.start_login(b"nobody", None, &request).unwrap();
    assert_eq!(known.len(), unknown.len());
    let (_, proved) = prove(&GIVEN.server, None, NAME, PASSWORD);
    assert_eq!(proved.unwrap_err(), OpaqueError::Refused);
}

/// The element that a name and a password lead to stays the same, or a name could be found out by asking twice.
#[test]
fn a_name_that_is_not_there_answers_from_one_key_as_one_that_is() {
    let (_, request) = ClientLogin::start(PASSWORD).unwrap();
    let element = |name: &[u8], record| GIVEN.server.start_login(name, record, &request).unwrap().1[..32].to_vec();
    assert_eq!(element(b"nobody", None), element(b"nobody", None));
    assert_ne!(element(b"nobody", None), element(b"somebody", None));
    assert_eq!(element(NAME, Some(&GIVEN.record)), element(NAME, None));
}

/// A server that swaps the accounts of two people who have the same password.
#[test]
fn a_record_of_another_account_does_not_fit() {
    let (_, proved) = prove(&GIVEN.server, Some(&GIVEN.record), b"eve", PASSWORD);
    assert_eq!(proved.unwrap_err(), OpaqueError::Refused);
    // The server is told that it is eve who proves, where the device says it is ada.
    let (login, proved) = prove(&GIVEN.server, Some(&GIVEN.record), NAME, PASSWORD);
    assert_eq!(login.finish(b"eve", &proved.unwrap().0), Ok(()), "the names are in the transcript since the start");
}

#[test]
fn a_server_with_another_secret_is_noticed() {
    let (_, proved) = prove(&ServerSecret::generate(), Some(&GIVEN.record), NAME, PASSWORD);
    assert_eq!(proved.unwrap_err(), OpaqueError::Refused);
}
