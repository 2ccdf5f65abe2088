//! What happens inside, on stderr, when asked for. Never note content, titles, tokens or keys.

use std::io;

use tracing_subscriber::EnvFilter;

use crate::args::{Global, LogFormat};

/// Starts logging. Without `--log` only errors are told, by the message that ends the program.
pub(crate) fn start(global: &Global) {
    let Some(level) = &global.log else { return };
    let filter = EnvFilter::new(format!("{level},hyper=warn,reqwest=warn,h2=warn"));
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    // A second start would be an error; there is only this one.
    let _ = match global.log_format {
        LogFormat::Json => subscriber.json().try_init(),
        LogFormat::Text => subscriber.with_ansi(io::IsTerminal::is_terminal(&io::stderr())).try_init(),
    };
}
