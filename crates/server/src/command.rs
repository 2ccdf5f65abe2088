//! What the program does: opens the folder, mints codes, serves.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow, bail};
use driftless_protocol::ConnectCode;
use serde_json::json;
use tokio::net::TcpListener;

use crate::arguments::{NewCodeArguments, ServeArguments};
use driftless_server::accounts::{Accounts, Rates, Registration};
use driftless_server::authorization::token::{TokenHash, mint_token};
use driftless_server::config::{Limits, wall_clock_ms};
use driftless_server::peer::AddressSource;
use driftless_server::routes::openapi::DOCUMENT;
use driftless_server::serve::{Listening, serve};
use driftless_server::storage::Storage;
use driftless_server::storage::sqlite::{DataFolder, SqliteStorage, add_token_beside};
use driftless_server::tls::acceptor;

const MIB: u64 = 1024 * 1024;
/// 2025-01-01, milliseconds since the Unix epoch: a clock before it would end no token and order nothing.
const CLOCK_MIN_MS: u64 = 1_735_689_600_000;

/// Runs the server until `stop` ends.
///
/// # Errors
/// The folder cannot be opened or the address cannot be listened on; one sentence each.
pub(crate) async fn run_server(arguments: ServeArguments, stop: impl Future<Output = ()>) -> Result<()> {
    let size_bytes_max = arguments.database_mib_max.map(|mib| mib.saturating_mul(MIB));
    let now_ms = wall_clock_ms();
    if now_ms < CLOCK_MIN_MS {
        bail!("the clock of this machine says {} s after 1970: set it right first", now_ms / 1000);
    }
    let tls = match (&arguments.tls_cert, &arguments.tls_key) {
        (Some(certificate), Some(key)) => Some(acceptor(certificate, key)?),
        (None, _) | (_, None) => None,
    };
    let storage = Arc::new(SqliteStorage::open(&arguments.data, size_bytes_max, now_ms)?);
    let registration = if arguments.open_registration { Registration::Open } else { Registration::Closed };
    let secrets = arguments.secrets.clone().unwrap_or_else(|| arguments.data.join("secrets"));
    let accounts = Accounts::open(Arc::clone(&storage), &secrets, registration, Rates::default()).await?;
    let listener =
        TcpListener::bind(arguments.listen).await.with_context(|| format!("cannot listen on {}", arguments.listen))?;
    let address = listener.local_addr().context("cannot tell the address listened on")?;
    let admin = match arguments.admin_listen {
        None => None,
        Some(admin) => Some(
            TcpListener::bind(admin).await.with_context(|| format!("cannot listen on {admin} for --admin-listen"))?,
        ),
    };
    let scheme = if tls.is_some() { "https" } else { "http" };
    let url = arguments.public_url.unwrap_or_else(|| url_of(address, scheme));
    // Only `new-code` reads it; a server whose disk is full still serves what it has.
    if let Err(error) = storage.save_public_url(url.clone()).await {
        tracing::warn!(%error, "the address was not saved: give --public-url to new-code");
    }
    print_line(&format!("listening on {address}"))?;
    if !storage.has_tokens().await? {
        let code = new_code(url)?;
        storage.add_token(TokenHash::of(&code.token), None, wall_clock_ms()).await?;
        print_line(&format!("connect code: {}", code.encode()?))?;
        print_line("Paste the code into the app, or make accounts: driftless-server user invite --data DIR")?;
    }
    if let Some(admin) = &admin {
        print_line(&format!("admin on {}", admin.local_addr().context("cannot tell the admin address")?))?;
    }
    if registration == Registration::Open {
        tracing::warn!("anybody who reaches this server may register (--open-registration)");
    }
    let address_source = if arguments.behind_proxy { AddressSource::Proxy } else { AddressSource::Connection };
    let limits = Limits { address_source, ..Limits::default() };
    serve(Listening { listener, tls, admin }, Arc::new(accounts), limits, wall_clock_ms, stop).await;
    Ok(())
}

/// Prints a further connect code.
///
/// # Errors
/// The folder cannot be opened, or the server's address is not known; one sentence each.
pub(crate) fn print_new_code(arguments: NewCodeArguments) -> Result<()> {
    let NewCodeArguments { data, vault, public_url, json } = arguments;
    let folder = DataFolder::join(&data)?;
    let Some(url) = public_url.or(folder.public_url()?) else {
        bail!("the server's address is not known yet: start it once, or give --public-url URL");
    };
    let code = new_code(url)?;
    add_token_beside(&folder, TokenHash::of(&code.token), vault, wall_clock_ms())?;
    let text = code.encode()?;
    if json {
        let parts = json!({ "connect_code": text, "server_url": code.server_url, "token": code.token.as_str() });
        print_line(&parts.to_string())
    } else {
        print_line(&text)
    }
}

/// Prints the OpenAPI document.
///
/// # Errors
/// Stdout cannot be written to.
pub(crate) fn print_openapi() -> Result<()> {
    print_line(DOCUMENT.trim_end())
}

/// A server that listens on every address is reached under one of them; which, only its owner knows.
fn url_of(address: SocketAddr, scheme: &str) -> String {
    if !address.ip().is_unspecified() {
        return format!("{scheme}://{address}");
    }
    let url = format!("{scheme}://localhost:{}", address.port());
    tracing::warn!("connect codes carry {url}, which only works on this machine: give --public-url URL for others");
    url
}

fn new_code(server_url: String) -> Result<ConnectCode> {
    let token = mint_token().map_err(|error| anyhow!("the system has no randomness to give: {error}"))?;
    Ok(ConnectCode { server_url, token, vault: None })
}

pub(crate) fn print_line(line: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).context("cannot write to stdout")
}
