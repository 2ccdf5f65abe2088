//! Who may do what. Deny by default: every call to the storage that names a vault also names a caller,
//! and the storage asks [`access::decide`] in the same transaction, so no route can forget to.

pub mod access;
pub mod bearer;
pub mod caller;
pub mod token;
pub mod vault;
