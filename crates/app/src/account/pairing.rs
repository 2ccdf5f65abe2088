//! Pairing: a device that is signed in gives a new one the account key, through the server's mailbox.
//!
//! ```text
//! new device                      mailbox (by the code's id)            device that is signed in
//! pairing_start: shows the code ─────────── by eye or camera ────────▶ pairing_accept: opens the mailbox
//! pairing_wait   ◀──────────────────────── 0 offer ───────────────────
//!                ───────────────────────── 1 reveal, 2 who I am ─────▶
//! both show six digits; a person compares; pairing_confirm on both
//! pairing_wait   ◀──────────────────────── 3 bundle ───────────────────
//! ```
//! Numbers are those of the messages. What is in "who I am" is not secret and proves nothing: the digits do. The
//! bundle holds the account key and a ticket to sign in with, sealed to the device whose digits were compared.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use driftless_api_client::{CallError, HttpApi};
use driftless_crypto::AccountKey;
use driftless_crypto::pairing::{
    Code, Digits, NewDevice as NewSide, NewDeviceComparing, OldDevice as OldSide, OldDeviceComparing, PairingError,
};
use driftless_domain::ClientId;
use driftless_protocol::auth::limits::{PAIRING_MS_MAX, PAIRING_WAIT_S_MAX};
use driftless_protocol::auth::{NewDevice, PairingMessage, PairingOpen, SecretText, TicketUse};
use driftless_protocol::{Bytes, ContentType, ErrorCode};
use driftless_sync::contract::Store as _;
use driftless_trust::{DeviceKeys, HowAdded};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{account_name, block_on, random};
use crate::app::Inner;
use crate::view::PairingStep;
use crate::{App, AppError};

const OFFER: u8 = 0;
const REVEAL: u8 = 1;
const WHO: u8 = 2;
const BUNDLE: u8 = 3;

/// Between two looks for a mailbox that is not there yet, and for a person who has not confirmed yet.
const LOOK: Duration = Duration::from_secs(1);

/// Looks for a mailbox in one wait.
const LOOKS_MAX: u32 = 20;

/// A pairing on one of its two devices.
pub(crate) enum Pairing {
    /// The new device, before an offer.
    Waiting { side: NewSide, seed: [u8; 32], meeting: Meeting },
    /// The new device, comparing.
    NewComparing { side: NewDeviceComparing, seed: [u8; 32], reveal: Vec<u8>, is_confirmed: bool, meeting: Meeting },
    /// The device that is signed in, comparing.
    OldComparing { side: OldDeviceComparing, who: Who, meeting: Meeting },
}

/// Where the two meet.
#[derive(Clone)]
pub(crate) struct Meeting {
    server_url: String,
    slot: String,
    expires_ms: u64,
}

/// What a new device says of itself.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Who {
    client_id: ClientId,
    name: String,
    public_keys: Bytes,
}

/// What a new device gets.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Bundle {
    account_key: Bytes,
    name: String,
    ticket: SecretText,
}

impl App {
    /// Begins a pairing on a new device: shows a code for a device that is signed in. `server`: address of the
    /// account's server.
    ///
    /// # Errors
    /// [`AppError::SignedInAlready`], [`AppError::Address`], [`AppError::Pairing`].
    pub fn pairing_start(&self, server: &str) -> Result<PairingStep, AppError> {
        let inner = self.inner.as_ref();
        if inner.store.read(|tx| tx.account())?.is_some_and(|row| super::Unlocked::of(row).is_some()) {
            return Err(AppError::SignedInAlready);
        }
        let api = HttpApi::anonymous(server.trim())?;
        let (id, seed) = (random()?, random()?);
        let side = NewSide::start(id, &random()?, random()?, api.server())?;
        let expires_ms = inner.clock.now_ms().saturating_add(PAIRING_MS_MAX);
        let meeting = Meeting { server_url: api.server().to_owned(), slot: slot_of(&id), expires_ms };
        let pairing = Pairing::Waiting { side, seed, meeting };
        let step = pairing.step();
        inner.keep_pairing(Some(pairing));
        Ok(step)
    }

    /// Answers a new device's code on a device that is signed in and unlocked.
    ///
    /// # Errors
    /// [`AppError::Pairing`] when the code is not one, is of another server, or the new device does not answer;
    /// [`AppError::NotSignedIn`], [`AppError::Remote`].
    pub fn pairing_accept(&self, code: &str) -> Result<PairingStep, AppError> {
        let inner = self.inner.as_ref();
        let unlocked = inner.unlocked()?;
        let code = Code::parse(code)?;
        if code.server_url != unlocked.row.server_url {
            return Err(AppError::Pairing(format!("the new device asks another server: {}", code.server_url)));
        }
        let slot = slot_of(&code.id);
        let client = inner.session_client(&unlocked.row.server_url)?;
        let (side, offer) = OldSide::start(code, &random()?, random()?);
        let (opened, reveal, who) = block_on(async {
            let opened = client.open_pairing(&PairingOpen { slot: SecretText::new(slot.as_str()) }).await?;
            client.put_pairing(&slot, OFFER, &PairingMessage { message: Bytes(offer) }).await?;
            let silent = || AppError::Pairing("the new device does not answer".to_owned());
            let reveal = wait_for(&client, &slot, REVEAL).await?.ok_or_else(silent)?;
            let who = wait_for(&client, &slot, WHO).await?.ok_or_else(silent)?;
            Ok((opened, reveal, who))
        })?;
        let who: Who = decode(&who)?;
        let side = side.take_reveal(&reveal)?;
        let meeting = Meeting { server_url: unlocked.row.server_url, slot, expires_ms: opened.expires_at_ms };
        let pairing = Pairing::OldComparing { side, who, meeting };
        let step = pairing.step();
        inner.keep_pairing(Some(pairing));
        Ok(step)
    }

    /// Waits for the other device, half a minute at most, and returns where the pairing stands then.
    ///
    /// # Errors
    /// [`AppError::Pairing`] when there is none, it is over, or somebody is in the middle; [`AppError::Remote`]:
    /// call it again.
    pub fn pairing_wait(&self) -> Result<PairingStep, AppError> {
        let inner = self.inner.as_ref();
        let pairing = inner.take_pairing()?;
        match pairing {
            Pairing::Waiting { side, seed, meeting } => inner.wait_for_offer(side, seed, meeting),
            Pairing::NewComparing { side, seed, reveal, is_confirmed, meeting } => {
                inner.wait_for_bundle(side, seed, reveal, is_confirmed, meeting)
            }
            comparing @ Pairing::OldComparing { .. } => {
                let step = comparing.step();
                inner.keep_pairing(Some(comparing));
                rest()?;
                Ok(step)
            }
        }
    }

    /// The person says that both devices show the same digits. On the device that is signed in this gives the
    /// account key away; on the new one it lets [`App::pairing_wait`] take it.
    ///
    /// # Errors
    /// [`AppError::Pairing`] when nothing is to be compared; [`AppError::Remote`], [`AppError::Store`].
    pub fn pairing_confirm(&self) -> Result<PairingStep, AppError> {
        let inner = self.inner.as_ref();
        match inner.take_pairing()? {
            Pairing::OldComparing { side, who, meeting } => inner.give(side, &who, &meeting),
            Pairing::NewComparing { side, seed, reveal, meeting, .. } => {
                let pairing = Pairing::NewComparing { side, seed, reveal, is_confirmed: true, meeting };
                let step = pairing.step();
                inner.keep_pairing(Some(pairing));
                Ok(step)
            }
            waiting @ Pairing::Waiting { .. } => {
                let step = waiting.step();
                inner.keep_pairing(Some(waiting));
                Ok(step)
            }
        }
    }

    /// Forgets a pairing.
    pub fn pairing_cancel(&self) {
        self.inner.keep_pairing(None);
    }
}

impl Pairing {
    fn meeting(&self) -> &Meeting {
        match self {
            Self::Waiting { meeting, .. } | Self::NewComparing { meeting, .. } | Self::OldComparing { meeting, .. } => {
                meeting
            }
        }
    }

    fn step(&self) -> PairingStep {
        let compare = |digits: Digits, device: &str, meeting: &Meeting| PairingStep::Compare {
            digits: digits.to_string(),
            device: device.to_owned(),
            expires_at: meeting.expires_ms,
        };
        match self {
            Self::Waiting { side, meeting, .. } => {
                PairingStep::Waiting { code: side.code().to_string(), expires_at: meeting.expires_ms }
            }
            Self::NewComparing { side, meeting, .. } => compare(side.digits(), "", meeting),
            Self::OldComparing { side, who, meeting } => compare(side.digits(), &who.name, meeting),
        }
    }
}

impl Inner {
    fn keep_pairing(&self, pairing: Option<Pairing>) {
        *self.pairing.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = pairing;
    }

    fn take_pairing(&self) -> Result<Pairing, AppError> {
        let taken = self.pairing.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
        let pairing = taken.ok_or_else(|| AppError::Pairing("there is no pairing under way".to_owned()))?;
        if pairing.meeting().expires_ms <= self.clock.now_ms() {
            return Err(AppError::Pairing("the code is too old".to_owned()));
        }
        Ok(pairing)
    }

    fn wait_for_offer(&self, side: NewSide, seed: [u8; 32], meeting: Meeting) -> Result<PairingStep, AppError> {
        let api = HttpApi::anonymous(&meeting.server_url)?;
        let offer = match block_on(wait_for_mailbox(&api, &meeting.slot, OFFER)) {
            Ok(Some(offer)) => offer,
            Ok(None) => {
                let pairing = Pairing::Waiting { side, seed, meeting };
                let step = pairing.step();
                self.keep_pairing(Some(pairing));
                return Ok(step);
            }
            Err(error) => {
                self.keep_pairing(Some(Pairing::Waiting { side, seed, meeting }));
                return Err(error);
            }
        };
        let (side, reveal) = side.take_offer(&offer)?;
        let told = self.tell_who(&api, &meeting, seed, &reveal);
        let pairing = Pairing::NewComparing { side, seed, reveal, is_confirmed: false, meeting };
        let step = pairing.step();
        self.keep_pairing(Some(pairing));
        told.map(|()| step)
    }

    /// Puts the reveal, and who this device is. The same again is no error.
    fn tell_who(&self, api: &HttpApi, meeting: &Meeting, seed: [u8; 32], reveal: &[u8]) -> Result<(), AppError> {
        let keys = DeviceKeys::from_seed(&seed).public();
        let who = Who {
            client_id: self.store.read(|tx| tx.identity())?.client_id,
            name: self.short_device_name(),
            public_keys: Bytes([keys.signing.as_bytes().as_slice(), keys.device_box.as_bytes()].concat()),
        };
        let who = encode(&who)?;
        block_on(async {
            api.put_pairing(&meeting.slot, REVEAL, &PairingMessage { message: Bytes(reveal.to_vec()) }).await?;
            api.put_pairing(&meeting.slot, WHO, &PairingMessage { message: Bytes(who.to_vec()) }).await?;
            Ok(())
        })
    }

    fn wait_for_bundle(
        &self,
        side: NewDeviceComparing,
        seed: [u8; 32],
        reveal: Vec<u8>,
        is_confirmed: bool,
        meeting: Meeting,
    ) -> Result<PairingStep, AppError> {
        let api = HttpApi::anonymous(&meeting.server_url)?;
        let asked = self.tell_who(&api, &meeting, seed, &reveal).and_then(|()| {
            if is_confirmed {
                return block_on(wait_for(&api, &meeting.slot, BUNDLE));
            }
            rest().map(|()| None)
        });
        let bundle = match asked {
            Ok(Some(bundle)) => bundle,
            not_yet => {
                let pairing = Pairing::NewComparing { side, seed, reveal, is_confirmed, meeting };
                let step = pairing.step();
                self.keep_pairing_unless_new(pairing);
                return not_yet.map(|_| step);
            }
        };
        let bundle: Bundle = decode(&side.open(&bundle)?)?;
        self.take_in(&api, seed, bundle)?;
        Ok(PairingStep::Done)
    }

    /// A confirmation that came while this one waited stays.
    fn keep_pairing_unless_new(&self, pairing: Pairing) {
        let mut kept = self.pairing.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        kept.get_or_insert(pairing);
    }

    /// Signs this device in with what the other one gave.
    fn take_in(&self, api: &HttpApi, seed: [u8; 32], bundle: Bundle) -> Result<(), AppError> {
        let bad = || AppError::Pairing("what the other device gave cannot be read".to_owned());
        let key = <[u8; 32]>::try_from(bundle.account_key.0.as_slice()).map_err(|_| bad())?;
        let key = AccountKey::from_bytes(key);
        let name = account_name(&bundle.name).map_err(|_| bad())?;
        let row = driftless_sync::contract::AccountRow { device_seed: seed, ..self.row_for(api.server(), &name)? };
        let client_id = self.store.read(|tx| tx.identity())?.client_id;
        let session = block_on(async { Ok(api.use_ticket(&TicketUse { ticket: bundle.ticket, client_id }).await?) })?;
        self.keep_session(row, &session)?;
        self.enrol(&key, HowAdded::Paired)?;
        self.go_on().map(drop)
    }

    /// Registers the new device and seals the account key to it.
    fn give(&self, side: OldDeviceComparing, who: &Who, meeting: &Meeting) -> Result<PairingStep, AppError> {
        let unlocked = self.unlocked()?;
        let client = self.session_client(&unlocked.row.server_url)?;
        let device = NewDevice {
            client_id: who.client_id,
            name: who.name.clone(),
            public_keys: who.public_keys.clone(),
            certificate: None,
        };
        let ticket = block_on(async { Ok(client.add_device(&device).await?.ticket) })?;
        let bundle =
            Bundle { account_key: Bytes(unlocked.key.as_bytes().to_vec()), name: unlocked.row.name.clone(), ticket };
        let sealed = side.seal(&random()?, &encode(&bundle)?)?;
        block_on(async {
            Ok(client.put_pairing(&meeting.slot, BUNDLE, &PairingMessage { message: Bytes(sealed) }).await?)
        })?;
        Ok(PairingStep::Done)
    }
}

/// Names the mailbox of a pairing: nobody who has not seen the code finds it.
fn slot_of(id: &[u8; 16]) -> String {
    URL_SAFE_NO_PAD.encode(blake3::derive_key("driftless pairing slot 1", id))
}

/// Lets a moment pass, so that who asks in a circle does not do it at once.
fn rest() -> Result<(), AppError> {
    block_on(async {
        tokio::time::sleep(LOOK).await;
        Ok(())
    })
}

/// Waits for a message in a mailbox that is there; none when it did not come in time.
async fn wait_for(api: &HttpApi, slot: &str, number: u8) -> Result<Option<Vec<u8>>, AppError> {
    Ok(api.pairing_message(slot, number, PAIRING_WAIT_S_MAX).await?.map(|message| message.message.0))
}

/// Waits for a message, also while the mailbox is not there yet.
async fn wait_for_mailbox(api: &HttpApi, slot: &str, number: u8) -> Result<Option<Vec<u8>>, AppError> {
    for _ in 0..LOOKS_MAX {
        match api.pairing_message(slot, number, PAIRING_WAIT_S_MAX).await {
            Ok(Some(message)) => return Ok(Some(message.message.0)),
            Ok(None) => return Ok(None),
            Err(CallError::Refused(ErrorCode::NotFound)) => tokio::time::sleep(LOOK).await,
            Err(error) => return Err(error.into()),
        }
    }
    Ok(None)
}

fn encode<T: Serialize>(value: &T) -> Result<Zeroizing<Vec<u8>>, AppError> {
    let bytes = ContentType::Cbor.encode(value);
    bytes.map(Zeroizing::new).map_err(|error| AppError::Internal(error.to_string()))
}

fn decode<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, AppError> {
    ContentType::Cbor
        .decode(bytes)
        .map_err(|_| AppError::Pairing("what the other device says cannot be read".to_owned()))
}

impl From<PairingError> for AppError {
    fn from(error: PairingError) -> Self {
        Self::Pairing(error.to_string())
    }
}
