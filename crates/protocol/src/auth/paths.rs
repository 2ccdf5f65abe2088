//! Where the calls are; `{…}` is filled in.

/// [`super::RegisterStart`].
pub const REGISTER_START_PATH: &str = "/auth/register/start";
/// [`super::RegisterFinish`].
pub const REGISTER_FINISH_PATH: &str = "/auth/register/finish";
/// [`super::LoginStart`].
pub const LOGIN_START_PATH: &str = "/auth/login/start";
/// [`super::LoginFinish`].
pub const LOGIN_FINISH_PATH: &str = "/auth/login/finish";
/// [`super::LoginTotp`].
pub const LOGIN_TOTP_PATH: &str = "/auth/login/totp";
/// [`super::RecoverStart`].
pub const RECOVER_START_PATH: &str = "/auth/recover/start";
/// [`super::RecoverFinish`].
pub const RECOVER_FINISH_PATH: &str = "/auth/recover/finish";
/// [`super::TicketUse`].
pub const TICKET_PATH: &str = "/auth/ticket";
/// [`super::Refresh`].
pub const REFRESH_PATH: &str = "/auth/refresh";
/// Ends the session of the access token.
pub const LOGOUT_PATH: &str = "/auth/logout";
/// [`super::Account`].
pub const ACCOUNT_PATH: &str = "/auth/account";
/// [`super::TotpSecret`].
pub const TOTP_START_PATH: &str = "/auth/totp/start";
/// [`super::TotpCode`].
pub const TOTP_CONFIRM_PATH: &str = "/auth/totp/confirm";
/// [`super::TotpCode`].
pub const TOTP_DISABLE_PATH: &str = "/auth/totp/disable";
/// Server-sent [`super::SecurityEvent`]s.
pub const SECURITY_EVENTS_PATH: &str = "/auth/events";
/// [`super::SecurityPage`].
pub const SECURITY_PATH: &str = "/auth/security";
/// [`super::LogPage`], [`super::LogAppend`].
pub const ACCOUNT_LOG_PATH: &str = "/account/log";
/// [`super::DeviceList`], [`super::NewDevice`].
pub const DEVICES_PATH: &str = "/devices";
/// [`super::Certificate`].
pub const CERTIFICATE_PATH: &str = "/devices/certificate";
/// [`super::Rename`].
pub const DEVICE_RENAME_PATH: &str = "/devices/{client}/rename";
/// Ends a device's sessions and streams, for good.
pub const DEVICE_REVOKE_PATH: &str = "/devices/{client}/revoke";
/// [`super::VaultList`], [`super::NewVault`].
pub const VAULTS_PATH: &str = "/vaults";
/// [`super::ClaimVault`].
pub const CLAIM_PATH: &str = "/vaults/claim";
/// [`super::LogPage`], [`super::ControlAppend`].
pub const CONTROL_LOG_PATH: &str = "/vaults/{vault}/log";
/// [`super::WrappedKeyList`].
pub const WRAPPED_KEYS_PATH: &str = "/vaults/{vault}/keys";
/// [`super::MemberList`].
pub const MEMBERS_PATH: &str = "/vaults/{vault}/members";
/// [`super::PairingSlot`].
pub const PAIRING_PATH: &str = "/pairing";
/// [`super::PairingMessage`].
pub const PAIRING_MESSAGE_PATH: &str = "/pairing/{slot}/{number}";
