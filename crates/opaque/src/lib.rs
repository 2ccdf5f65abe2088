//! Signing in without showing the password: OPAQUE (RFC 9807) with one fixed suite, bytes in, bytes out.
//!
//! The suite: ristretto255 with SHA-512, triple Diffie-Hellman, and Argon2id ([`suite`]) on the device. The
//! server learns neither the password nor something to guess it with, as long as its [`ServerSecret`] stays
//! apart from its database.
//!
//! ```text
//! device                                     server
//! ClientRegistration::start  ── request ──▶  ServerSecret::answer_registration
//! ClientRegistration::finish ◀─ response ──
//!                            ── upload ───▶  record_of          (kept)
//!
//! ClientLogin::start         ── request ──▶  ServerSecret::start_login
//! ClientLogin::finish        ◀─ response ──
//!                            ── proof ────▶  ServerLogin::finish (once)
//! ```
//!
//! Invariant: no type of the library underneath is public here; foreign bytes give a typed error, never a
//! panic; a state is used up by its use; an account that is not there answers like one that is.
//!
//! Reading order: [`suite`], [`client`], [`server`], [`error`].

pub mod client;
pub mod error;
pub mod server;
pub mod suite;

pub use client::{ClientLogin, ClientRegistration, Registered, SignedIn};
pub use error::OpaqueError;
pub use server::{ServerLogin, ServerSecret, record_of};
pub use suite::ExportKey;
