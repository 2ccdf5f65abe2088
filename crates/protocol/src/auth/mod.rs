//! Accounts beside connect codes: signing up and in, devices, vaults, wrapped keys, pairing, security events.
//!
//! Every call is a `POST`, `PUT` or `GET` with a body of these types in CBOR or JSON; without a body to answer
//! it answers 204. Calls marked *open* need no access token; all others need that of an account's session.
//!
//! | call | request | answer |
//! |---|---|---|
//! | `POST /auth/register/start` *open* | [`RegisterStart`] | [`OpaqueAnswer`] |
//! | `POST /auth/register/finish` *open* | [`RegisterFinish`] | [`Session`] |
//! | `POST /auth/login/start` *open* | [`LoginStart`] | [`OpaqueAnswer`] |
//! | `POST /auth/login/finish` *open* | [`LoginFinish`] | [`LoginStep`] |
//! | `POST /auth/login/totp` *open* | [`LoginTotp`] | [`Session`] |
//! | `POST /auth/recover/start` *open* | [`RecoverStart`] | [`RecoverAnswer`] |
//! | `POST /auth/recover/finish` *open* | [`RecoverFinish`] | [`Session`] |
//! | `POST /auth/ticket` *open* | [`TicketUse`] | [`Session`] |
//! | `POST /auth/refresh` *open* | [`Refresh`] | [`Tokens`] |
//! | `POST /auth/logout` | | 204 |
//! | `GET /auth/account` | | [`Account`] |
//! | `POST /auth/totp/start` | | [`TotpSecret`] |
//! | `POST /auth/totp/confirm` | [`TotpCode`] | 204 |
//! | `POST /auth/totp/disable` | [`TotpCode`] | 204 |
//! | `GET /auth/events` | | server-sent events `security`: [`SecurityEvent`] |
//! | `GET /auth/security?since=` | | [`SecurityPage`] |
//! | `GET /account/log?since=` | | [`LogPage`] |
//! | `POST /account/log` | [`LogAppend`] | [`LogHead`] |
//! | `GET /devices` | | [`DeviceList`] |
//! | `POST /devices` | [`NewDevice`] | [`Ticket`] |
//! | `PUT /devices/certificate` | [`Certificate`] | 204 |
//! | `POST /devices/{client}/rename` | [`Rename`] | 204 |
//! | `POST /devices/{client}/revoke` | | 204 |
//! | `GET /vaults` | | [`VaultList`] |
//! | `POST /vaults` | [`NewVault`] | 204 |
//! | `POST /vaults/claim` | [`ClaimVault`] | 204 |
//! | `GET /vaults/{vault}/log?since=` | | [`LogPage`] |
//! | `POST /vaults/{vault}/log` | [`ControlAppend`] | [`LogHead`] |
//! | `GET /vaults/{vault}/keys` | | [`WrappedKeyList`] |
//! | `GET /vaults/{vault}/members` | | [`MemberList`] |
//! | `POST /pairing` | [`PairingOpen`] | [`PairingSlot`] |
//! | `PUT /pairing/{slot}/{number}` *open* | [`PairingMessage`] | 204 |
//! | `GET /pairing/{slot}/{number}?wait_s=` *open* | | [`PairingMessage`], or 204 when there is none yet |
//!
//! Reading order: [`name`], [`secret`], [`sign_in`], [`device`], [`vault`], [`pairing`], [`security`], [`paths`].

pub mod device;
pub mod limits;
pub mod name;
pub mod pairing;
pub mod paths;
pub mod secret;
pub mod security;
pub mod sign_in;
pub mod vault;

pub use device::{Certificate, Device, DeviceList, NewDevice, Rename, Ticket};
pub use name::{AccountName, InvalidName};
pub use pairing::{PairingMessage, PairingOpen, PairingSlot};
pub use secret::SecretText;
pub use security::{SecurityEvent, SecurityKind, SecurityPage};
pub use sign_in::{
    Account, LoginFinish, LoginStart, LoginStep, LoginTotp, OpaqueAnswer, RecoverAnswer, RecoverFinish, RecoverStart,
    Refresh, RegisterFinish, RegisterStart, Session, TicketUse, Tokens, TotpCode, TotpSecret, UserId,
    recovery_statement,
};
pub use vault::{
    ClaimVault, ControlAppend, LogAppend, LogHead, LogPage, Member, MemberChange, MemberList, NewVault, Role, Vault,
    VaultList, WrappedKey, WrappedKeyList, WrappedKeyRow,
};
