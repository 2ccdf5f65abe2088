//! The sync server: a peer with authority over identity, order and access, not over meaning. It stores
//! facts and gives them an order; it never reads a payload.
//!
//! Invariant: no payload is opened and no key is known here; an action is answered `accepted` only after
//! it is on disk; order of commit is order of `seq`, without gaps; a vault is reached only by those who may.
//!
//! Reading order: [`router`], [`routes`], [`content`], [`authorization`], [`accounts`], [`validation`], [`ingest`],
//! [`storage`], [`fanout`], [`serve`], [`admin`], [`config`].

pub mod accounts;
pub mod admin;
pub mod authorization;
pub mod config;
pub mod content;
pub mod failure;
pub mod fanout;
pub mod frame;
pub mod ingest;
pub mod metrics;
pub mod peer;
pub mod router;
pub mod routes;
pub mod serve;
pub mod storage;
pub mod tls;
pub mod validation;
