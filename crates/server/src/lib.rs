//! The sync server: a peer with authority over identity, order and access, not over meaning. It stores
//! facts and gives them an order; it never reads a payload.
//!
//! Invariant: no payload is opened and no key is known here; an action is answered `accepted` only after
//! it is on disk; order of commit is order of `seq`, without gaps; a vault is reached only with a token.
//!
//! Reading order: [`router`], [`routes`], [`content`], [`authorization`], [`validation`], [`ingest`],
//! [`storage`], [`fanout`], [`serve`], [`config`].

pub mod authorization;
pub mod config;
pub mod content;
pub mod failure;
pub mod fanout;
pub mod frame;
pub mod ingest;
pub mod router;
pub mod routes;
pub mod serve;
pub mod storage;
pub mod validation;
