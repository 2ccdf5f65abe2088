//! `driftless account`: an account on a server, its emergency kit, its second factor.
//!
//! Passwords, words and codes are asked for, or come as lines of standard input.

use clap::{Args, Subcommand};
use driftless_app::App;
use driftless_app::view::{AccountState, AccountView, EmergencyKit, KitWord, NewAccountFacts, SignInStep, WordsCheck};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;

use crate::args::Global;
use crate::failure::{Failure, Outcome};
use crate::open;
use crate::output::{Lines, Output};
use crate::secret_input::{next, secret};

/// An account on a server.
#[derive(Debug, Subcommand)]
pub(crate) enum Account {
    /// Make an account and bring this vault to it. Prints the emergency kit, once: keep it.
    SignUp(SignUp),
    /// Sign in; asks for the password, for a code or the 24 words where they are needed.
    SignIn(Where),
    /// Sign in with the 24 words alone and set a new password. Other sessions end.
    Recover(Recover),
    /// Unlock the account that is signed in here with its 24 words.
    Unlock,
    /// Make this data folder one of the account's vaults.
    ChooseVault {
        /// Its id.
        vault: String,
    },
    /// Sign out. Notes stay on this device.
    SignOut,
    /// Print who is signed in, and what is wrong.
    Status,
    /// Print the emergency kit again.
    Kit,
    /// Confirm the emergency kit by two of its words.
    KitConfirm {
        /// Places of the two words, 1 to 24.
        #[arg(num_args = 2)]
        places: Vec<u8>,
    },
    /// Check whether typed words are this account's: a drill for the day they are needed.
    KitCheck,
    /// The second factor of signing in.
    #[command(subcommand)]
    Totp(Totp),
    /// Give the server this device's copy again, after it lost a part of its own.
    Reseed,
}

/// Which account.
#[derive(Debug, Args)]
pub(crate) struct Where {
    /// Address of the server.
    #[arg(long)]
    server: String,
    /// What the account is called: an e-mail address or another name.
    #[arg(long)]
    email: String,
}

/// A new account.
#[derive(Debug, Args)]
pub(crate) struct SignUp {
    #[command(flatten)]
    account: Where,
    /// Let the password alone unlock the notes on a new device. Whoever learns it can then read them.
    #[arg(long)]
    password_may_unlock: bool,
    /// Ask for an invitation of the server's owner, after the password.
    #[arg(long)]
    invited: bool,
}

/// Back with the words alone.
#[derive(Debug, Args)]
pub(crate) struct Recover {
    #[command(flatten)]
    account: Where,
    /// Let the new password alone unlock the notes on a new device.
    #[arg(long)]
    password_may_unlock: bool,
}

/// The second factor.
#[derive(Debug, Subcommand)]
pub(crate) enum Totp {
    /// Make one for an authenticator app.
    Start,
    /// Put it in force with one of its codes.
    Confirm,
    /// End it, with one of its codes.
    Disable,
}

impl Account {
    pub(crate) fn run(self, global: &Global, output: &mut Output) -> Result<Outcome, Failure> {
        let app = open::vault(global)?;
        match self {
            Self::SignUp(sign_up) => sign_up.run(&app, output),
            Self::SignIn(account) => sign_in(&app, &account, output),
            Self::Recover(recover) => recover.run(&app, output),
            Self::Unlock => {
                let step = app.unlock_with_words(&secret("The 24 words")?)?;
                tell_step(&step, output)
            }
            Self::ChooseVault { vault } => tell_step(&app.choose_vault(&vault)?, output),
            Self::SignOut => tell(&app.sign_out()?, output),
            Self::Status => tell(&app.account_status()?, output),
            Self::Kit => tell_kit(&app.emergency_kit()?, output),
            Self::KitConfirm { places } => confirm(&app, &places, output),
            Self::KitCheck => check(&app, output),
            Self::Totp(totp) => totp.run(&app, output),
            Self::Reseed => tell(&app.reseed()?, output),
        }
    }
}

impl SignUp {
    fn run(self, app: &App, output: &mut Output) -> Result<Outcome, Failure> {
        let password = secret("New password of the account")?;
        let invitation = if self.invited { Some(secret("Invitation")?) } else { None };
        let facts = NewAccountFacts {
            server: self.account.server,
            email: self.account.email,
            invitation: invitation.map(|text| text.expose_secret().to_owned()),
            password_may_unlock: self.password_may_unlock,
        };
        tell_kit(&app.sign_up(&facts, &password)?, output)
    }
}

fn sign_in(app: &App, account: &Where, output: &mut Output) -> Result<Outcome, Failure> {
    let password = secret("Password of the account")?;
    let mut step = app.sign_in(&account.server, &account.email, &password, None)?;
    if step == SignInStep::NeedsCode {
        let code = secret("Six digits of the authenticator app")?;
        step = app.sign_in(&account.server, &account.email, &password, Some(&code))?;
    }
    if step == SignInStep::NeedsKey
        && let Some(words) = next("The 24 words")?
    {
        step = app.unlock_with_words(&words)?;
    }
    tell_step(&step, output)
}

impl Recover {
    fn run(self, app: &App, output: &mut Output) -> Result<Outcome, Failure> {
        let words = secret("The 24 words")?;
        let password = secret("New password of the account")?;
        let Where { server, email } = &self.account;
        tell_step(&app.recover(server, email, &words, &password, self.password_may_unlock)?, output)
    }
}

impl Totp {
    fn run(self, app: &App, output: &mut Output) -> Result<Outcome, Failure> {
        match self {
            Self::Start => {
                let made = app.totp_start()?;
                output.answer(&made, |lines, made| {
                    lines.field("secret", &made.secret)?;
                    lines.field("address", &made.uri)?;
                    lines.line("Now confirm with one of its codes: driftless account totp confirm")
                })?;
                Ok(Outcome::Done)
            }
            Self::Confirm => tell(&app.totp_confirm(&secret("Six digits")?)?, output),
            Self::Disable => tell(&app.totp_disable(&secret("Six digits")?)?, output),
        }
    }
}

fn confirm(app: &App, places: &[u8], output: &mut Output) -> Result<Outcome, Failure> {
    let word = |place: &u8| {
        let word: SecretString = secret(&format!("Word {place}"))?;
        Ok(KitWord { position: *place, word: word.expose_secret().to_owned() })
    };
    let words = places.iter().map(word).collect::<Result<Vec<_>, Failure>>()?;
    let is_right = app.confirm_kit(&words)?;
    output.answer(&json!({ "right": is_right }), |lines, _| {
        lines.line(if is_right { "The kit is confirmed." } else { "These are not the words at these places." })
    })?;
    Ok(if is_right { Outcome::Done } else { Outcome::Failed })
}

fn check(app: &App, output: &mut Output) -> Result<Outcome, Failure> {
    let check = app.check_words(&secret("The 24 words")?)?;
    output.answer(&check, |lines, check| {
        lines.line(&match check {
            WordsCheck::Right => "These are the words of this account.".to_owned(),
            WordsCheck::OtherAccount => "These are the words of another account.".to_owned(),
            WordsCheck::Count { found } => format!("These are {found} words; an account has 24."),
            WordsCheck::Unknown { position, near: Some(near) } => {
                format!("Word {position} is not in the list. Is it \"{near}\"?")
            }
            WordsCheck::Unknown { position, near: None } => format!("Word {position} is not in the list."),
            WordsCheck::OtherLanguage => "These are not words of the English list.".to_owned(),
            WordsCheck::Checksum => "One word is wrong, or two are swapped.".to_owned(),
        })
    })?;
    Ok(if check == WordsCheck::Right { Outcome::Done } else { Outcome::Failed })
}

fn tell_kit(kit: &EmergencyKit, output: &mut Output) -> Result<Outcome, Failure> {
    output.answer(kit, |lines, kit| {
        lines.line("Emergency kit. Without it, and without another device, nobody can read these notes again.")?;
        lines.field("server", &kit.server)?;
        lines.field("account", &kit.email)?;
        lines.field("account id", &kit.account_id)?;
        for (at, word) in kit.words.iter().enumerate() {
            lines.line(&format!("{:>2}. {word}", at + 1))?;
        }
        Ok(())
    })?;
    Ok(Outcome::Done)
}

fn tell_step(step: &SignInStep, output: &mut Output) -> Result<Outcome, Failure> {
    output.answer(step, |lines, step| match step {
        SignInStep::NeedsCode => lines.line("The six digits of the authenticator app are missing."),
        SignInStep::NeedsKey => lines
            .line("Signed in. The notes wait for the 24 words: driftless account unlock. Or pair with another device."),
        SignInStep::NeedsVault { vaults } => {
            lines.line("Signed in. Choose which vault this data folder shall be: driftless account choose-vault ID")?;
            vaults.iter().try_for_each(|vault| {
                lines.dim_then(&vault.vault_id, &format!("{}, {} actions", vault.role, vault.actions))
            })
        }
        SignInStep::Ready => lines.line("Signed in. The notes come with the next sync."),
    })?;
    Ok(if *step == SignInStep::Ready { Outcome::Done } else { Outcome::NeedsUser })
}

fn tell(account: &AccountView, output: &mut Output) -> Result<Outcome, Failure> {
    output.answer(account, |lines, account| {
        let state = match account.state {
            AccountState::None => "nobody is signed in",
            AccountState::NeedsKey => "signed in, waits for the 24 words",
            AccountState::NeedsVault => "signed in, waits for its vault",
            AccountState::Ready => "signed in",
            AccountState::SignInAgain => "the password is needed again",
            AccountState::Revoked => "this device was removed from the account",
        };
        lines.field("state", state)?;
        for (name, value) in
            [("server", &account.server), ("account", &account.email), ("account id", &account.account_id)]
        {
            if let Some(value) = value {
                lines.field(name, value)?;
            }
        }
        if account.state != AccountState::None {
            lines.field("kit", if account.kit_confirmed { "confirmed" } else { "not confirmed yet" })?;
            lines.field("second factor", if account.has_totp { "yes" } else { "no" })?;
        }
        alarms(lines, account)
    })?;
    Ok(if account.alarms.is_empty() { Outcome::Done } else { Outcome::NeedsUser })
}

fn alarms(lines: &mut Lines<'_>, account: &AccountView) -> std::io::Result<()> {
    for alarm in &account.alarms {
        lines.field("ALARM", &alarm.message)?;
        for line in &alarm.evidence {
            lines.field("", line)?;
        }
        if alarm.can_reseed {
            lines.field("", "To give the server this device's copy: driftless account reseed")?;
        }
    }
    Ok(())
}
