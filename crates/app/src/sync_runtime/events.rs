//! The server's word that its log has grown: a hint, never data. A lost one costs latency.

use std::sync::Arc;
use std::time::Duration;

use driftless_jobs::{ceiling_ms, jittered_ms};
use driftless_sync::coordinator::Trigger;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

use super::link::Link;

/// Shortest wait before the stream is opened again, milliseconds: a server that ends it at once must not
/// be asked in a circle.
const RETRY_MS_MIN: u64 = 1_000;

/// Listens to the server; ends when dropped.
pub(super) struct HeadWatch {
    news: UnboundedReceiver<Trigger>,
    task: JoinHandle<()>,
}

impl HeadWatch {
    /// Starts to listen. `random`: 64 random bits, for the waits between tries.
    pub(super) fn start(link: Arc<Link>, random: u64) -> Self {
        let (tell, news) = unbounded_channel();
        Self { news, task: tokio::spawn(listen(link, tell, random)) }
    }

    /// Waits for the next word.
    pub(super) async fn next(&mut self) -> Trigger {
        match self.news.recv().await {
            Some(trigger) => trigger,
            // The task ended: the interval and the other triggers remain.
            None => std::future::pending().await,
        }
    }
}

impl Drop for HeadWatch {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn listen(link: Arc<Link>, tell: UnboundedSender<Trigger>, random: u64) {
    let mut attempt: u32 = 0;
    let mut is_refused = false;
    loop {
        match link.client.events(link.target.vault_id).await {
            Ok(mut stream) => {
                is_refused = false;
                while let Ok(Some(head)) = stream.next().await {
                    attempt = 0;
                    if tell.send(Trigger::ServerEvent { epoch: head.epoch, head: head.head }).is_err() {
                        return;
                    }
                }
            }
            // A device that was put out is to say so now, not in five minutes: the cycle asks, and tells.
            Err(error) if error.needs_user() && !is_refused => {
                is_refused = true;
                if tell.send(Trigger::Interval).is_err() {
                    return;
                }
            }
            Err(_) => {}
        }
        attempt = attempt.saturating_add(1);
        let wait_ms = jittered_ms(ceiling_ms(attempt), random.rotate_left(attempt)).max(RETRY_MS_MIN);
        tokio::time::sleep(Duration::from_millis(wait_ms)).await;
    }
}
