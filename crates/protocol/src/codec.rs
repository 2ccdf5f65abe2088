//! One set of types, two content types: CBOR between our programs, JSON for people, `curl` and tests.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// How a body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ContentType {
    /// `application/cbor`.
    #[default]
    Cbor,
    /// `application/json`.
    Json,
}

/// A body cannot be read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodecError {
    /// Bytes are not the expected shape; says where when the format tells.
    #[error("cannot read the {0:?} body: {1}")]
    Decode(ContentType, String),
    /// A value has no form in this content type.
    #[error("cannot write the {0:?} body: {1}")]
    Encode(ContentType, String),
}

/// Depth of nesting that a body may have; ours have six.
const DEPTH_MAX: usize = 32;

impl ContentType {
    /// Returns the MIME type.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cbor => "application/cbor",
            Self::Json => "application/json",
        }
    }

    /// Reads a `Content-Type` or `Accept` value; parameters are passed over.
    pub fn parse(mime: &str) -> Option<Self> {
        match mime.split(';').next()?.trim().to_ascii_lowercase().as_str() {
            "application/cbor" => Some(Self::Cbor),
            "application/json" => Some(Self::Json),
            _ => None,
        }
    }

    /// Writes a value.
    ///
    /// # Errors
    /// [`CodecError::Encode`].
    pub fn encode<T: Serialize>(self, value: &T) -> Result<Vec<u8>, CodecError> {
        match self {
            Self::Cbor => {
                let mut bytes = Vec::new();
                ciborium::into_writer(value, &mut bytes).map_err(|e| CodecError::Encode(self, e.to_string()))?;
                Ok(bytes)
            }
            Self::Json => serde_json::to_vec(value).map_err(|e| CodecError::Encode(self, e.to_string())),
        }
    }

    /// Reads a value; bytes behind it are an error. The caller caps the size.
    ///
    /// # Errors
    /// [`CodecError::Decode`].
    pub fn decode<T: DeserializeOwned>(self, bytes: &[u8]) -> Result<T, CodecError> {
        match self {
            Self::Cbor => {
                let mut rest = bytes;
                let value = ciborium::de::from_reader_with_recursion_limit(&mut rest, DEPTH_MAX)
                    .map_err(|e| CodecError::Decode(self, e.to_string()))?;
                if rest.is_empty() {
                    Ok(value)
                } else {
                    Err(CodecError::Decode(self, format!("{} bytes behind the value", rest.len())))
                }
            }
            Self::Json => serde_json::from_slice(bytes).map_err(|e| CodecError::Decode(self, e.to_string())),
        }
    }
}
