//! HTTP behind the remote contract of the sync engine.
