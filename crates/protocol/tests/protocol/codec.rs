//! Both content types carry every value, and refuse what is none.

use std::fmt::Debug;

use driftless_protocol::{CodecError, ContentType, Envelope, Hash, UploadRequest};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::samples;

const BOTH: [ContentType; 2] = [ContentType::Cbor, ContentType::Json];

fn round_trip<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
    for content_type in BOTH {
        let bytes = content_type.encode(value).unwrap();
        assert_eq!(&content_type.decode::<T>(&bytes).unwrap(), value, "{content_type:?}");
        for cut in 0..bytes.len() {
            assert!(content_type.decode::<T>(&bytes[..cut]).is_err(), "{content_type:?} cut at {cut}");
        }
        let longer = [bytes.as_slice(), b"0"].concat();
        assert!(matches!(content_type.decode::<T>(&longer), Err(CodecError::Decode(..))), "{content_type:?} longer");
    }
}

#[test]
fn every_type_goes_both_ways_and_is_refused_when_cut() {
    round_trip(&samples::envelope());
    round_trip(&samples::withheld());
    round_trip(&samples::upload_request());
    round_trip(&samples::upload_response());
    round_trip(&samples::download_response());
    round_trip(&samples::head_event());
    round_trip(&samples::state_hash_request());
    round_trip(&samples::state_hash_response());
    round_trip(&samples::error_body());
}

proptest! {
    #[test]
    fn an_envelope_comes_out_as_it_went_in(envelope in samples::any_envelope()) {
        for content_type in BOTH {
            let bytes = content_type.encode(&envelope).unwrap();
            prop_assert_eq!(&content_type.decode::<Envelope>(&bytes).unwrap(), &envelope);
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for content_type in BOTH {
            let _ = content_type.decode::<UploadRequest>(&bytes);
        }
    }
}

/// A request that a client means otherwise than the server reads it is worse than none.
#[test]
fn unknown_fields_of_requests_are_refused_and_of_answers_passed_over() {
    let with_more = |bytes: Vec<u8>| {
        let mut value: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        value["more"] = 1.into();
        value.to_string().into_bytes()
    };
    let json = ContentType::Json;
    let request = with_more(json.encode(&samples::upload_request()).unwrap());
    assert!(json.decode::<UploadRequest>(&request).is_err());
    let answer = with_more(json.encode(&samples::error_body()).unwrap());
    assert_eq!(json.decode::<driftless_protocol::ErrorBody>(&answer).unwrap(), samples::error_body());
}

#[test]
fn nesting_has_an_end() {
    for depth in [40, 1_000_000] {
        assert!(ContentType::Cbor.decode::<UploadRequest>(&vec![0x81; depth]).is_err());
        assert!(ContentType::Json.decode::<UploadRequest>("[".repeat(depth).as_bytes()).is_err());
    }
}

#[test]
fn hashes_and_bytes_of_the_wrong_form_are_refused() {
    for text in ["\"\"", "\"ab\"", &format!("\"{}\"", "g".repeat(64)), &format!("\"{}\"", "a".repeat(66)), "1"] {
        assert!(ContentType::Json.decode::<Hash>(text.as_bytes()).is_err(), "{text}");
    }
    assert!(ContentType::Cbor.decode::<Hash>(&[0x58, 31]).is_err());
    let short = ContentType::Cbor.encode(&driftless_protocol::Bytes(vec![1; 31])).unwrap();
    assert!(ContentType::Cbor.decode::<Hash>(&short).is_err());
}

#[test]
fn content_types_are_read_with_parameters_and_in_any_case() {
    assert_eq!(ContentType::parse("application/cbor"), Some(ContentType::Cbor));
    assert_eq!(ContentType::parse(" Application/JSON; charset=utf-8"), Some(ContentType::Json));
    for other in ["", "text/html", "application/cbor-seq", "application/*", ";"] {
        assert_eq!(ContentType::parse(other), None, "{other}");
    }
}
