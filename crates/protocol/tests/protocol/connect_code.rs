//! A connect code comes out as it went in, or says what happened to it; it never shows its secrets.

use driftless_domain::VaultId;
use driftless_protocol::{ConnectCode, ConnectCodeError, VaultSecret};
use proptest::prelude::*;
use zeroize::Zeroizing;

fn code(url: &str, token: &str, vault: Option<([u8; 16], [u8; 32])>) -> ConnectCode {
    ConnectCode {
        server_url: url.to_owned(),
        token: Zeroizing::new(token.to_owned()),
        vault: vault.map(|(id, key)| VaultSecret { vault_id: VaultId::from_bytes(id), key: Zeroizing::new(key) }),
    }
}

fn any_code() -> impl Strategy<Value = ConnectCode> {
    let url = "https?://[a-z0-9.\\[\\]-]{1,60}(:[0-9]{1,5})?(/[!-~]{0,40})?";
    (url, "[!-~]{1,256}", any::<Option<([u8; 16], [u8; 32])>>())
        .prop_map(|(url, token, vault)| code(&url, &token, vault))
}

/// The text of a code, pinned: a change of it is a new version.
#[test]
fn golden_text() {
    let code = code("https://notes.example", "token", Some([7; 16]).map(|id| (id, [9; 32])));
    let text = code.encode().unwrap();
    assert_eq!(
        text,
        "driftless1-AQBPABVodHRwczovL25vdGVzLmV4YW1wbGUABXRva2VuAQcHBwcHBwcHBwcHBwcHBwcJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCdGa0-RvKA"
    );
    assert_eq!(ConnectCode::decode(&text), Ok(code));
}

proptest! {
    #[test]
    fn a_code_comes_out_as_it_went_in(code in any_code()) {
        prop_assert_eq!(ConnectCode::decode(&code.encode().unwrap()), Ok(code));
    }

    /// Mail programs wrap lines; people copy a space too many.
    #[test]
    fn white_space_does_not_matter(code in any_code(), at in any::<prop::sample::Index>()) {
        let mut text = code.encode().unwrap();
        text.insert_str(at.index(text.len()), "\r\n \t");
        prop_assert_eq!(ConnectCode::decode(&format!(" {text}\n")), Ok(code));
    }

    #[test]
    fn a_code_that_is_cut_says_so(code in any_code(), at in any::<prop::sample::Index>()) {
        let text = code.encode().unwrap();
        let cut = &text[..at.index(text.len() - 1) + 1];
        prop_assert_eq!(ConnectCode::decode(cut), Err(ConnectCodeError::Truncated));
    }

    /// A changed letter is never another code: it is refused, whatever it was changed to.
    #[test]
    fn a_code_that_is_changed_is_refused(code in any_code(), at in any::<prop::sample::Index>(), to in "[!-~é]") {
        let text = code.encode().unwrap();
        let at = at.index(text.len());
        let changed = format!("{}{to}{}", &text[..at], &text[at + 1..]);
        prop_assume!(changed != text);
        prop_assert!(ConnectCode::decode(&changed).is_err());
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,200}", tail in "[A-Za-z0-9_-]{0,300}") {
        prop_assert!(ConnectCode::decode(&text).is_err());
        let like_a_code = format!("driftless1-{tail}");
        prop_assert!(ConnectCode::decode(&like_a_code).is_err());
    }

    #[test]
    fn secrets_are_not_printed(key in any::<[u8; 32]>(), token in "[a-z]{20}") {
        let printed = format!("{:?}", code("https://a", &token, Some(([1; 16], key))));
        prop_assert!(!printed.contains(&token));
        let key = format!("{key:?}");
        prop_assert!(!printed.contains(&key));
    }
}

#[test]
fn other_texts_are_told_apart() {
    let text = code("https://a", "t", None).encode().unwrap();
    assert_eq!(ConnectCode::decode(&text.replacen('1', "2", 1)), Err(ConnectCodeError::OtherVersion(2)));
    assert_eq!(ConnectCode::decode(&format!("{text}A")), Err(ConnectCodeError::Altered));
    assert_eq!(ConnectCode::decode(&format!("{text}AAAA")), Err(ConnectCodeError::Altered));
    assert_eq!(ConnectCode::decode(&text.to_uppercase()), Err(ConnectCodeError::NotACode));
    for not_a_code in ["", "hello", "https://a", "driftless-abc", "driftlessx1-abc", "driftless99999999999-a"] {
        assert_eq!(ConnectCode::decode(not_a_code), Err(ConnectCodeError::NotACode), "{not_a_code}");
    }
    assert_eq!(ConnectCode::decode(&"driftless1-".repeat(100_000)), Err(ConnectCodeError::NotACode));
}

#[test]
fn nonsense_is_refused_before_it_becomes_a_code() {
    let long = format!("https://{}", "a".repeat(3_000));
    for url in ["", "a", "ftp://a", "https://", "https:///x", "https://a b", "https://é", "file:///etc", &long] {
        assert_eq!(code(url, "t", None).encode(), Err(ConnectCodeError::BadAddress), "{url}");
    }
    for token in ["", "a b", "é", &"t".repeat(257)] {
        assert_eq!(code("https://a", token, None).encode(), Err(ConnectCodeError::BadToken));
    }
}
