//! The action: one immutable fact, "at logical time T, device D intended X on entity E".

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::hlc::{Hlc, effective_time};
use crate::id::{ActionId, ClientId, DeviceSeq, EntityId, Seq};
use crate::limits::NAME_BYTES_MAX;
use crate::register::Stamp;

/// Version of the payloads' meaning that this code writes, and the highest it applies.
pub const SCHEMA: u16 = 1;

/// A name is empty, too long, or has characters other than `a-z`, `0-9`, `_`, `-`, `.`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a name: 1 to {NAME_BYTES_MAX} of a-z, 0-9, '_', '-', '.'")]
pub struct InvalidName;

/// A name that this version does not know; kept as it came.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownName(String);

impl UnknownName {
    fn parse(text: &str) -> Result<Self, InvalidName> {
        let is_valid = !text.is_empty()
            && text.len() <= NAME_BYTES_MAX
            && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'.'));
        if is_valid { Ok(Self(text.to_owned())) } else { Err(InvalidName) }
    }
}

impl fmt::Debug for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(into = "String", try_from = "String")]
        pub enum $name {
            $($(#[$vdoc])* $variant,)+
            /// A name of a newer version: stored and forwarded, not applied.
            Unknown(UnknownName),
        }

        impl $name {
            /// Returns the name as it stands on the wire and on disk.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::Unknown(name) => &name.0,
                }
            }
        }

        impl FromStr for $name {
            type Err = InvalidName;

            fn from_str(text: &str) -> Result<Self, InvalidName> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    _ => UnknownName::parse(text).map(Self::Unknown),
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidName;

            fn try_from(text: String) -> Result<Self, InvalidName> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.as_str().to_owned()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

named!(
    /// What kind of thing an action is about.
    EntityType {
        /// A note.
        Note = "note",
        /// A notebook.
        Notebook = "notebook",
        /// A device of the vault; its entity id has the bytes of its client id, its title is its name.
        Device = "device",
        /// A search with a name; its title is the name, its `query` what is looked for.
        SavedSearch = "saved_search",
    }
);

named!(
    /// What an action does.
    ActionType {
        /// Brings the entity into being; idempotent.
        Create = "create",
        /// Writes the fields of its payload.
        Update = "update",
        /// Deletes; wins over every concurrent write.
        Delete = "delete",
        /// Undoes the deletes its author had seen.
        Restore = "restore",
    }
);

/// One immutable fact of the WAL. Never edited, never reordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// Names the action for ever.
    pub id: ActionId,
    /// The note or notebook.
    pub entity_id: EntityId,
    /// What that is.
    pub entity_type: EntityType,
    /// What is done to it.
    #[serde(rename = "type")]
    pub action_type: ActionType,
    /// Canonical CBOR of a [`crate::payload::Payload`]: only the fields that the user touched.
    #[serde(with = "serde_bytes")]
    pub payload: Vec<u8>,
    /// The device that wrote it.
    pub client_id: ClientId,
    /// That device's count of its actions.
    pub device_seq: DeviceSeq,
    /// When, by that device's clock.
    pub logical_time: Hlc,
    /// The device's cursor when it wrote: what its author had seen of others.
    pub seen: Seq,
    /// Version of the payload's meaning.
    pub schema: u16,
}

/// What the server added when it accepted an action; the same for every replica.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Place in the vault's log.
    pub seq: Seq,
    /// The server's clock then, non-decreasing in `seq`.
    pub witnessed_time: Hlc,
}

/// An action as a replica's WAL holds it: with its position once the server has acknowledged it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoggedAction {
    /// The fact.
    pub action: Action,
    /// Absent while the action waits to be uploaded.
    pub position: Option<Position>,
}

impl LoggedAction {
    /// Returns who, when and what had been seen: all that order and causality need.
    pub fn stamp(&self) -> Stamp {
        let action = &self.action;
        let seq = self.position.map(|position| position.seq);
        Stamp {
            effective_time: effective_time(action.logical_time, self.position.map(|p| p.witnessed_time)),
            logical_time: action.logical_time,
            client_id: action.client_id,
            id: action.id,
            device_seq: action.device_seq,
            // Nobody can have seen what came after: a claim to is cut down to what was possible.
            seen: seq.map_or(action.seen, |seq| action.seen.min(Seq(seq.0.saturating_sub(1)))),
            seq,
        }
    }
}
