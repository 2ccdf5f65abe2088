//! What an action means, and how replicas agree.
//!
//! Invariant: pure. No clock, no randomness, no disk, no network, no locale: time and ids come in as
//! arguments, and equal input gives equal output on every platform.
//!
//! Reading order: [`id`], [`hlc`], [`action`], [`payload`], [`register`], [`entity`], [`reconcile`],
//! [`review`], [`undo`], [`rules`], [`body`], [`links`], [`tags`], [`blob`], [`image_size`], [`digest`], [`limits`].

pub mod action;
pub mod blob;
pub mod body;
pub mod digest;
pub mod entity;
pub mod hlc;
pub mod id;
pub mod image_size;
pub mod limits;
pub mod links;
pub mod payload;
pub mod reconcile;
pub mod register;
pub mod retention;
pub mod review;
pub mod rules;
pub mod tags;
pub mod undo;

pub use action::{Action, ActionType, EntityType, LoggedAction, Position, SCHEMA};
pub use entity::EntityState;
pub use hlc::{Hlc, HlcClock};
pub use id::{AccountId, ActionId, ClientId, DeviceSeq, EntityId, Epoch, GroupId, Seq, VaultId};
pub use payload::{BodyUpdate, Field, FieldWrite, Payload, Value};
pub use register::{Register, Stamp, Write};
