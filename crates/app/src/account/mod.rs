//! Accounts: signing up and in, the emergency kit, devices, pairing, and the vault's keys.

mod tokens;
