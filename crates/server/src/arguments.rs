//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use driftless_domain::VaultId;
use driftless_domain::limits::SERVER_URL_BYTES_MAX;

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
    /// Size in MiB that the database does not grow beyond; uploads then wait on the devices. No limit if not given.
    #[arg(long, value_name = "MIB", value_parser = clap::value_parser!(u64).range(1..=16_000_000))]
    pub(crate) database_mib_max: Option<u64>,
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
