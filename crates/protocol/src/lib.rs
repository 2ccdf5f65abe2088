//! Wire shapes of the sync protocol: one set of types for CBOR and JSON.
