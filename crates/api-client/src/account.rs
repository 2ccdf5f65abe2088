//! The calls of accounts, devices, vaults and pairing, one request each.

use driftless_domain::{ClientId, VaultId};
use driftless_protocol::auth::paths::{
    ACCOUNT_LOG_PATH, ACCOUNT_PATH, CERTIFICATE_PATH, CLAIM_PATH, CONTROL_LOG_PATH, DEVICE_RENAME_PATH,
    DEVICE_REVOKE_PATH, DEVICES_PATH, LOGIN_FINISH_PATH, LOGIN_START_PATH, LOGIN_TOTP_PATH, LOGOUT_PATH, MEMBERS_PATH,
    PAIRING_MESSAGE_PATH, PAIRING_PATH, RECOVER_FINISH_PATH, RECOVER_START_PATH, REGISTER_FINISH_PATH,
    REGISTER_START_PATH, TICKET_PATH, TOTP_CONFIRM_PATH, TOTP_DISABLE_PATH, TOTP_START_PATH, VAULTS_PATH,
    WRAPPED_KEYS_PATH,
};
use driftless_protocol::auth::{
    Account, Certificate, ClaimVault, ControlAppend, DeviceList, LogAppend, LogHead, LogPage, LoginFinish, LoginStart,
    LoginStep, LoginTotp, MemberList, NewDevice, NewVault, OpaqueAnswer, PairingMessage, PairingOpen, PairingSlot,
    RecoverAnswer, RecoverFinish, RecoverStart, RegisterFinish, RegisterStart, Rename, Session, Ticket, TicketUse,
    TotpCode, TotpSecret, VaultList, WrappedKeyList,
};
use driftless_protocol::{ContentType, ErrorCode};
use driftless_sync::contract::RemoteError;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::answer::Refusal;
use crate::api::HttpApi;
use crate::deadline::within;

/// A call did not succeed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// The server understood and says no; what that means, the call decides.
    #[error("the server refused: {0:?}")]
    Refused(ErrorCode),
    /// No answer, or none that counts.
    #[error(transparent)]
    Remote(#[from] RemoteError),
}

/// Nothing to send.
const NOTHING: Option<&()> = None;

macro_rules! calls {
    ($($(#[$doc:meta])+ $name:ident($method:ident $path:ident, $request:ty) -> $answer:ty;)+) => {
        impl HttpApi {
            $($(#[$doc])+
            ///
            /// # Errors
            /// [`CallError`].
            pub async fn $name(&self, request: &$request) -> Result<$answer, CallError> {
                self.account_call(Method::$method, $path, &[], Some(request)).await
            })+
        }
    };
}

calls! {
    /// Begins signing up.
    register_start(POST REGISTER_START_PATH, RegisterStart) -> OpaqueAnswer;
    /// Ends signing up.
    register_finish(POST REGISTER_FINISH_PATH, RegisterFinish) -> Session;
    /// Begins signing in.
    login_start(POST LOGIN_START_PATH, LoginStart) -> OpaqueAnswer;
    /// Proves the password.
    login_finish(POST LOGIN_FINISH_PATH, LoginFinish) -> LoginStep;
    /// Gives the second factor.
    login_totp(POST LOGIN_TOTP_PATH, LoginTotp) -> Session;
    /// Begins signing in with the account key alone.
    recover_start(POST RECOVER_START_PATH, RecoverStart) -> RecoverAnswer;
    /// Proves the account key.
    recover_finish(POST RECOVER_FINISH_PATH, RecoverFinish) -> Session;
    /// Signs in with a ticket of another device.
    use_ticket(POST TICKET_PATH, TicketUse) -> Session;
    /// Appends to the account log.
    append_account_log(POST ACCOUNT_LOG_PATH, LogAppend) -> LogHead;
    /// Opens the mailbox of a pairing.
    open_pairing(POST PAIRING_PATH, PairingOpen) -> PairingSlot;
    /// Adds a device, for which the answer is.
    add_device(POST DEVICES_PATH, NewDevice) -> Ticket;
}

impl HttpApi {
    /// Ends this session.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn logout(&self) -> Result<(), CallError> {
        self.account_call_empty(Method::POST, LOGOUT_PATH, NOTHING).await
    }

    /// Returns the account.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn account(&self) -> Result<Account, CallError> {
        self.account_call(Method::GET, ACCOUNT_PATH, &[], NOTHING).await
    }

    /// Makes a second factor that is not in force yet.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn totp_start(&self) -> Result<TotpSecret, CallError> {
        self.account_call(Method::POST, TOTP_START_PATH, &[], NOTHING).await
    }

    /// Puts the second factor in force.
    ///
    /// # Errors
    /// [`CallError`]; refused with [`ErrorCode::SignInRefused`] for a wrong code.
    pub async fn totp_confirm(&self, code: &TotpCode) -> Result<(), CallError> {
        self.account_call_empty(Method::POST, TOTP_CONFIRM_PATH, Some(code)).await
    }

    /// Ends the second factor.
    ///
    /// # Errors
    /// As [`Self::totp_confirm`].
    pub async fn totp_disable(&self, code: &TotpCode) -> Result<(), CallError> {
        self.account_call_empty(Method::POST, TOTP_DISABLE_PATH, Some(code)).await
    }

    /// Returns entries of the account log.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn account_log(&self, since: u64) -> Result<LogPage, CallError> {
        self.account_call(Method::GET, ACCOUNT_LOG_PATH, &[("since", since.to_string())], NOTHING).await
    }

    /// Returns the account's devices.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn devices(&self) -> Result<DeviceList, CallError> {
        self.account_call(Method::GET, DEVICES_PATH, &[], NOTHING).await
    }

    /// Hands in this device's certificate.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn put_certificate(&self, certificate: &Certificate) -> Result<(), CallError> {
        self.account_call_empty(Method::PUT, CERTIFICATE_PATH, Some(certificate)).await
    }

    /// Calls a device otherwise.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn rename_device(&self, client: ClientId, rename: &Rename) -> Result<(), CallError> {
        let path = DEVICE_RENAME_PATH.replace("{client}", &client.to_string());
        self.account_call_empty(Method::POST, &path, Some(rename)).await
    }

    /// Ends a device's sessions for good.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn revoke_device(&self, client: ClientId) -> Result<(), CallError> {
        let path = DEVICE_REVOKE_PATH.replace("{client}", &client.to_string());
        self.account_call_empty(Method::POST, &path, NOTHING).await
    }

    /// Returns the account's vaults.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn vaults(&self) -> Result<VaultList, CallError> {
        self.account_call(Method::GET, VAULTS_PATH, &[], NOTHING).await
    }

    /// Makes a vault.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn new_vault(&self, vault: &NewVault) -> Result<(), CallError> {
        self.account_call_empty(Method::POST, VAULTS_PATH, Some(vault)).await
    }

    /// Takes the vault of a connect code into the account.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn claim_vault(&self, claim: &ClaimVault) -> Result<(), CallError> {
        self.account_call_empty(Method::POST, CLAIM_PATH, Some(claim)).await
    }

    /// Returns entries of a vault's control log.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn control_log(&self, vault: VaultId, since: u64) -> Result<LogPage, CallError> {
        self.account_call(Method::GET, &of_vault(CONTROL_LOG_PATH, vault), &[("since", since.to_string())], NOTHING)
            .await
    }

    /// Appends to a vault's control log.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn append_control_log(&self, vault: VaultId, append: &ControlAppend) -> Result<LogHead, CallError> {
        self.account_call(Method::POST, &of_vault(CONTROL_LOG_PATH, vault), &[], Some(append)).await
    }

    /// Returns a vault's keys, wrapped for this account.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn wrapped_keys(&self, vault: VaultId) -> Result<WrappedKeyList, CallError> {
        self.account_call(Method::GET, &of_vault(WRAPPED_KEYS_PATH, vault), &[], NOTHING).await
    }

    /// Returns a vault's members.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn members(&self, vault: VaultId) -> Result<MemberList, CallError> {
        self.account_call(Method::GET, &of_vault(MEMBERS_PATH, vault), &[], NOTHING).await
    }

    /// Puts a message of a pairing.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn put_pairing(&self, slot: &str, number: u8, message: &PairingMessage) -> Result<(), CallError> {
        self.account_call_empty(Method::PUT, &of_pairing(slot, number), Some(message)).await
    }

    /// Waits for a message of a pairing, for `wait_s` seconds at most; none when it did not come.
    ///
    /// # Errors
    /// [`CallError`]; refused with [`ErrorCode::NotFound`] when there is no such mailbox (yet).
    pub async fn pairing_message(
        &self,
        slot: &str,
        number: u8,
        wait_s: u64,
    ) -> Result<Option<PairingMessage>, CallError> {
        let query = [("wait_s", wait_s.to_string())];
        let answer = within(self.limits.whole, async {
            match self.account_send(Method::GET, &of_pairing(slot, number), &query, NOTHING).await? {
                Ok(response) if response.status() == StatusCode::NO_CONTENT => Ok(Ok(None)),
                Ok(response) => self.read(response).await.map(|message| Ok(Some(message))),
                Err(code) => Ok(Err(code)),
            }
        });
        answer.await?.map_err(CallError::Refused)
    }

    async fn account_call<R: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        query: &[(&str, String)],
        body: Option<&impl Serialize>,
    ) -> Result<R, CallError> {
        let answer = within(self.limits.whole, async {
            match self.account_send(method, path, query, body).await? {
                Ok(response) => self.read(response).await.map(Ok),
                Err(code) => Ok(Err(code)),
            }
        });
        answer.await?.map_err(CallError::Refused)
    }

    async fn account_call_empty(
        &self,
        method: Method,
        path: &str,
        body: Option<&impl Serialize>,
    ) -> Result<(), CallError> {
        let answer = within(self.limits.whole, self.account_send(method, path, &[], body)).await?;
        answer.map(drop).map_err(CallError::Refused)
    }

    /// Sends; a no of the server itself is an answer like another.
    async fn account_send(
        &self,
        method: Method,
        path: &str,
        query: &[(&str, String)],
        body: Option<&impl Serialize>,
    ) -> Result<Result<Response, ErrorCode>, RemoteError> {
        let accept = ContentType::Cbor.as_str();
        let mut request = self.request(method, self.url(path, query));
        if let Some(body) = body {
            let body = ContentType::Cbor.encode(body).map_err(|error| RemoteError::Garbled(error.to_string()))?;
            request = request.header(CONTENT_TYPE, accept).body(body);
        }
        match self.ask(request, accept).await {
            Ok(response) => Ok(Ok(response)),
            Err(Refusal { code: Some(code), .. }) => Ok(Err(code)),
            Err(Refusal { code: None, error }) => Err(error),
        }
    }
}

fn of_vault(path: &str, vault: VaultId) -> String {
    path.replace("{vault}", &vault.to_string())
}

fn of_pairing(slot: &str, number: u8) -> String {
    PAIRING_MESSAGE_PATH.replace("{slot}", slot).replace("{number}", &number.to_string())
}
