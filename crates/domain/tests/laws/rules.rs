//! What a user may type: every text is stored in one form or refused with a reason.

use driftless_domain::limits::{BODY_BYTES_MAX, TAG_BYTES_MAX, TITLE_BYTES_MAX};
use driftless_domain::rules::{body_text, tag_name, title};
use driftless_domain::{Field, Payload, Value};
use proptest::prelude::*;

use crate::cases;

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn a_title_is_stored_in_one_form_or_refused(text in any::<String>()) {
        if let Ok(stored) = title(&text) {
            prop_assert!(stored.len() <= TITLE_BYTES_MAX && !stored.chars().any(char::is_control));
            prop_assert_eq!(title(&stored), Ok(stored.clone()));
            let payload = Payload::default().with(Field::Title, Value::Text(stored));
            prop_assert_eq!(Payload::decode(&payload.encode()), Ok(payload));
        }
    }

    #[test]
    fn a_tag_is_stored_in_one_form_or_refused(text in "[#/ \t\na-z\u{e9}e\u{301}長\u{0}\u{85}\u{a0}]{0,20}") {
        if let Ok(stored) = tag_name(&text) {
            prop_assert!(!stored.is_empty() && stored.len() <= TAG_BYTES_MAX && !stored.contains(char::is_whitespace));
            prop_assert_eq!(tag_name(&stored), Ok(stored.clone()));
            let payload = Payload::default().with(Field::Tag(stored), Value::Bool(true));
            prop_assert_eq!(Payload::decode(&payload.encode()), Ok(payload));
        }
    }

    #[test]
    fn a_body_keeps_every_character_but_the_kind_of_line_end(text in "[a\r\n\u{0}\t長😀]{0,30}") {
        match body_text(&text) {
            Ok(stored) => {
                prop_assert!(!stored.contains('\r') && stored.len() <= BODY_BYTES_MAX);
                let kept = |text: &str| text.chars().filter(|c| !matches!(c, '\r' | '\n')).collect::<String>();
                prop_assert_eq!(kept(&stored), kept(&text));
                prop_assert_eq!(stored.matches('\n').count(), text.replace("\r\n", "\n").matches(['\r', '\n']).count());
            }
            Err(_) => prop_assert!(text.contains('\0')),
        }
    }
}
