//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use driftless_domain::VaultId;
use driftless_domain::limits::SERVER_URL_BYTES_MAX;
use driftless_protocol::auth::AccountName;

/// The Driftless sync server: stores sealed notes of your devices and gives them an order.
///
/// It never sees what a note says: the devices seal everything with a key that the server does not have.
///
/// Exit codes: 0 success, 1 failure (the reason is on stderr), 2 wrong usage.
#[derive(Debug, Parser)]
#[command(name = "driftless-server", version)]
pub(crate) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Logging.
    #[command(flatten)]
    pub(crate) log: LogArguments,
}

/// How the log on stderr looks. It never holds note content, tokens or keys.
#[derive(Debug, Args)]
pub(crate) struct LogArguments {
    /// Least level that is logged: error, warn, info, debug, trace, or a filter such as driftless_server=debug.
    #[arg(long, global = true, value_name = "LEVEL", default_value = "info", value_parser = parse_log_filter, env = "DRIFTLESS_SERVER_LOG")]
    pub(crate) log: String,
    /// Form of the log's lines.
    #[arg(long, global = true, value_name = "FORMAT", value_enum, default_value_t = LogFormat::Text)]
    pub(crate) log_format: LogFormat,
}

/// Form of the log's lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// One JSON object on each line.
    Json,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the server until it gets SIGTERM or ctrl-c.
    ///
    /// Prints `listening on ADDRESS` when it takes connections and, on a first start, `connect code: CODE`:
    /// paste that code into the app or into `driftless connect`. A code is a password; the server keeps
    /// only a hash of what is in it.
    Serve(ServeArguments),
    /// Print a further connect code, also while the server runs.
    ///
    /// Each code is for one vault: the first one that uploads with it. Devices of one vault share a code,
    /// which the first device shows to the next (`driftless connect show-code`).
    NewCode(NewCodeArguments),
    /// Accounts on this server: who has one, and who may get one. Also while the server runs.
    ///
    /// Registration is closed: people need an invitation, or `serve --open-registration`. Passwords are chosen on
    /// the device and never come here, so an account is made by inviting, not by setting a password.
    #[command(subcommand)]
    User(UserCommand),
    /// Print the OpenAPI document of the HTTP interface.
    Openapi,
}

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub(crate) struct ServeArguments {
    /// Folder with the server's database; made on a first start.
    #[arg(long, value_name = "DIR", env = "DRIFTLESS_SERVER_DATA")]
    pub(crate) data: PathBuf,
    /// Address to listen on; port 0 takes a free one. Put a proxy with TLS in front of anything but this machine.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8707", env = "DRIFTLESS_SERVER_LISTEN")]
    pub(crate) listen: SocketAddr,
    /// Address that connect codes carry, such as https://notes.example.org; the listen address if not given.
    #[arg(long, value_name = "URL", value_parser = parse_public_url, env = "DRIFTLESS_SERVER_PUBLIC_URL")]
    pub(crate) public_url: Option<String>,
    /// Folder of the server's secrets, outside of the database and its backups; made on a first start with mode
    /// 0700. The folder `secrets` beside the database if not given.
    #[arg(long, value_name = "DIR", env = "DRIFTLESS_SERVER_SECRETS")]
    pub(crate) secrets: Option<PathBuf>,
    /// Certificate chain for TLS, PEM; with --tls-key the server speaks HTTPS itself.
    #[arg(long, value_name = "FILE", requires = "tls_key", env = "DRIFTLESS_SERVER_TLS_CERT")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// Private key of the certificate, PEM; a file that only the server's user may read.
    #[arg(long, value_name = "FILE", requires = "tls_cert", env = "DRIFTLESS_SERVER_TLS_KEY")]
    pub(crate) tls_key: Option<PathBuf>,
    /// Address for /metrics and /healthz, without a token: give one of this machine or of your own network.
    #[arg(long, value_name = "ADDR", env = "DRIFTLESS_SERVER_ADMIN_LISTEN")]
    pub(crate) admin_listen: Option<SocketAddr>,
    /// A proxy stands in front and adds the caller's address to X-Forwarded-For: limits for each address count that
    /// one. Without a proxy everybody could choose an address of their own.
    #[arg(long)]
    pub(crate) behind_proxy: bool,
    /// Let anybody who reaches this server register; without it, only with an invitation.
    #[arg(long)]
    pub(crate) open_registration: bool,
    /// Size in MiB that the database does not grow beyond; uploads then wait on the devices. No limit if not given.
    #[arg(long, value_name = "MIB", value_parser = clap::value_parser!(u64).range(1..=16_000_000))]
    pub(crate) database_mib_max: Option<u64>,
}

/// What to do with accounts.
#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Print an invitation: a text with which people register in the app.
    Invite(InviteArguments),
    /// The same as `invite`, for one person: the words of who is used to adding users.
    Add(InviteArguments),
    /// Revoke every invitation that has not been used up.
    RevokeInvitations(FolderArguments),
    /// Print all accounts.
    List(ListArguments),
    /// End an account's sessions and let it sign in no more; its notes stay on its devices and here.
    Disable(NameArguments),
    /// Let a disabled account sign in again.
    Enable(NameArguments),
    /// Delete an account; logs of its vaults stay, since other members may have them.
    Delete(NameArguments),
}

/// The folder of a server.
#[derive(Debug, Args)]
pub(crate) struct FolderArguments {
    /// Folder with the server's database.
    #[arg(long, value_name = "DIR", env = "DRIFTLESS_SERVER_DATA")]
    pub(crate) data: PathBuf,
}

/// Arguments of `user invite`.
#[derive(Debug, Args)]
pub(crate) struct InviteArguments {
    /// The server.
    #[command(flatten)]
    pub(crate) folder: FolderArguments,
    /// How many people may use it.
    #[arg(long, value_name = "COUNT", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub(crate) uses: u32,
    /// Days that it holds.
    #[arg(long, value_name = "DAYS", default_value_t = 7, value_parser = clap::value_parser!(u64).range(1..=365))]
    pub(crate) days: u64,
}

/// Arguments of `user list`.
#[derive(Debug, Args)]
pub(crate) struct ListArguments {
    /// The server.
    #[command(flatten)]
    pub(crate) folder: FolderArguments,
    /// Print a JSON array.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Arguments of commands about one account.
#[derive(Debug, Args)]
pub(crate) struct NameArguments {
    /// The server.
    #[command(flatten)]
    pub(crate) folder: FolderArguments,
    /// What the account is called.
    #[arg(value_name = "NAME")]
    pub(crate) name: AccountName,
}

/// Arguments of `new-code`.
#[derive(Debug, Args)]
pub(crate) struct NewCodeArguments {
    /// Folder with the server's database.
    #[arg(long, value_name = "DIR", env = "DRIFTLESS_SERVER_DATA")]
    pub(crate) data: PathBuf,
    /// Vault that the code is for, when the server has it already; the first one that uploads with it if not given.
    #[arg(long, value_name = "ID")]
    pub(crate) vault: Option<VaultId>,
    /// Print a JSON object with the code and its parts, {connect_code, server_url, token}, for scripts and curl.
    #[arg(long)]
    pub(crate) json: bool,
    /// Address that the code carries; the one that the server last ran under if not given.
    #[arg(long, value_name = "URL", value_parser = parse_public_url, env = "DRIFTLESS_SERVER_PUBLIC_URL")]
    pub(crate) public_url: Option<String>,
}

/// A word alone would be read as the name of a module, and the log stay silent.
fn parse_log_filter(text: &str) -> Result<String, String> {
    let is_level = text.parse::<tracing::metadata::LevelFilter>().is_ok();
    let is_filter = text.contains('=') && tracing_subscriber::EnvFilter::try_new(text).is_ok();
    if is_level || is_filter {
        Ok(text.to_owned())
    } else {
        Err("a level is one of error, warn, info, debug, trace, off".to_owned())
    }
}

fn parse_public_url(text: &str) -> Result<String, String> {
    let is_http = text.starts_with("https://") || text.starts_with("http://");
    let is_fit = is_http && text.len() <= SERVER_URL_BYTES_MAX && text.bytes().all(|b| b.is_ascii_graphic());
    if is_fit {
        Ok(text.trim_end_matches('/').to_owned())
    } else {
        Err(format!(
            "an address starts with https:// or http:// and has at most {SERVER_URL_BYTES_MAX} characters of ASCII"
        ))
    }
}
