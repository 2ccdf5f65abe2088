//! Project Wycheproof's vectors for every primitive in use, and RFC 9180's for HPKE, through the libraries that this crate uses and,
//! where it has a door of its own, through that.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use driftless_crypto::{BoxError, BoxPublicKey, VerifyingKey};
use hkdf::Hkdf;
use sha2::Sha256;
use wycheproof::{TestResult, aead, eddsa, hkdf as hkdf_vectors, xdh};

#[test]
fn xchacha20_poly1305() {
    let set = aead::TestSet::load(aead::TestName::XChaCha20Poly1305).unwrap();
    let mut counts = (0, 0);
    for group in set.test_groups {
        for test in group.tests {
            let sealed = [test.ct.as_ref(), test.tag.as_ref()].concat();
            let opened = if test.nonce.len() == 24 {
                XChaCha20Poly1305::new(test.key.as_ref().into())
                    .decrypt(XNonce::from_slice(&test.nonce), Payload { msg: &sealed, aad: &test.aad })
                    .ok()
            } else {
                None
            };
            if test.result == TestResult::Invalid {
                assert_eq!(opened, None, "vector {} opens", test.tc_id);
                counts.1 += 1;
            } else {
                assert_eq!(opened.as_deref(), Some(test.pt.as_ref()), "vector {}", test.tc_id);
                counts.0 += 1;
            }
        }
    }
    assert!(counts.0 >= 200 && counts.1 >= 50, "{counts:?}");
}

/// The library's strict verification, with the key checked as [`VerifyingKey::from_bytes`] does. Our own
/// `verify` puts a purpose before the message, which no foreign vector has.
#[test]
fn ed25519() {
    let set = eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap();
    let mut counts = (0, 0);
    for group in set.test_groups {
        let key: [u8; 32] = group.key.pk.as_ref().try_into().unwrap();
        for test in group.tests {
            let is_valid = VerifyingKey::from_bytes(&key).is_ok()
                && <&[u8; 64]>::try_from(test.sig.as_ref()).is_ok_and(|signature| {
                    let key = ed25519_dalek::VerifyingKey::from_bytes(&key).unwrap();
                    key.verify_strict(&test.msg, &ed25519_dalek::Signature::from_bytes(signature)).is_ok()
                });
            assert_eq!(is_valid, test.result != TestResult::Invalid, "vector {}: {}", test.tc_id, test.comment);
            if is_valid { counts.0 += 1 } else { counts.1 += 1 }
        }
    }
    assert!(counts.0 >= 80 && counts.1 >= 50, "{counts:?}");
}

/// Raw agreement gives what the vectors say; our door refuses each public key with an all-zero result, and
/// each that is not written canonically.
#[test]
fn x25519_and_its_all_zero_results() {
    let set = xdh::TestSet::load(xdh::TestName::X25519).unwrap();
    let (mut agreed, mut zero) = (0, 0);
    for group in set.test_groups {
        for test in group.tests {
            let public: [u8; 32] = test.public_key.as_ref().try_into().unwrap();
            let private: [u8; 32] = test.private_key.as_ref().try_into().unwrap();
            let secret = x25519_dalek::StaticSecret::from(private);
            let shared = secret.diffie_hellman(&x25519_dalek::PublicKey::from(public));
            assert_eq!(shared.as_bytes().as_slice(), test.shared_secret.as_ref(), "vector {}", test.tc_id);
            if test.flags.contains(&xdh::TestFlag::ZeroSharedSecret) {
                assert_eq!(BoxPublicKey::from_bytes(&public), Err(BoxError::WeakKey), "vector {}", test.tc_id);
                zero += 1;
            } else if test.flags.contains(&xdh::TestFlag::NonCanonicalPublic) {
                assert_eq!(BoxPublicKey::from_bytes(&public), Err(BoxError::WeakKey), "vector {}", test.tc_id);
            } else {
                assert!(BoxPublicKey::from_bytes(&public).is_ok(), "vector {}: {}", test.tc_id, test.comment);
                agreed += 1;
            }
        }
    }
    assert!(agreed >= 300, "{agreed}");
    assert!(zero >= 31, "{zero}");
}

#[test]
fn hkdf_sha256() {
    let set = hkdf_vectors::TestSet::load(hkdf_vectors::TestName::HkdfSha256).unwrap();
    let mut count = 0;
    for group in set.test_groups {
        for test in group.tests {
            let mut okm = vec![0; test.size];
            let expanded = Hkdf::<Sha256>::new(Some(&test.salt), &test.ikm).expand(&test.info, &mut okm);
            assert_eq!(expanded.is_ok(), test.result != TestResult::Invalid, "vector {}", test.tc_id);
            if expanded.is_ok() {
                assert_eq!(okm, test.okm.as_ref(), "vector {}", test.tc_id);
            }
            count += 1;
        }
    }
    assert!(count >= 80, "{count}");
}

/// RFC 9180, appendix A.2.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305, the first message.
#[test]
fn hpke_base_mode() {
    use hpke::aead::ChaCha20Poly1305;
    use hpke::kdf::HkdfSha256;
    use hpke::kem::X25519HkdfSha256;
    use hpke::{Deserializable as _, Kem, OpModeR};

    let secret = "8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb";
    let secret = <X25519HkdfSha256 as Kem>::PrivateKey::from_bytes(&from_hex(secret)).unwrap();
    let encapsulated = "1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a";
    let encapsulated = <X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(&from_hex(encapsulated)).unwrap();
    let sealed = "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28";
    let opened = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeR::Base,
        &secret,
        &encapsulated,
        b"Ode on a Grecian Urn",
        &from_hex(sealed),
        b"Count-0",
    );
    assert_eq!(opened.unwrap(), b"Beauty is truth, truth beauty");
}

fn from_hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}
