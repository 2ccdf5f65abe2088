//! The wire shapes, and texts that people carry from one device to another.

mod connect_code;
