//! The account: who signed in, its devices, the emergency kit, pairing, and what is wrong with the server.
//!
//! Secrets among these shapes (the words of a kit, a pairing code, a second factor's secret) are asked for by a
//! person, shown, and forgotten: no event carries one.

use serde::{Deserialize, Serialize};

/// How far this data folder is with an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum AccountState {
    /// Nobody signed in here. Notes and connect codes work as ever.
    None,
    /// Signed in; the notes wait for the 24 words or for a pairing.
    NeedsKey,
    /// Signed in and unlocked; which vault of the account this data folder shall be is to be chosen.
    NeedsVault,
    /// Everything is there.
    Ready,
    /// The server does not take this device's session any more. Editing goes on; sync waits for the password.
    SignInAgain,
    /// Another device of the account revoked this one. Editing goes on; nothing is sent or received.
    Revoked,
}

/// The account of this data folder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct AccountView {
    /// How far it is.
    pub state: AccountState,
    /// Server address; null while there is no account.
    pub server: Option<String>,
    /// What the account is called there: an e-mail address or another name.
    pub email: Option<String>,
    /// Names the account for ever: made out of its keys, the same on all its devices.
    pub account_id: Option<String>,
    /// When it was made, milliseconds since the epoch.
    #[cfg_attr(feature = "specta", specta(type = Option<specta_typescript::Number>))]
    pub created_at: Option<u64>,
    /// Whether two words of the emergency kit were typed once.
    pub kit_confirmed: bool,
    /// Whether the password alone unlocks the notes on a new device.
    pub password_may_unlock: bool,
    /// Whether signing in asks for a code of an authenticator app.
    pub has_totp: bool,
    /// What is wrong with the server or the account; each pauses syncing until it is dealt with.
    pub alarms: Vec<AlarmView>,
}

/// What a server or somebody else did that no honest one does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum AlarmKind {
    /// The server's log is older than what this device has of it: it went back in time.
    WentBack,
    /// Something that another device sent, and that this one can prove, is missing at the server.
    Missing,
    /// The server shows this device another history than it showed before, or than another device has.
    Forked,
    /// The account's list of devices is not the one that this device knows.
    AccountChanged,
    /// The vault's list of members and keys is not the one that this device knows.
    VaultChanged,
}

/// An alarm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct AlarmView {
    /// What it is.
    pub kind: AlarmKind,
    /// The same in a sentence or two, with what to do.
    pub message: String,
    /// Numbers and names that prove it, one line each, for a person who wants to know.
    pub evidence: Vec<String>,
    /// When it was noticed, milliseconds since the epoch.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub since: u64,
    /// Whether "give the server this device's copy" heals it.
    pub can_reseed: bool,
}

/// What signing up needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct NewAccountFacts {
    /// Address of the server.
    pub server: String,
    /// What the account shall be called.
    pub email: String,
    /// From the server's owner; null where everybody may sign up.
    pub invitation: Option<String>,
    /// Whether the password alone shall unlock the notes on a new device.
    pub password_may_unlock: bool,
}

/// The emergency kit: everything a person needs to come back with nothing else.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct EmergencyKit {
    /// The 24 words, in order.
    pub words: Vec<String>,
    /// As in [`AccountView`].
    pub account_id: String,
    /// Address of the server.
    pub server: String,
    /// What the account is called there.
    pub email: String,
    /// When the account was made, milliseconds since the epoch.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub created_at: u64,
}

impl std::fmt::Debug for EmergencyKit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EmergencyKit").field("account_id", &self.account_id).finish_non_exhaustive()
    }
}

/// One word of a kit, by its place.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct KitWord {
    /// 1 to 24.
    pub position: u8,
    /// As it was typed.
    pub word: String,
}

impl std::fmt::Debug for KitWord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KitWord").field("position", &self.position).finish_non_exhaustive()
    }
}

/// What typed words are worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[serde(tag = "kind")]
pub enum WordsCheck {
    /// They are this account's.
    Right,
    /// They are words of an account, but not of this one.
    OtherAccount,
    /// Another number of words than 24.
    Count {
        /// How many there are.
        found: u32,
    },
    /// One of them is in no list.
    Unknown {
        /// Which one, 1 to 24.
        position: u32,
        /// The nearest word that is, when one is near.
        near: Option<String>,
    },
    /// None of them is English: words of something else.
    OtherLanguage,
    /// Each is in the list, but they do not belong together: one is wrong, or two are swapped.
    Checksum,
}

/// Where signing in stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[serde(tag = "kind")]
pub enum SignInStep {
    /// Ask for the six digits of the authenticator app, then sign in again with them.
    NeedsCode,
    /// Signed in. Ask for the 24 words (or pair with another device).
    NeedsKey,
    /// Signed in and unlocked. Ask which vault this data folder shall be.
    NeedsVault {
        /// The account's vaults.
        vaults: Vec<VaultChoice>,
    },
    /// Everything is there; the notes come with the first sync.
    Ready,
}

/// A vault that this data folder can become.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct VaultChoice {
    /// Its id.
    pub vault_id: String,
    /// owner, editor or viewer.
    pub role: String,
    /// Actions in its log at the server.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub actions: u64,
    /// Whether it is the one that this data folder holds already.
    pub is_this: bool,
}

/// A device of the account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct AccountDevice {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// When it was added, milliseconds since the epoch.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub created_at: u64,
    /// When it was last seen, milliseconds since the epoch.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub seen_at: u64,
    /// When it was revoked, milliseconds since the epoch.
    #[cfg_attr(feature = "specta", specta(type = Option<specta_typescript::Number>))]
    pub revoked_at: Option<u64>,
    /// Whether it is this one.
    pub is_this: bool,
    /// Whether the account's own key vouches for it. One that is not signed in but did not unlock yet, either.
    pub is_certified: bool,
}

/// Where a pairing stands, on either of the two devices.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[serde(tag = "kind")]
pub enum PairingStep {
    /// The new device shows this code; the one that is signed in does not have it yet.
    Waiting {
        /// To scan or paste on the device that is signed in.
        code: String,
        /// Until when it is good, milliseconds since the epoch.
        #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
        expires_at: u64,
    },
    /// Both show six digits; a person compares them.
    Compare {
        /// `123456`.
        digits: String,
        /// What the other device is called; empty when it did not say.
        device: String,
        /// Until when, milliseconds since the epoch.
        #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
        expires_at: u64,
    },
    /// It is done.
    Done,
}

impl std::fmt::Debug for PairingStep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Waiting { .. } => "Waiting",
            Self::Compare { .. } => "Compare",
            Self::Done => "Done",
        })
    }
}

/// A second factor that is not in force until one of its codes is typed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct TotpEnrolment {
    /// Base32, to type.
    pub secret: String,
    /// `otpauth://totp/…`, to draw as a QR code.
    pub uri: String,
}

impl std::fmt::Debug for TotpEnrolment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TotpEnrolment(…)")
    }
}
