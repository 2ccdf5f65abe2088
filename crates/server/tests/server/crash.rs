//! `kill -9` and stops during uploads: what was answered is there after the next start, in its place, without a gap.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use driftless_domain::Seq;
use driftless_protocol::{ACTIONS_PATH, ContentType, DownloadResponse, Hash, LogRow, Outcome, UploadResponse};
use tempfile::TempDir;

use crate::given::{action, check_chain, client, run_of, vault};
use crate::http::{get, post};
use crate::process::Process;

const ROUNDS: u64 = 8;
const DEVICES: u64 = 4;

/// A device and where its answered actions are in the log.
struct Device {
    n: u64,
    seqs: Vec<Seq>,
}

impl Device {
    /// Uploads batches of one to five until the server is gone.
    fn upload_until_killed(&mut self, server: std::net::SocketAddr, token: &str, answered: &Sender<()>) {
        loop {
            let from = self.seqs.len() as u64 + 1;
            let body = ContentType::Cbor.encode(&run_of(vault(1), self.n, from, from + from % 5)).unwrap();
            let request = post(ACTIONS_PATH, "application/cbor", body).token(token);
            let Ok(answer) = request.try_send(server) else { return };
            // A connection cut in the middle of an answer is no answer.
            let Ok(response) = ContentType::Cbor.decode::<UploadResponse>(&answer.body) else { return };
            for row in response.outcomes {
                match row.result {
                    Outcome::Accepted { seq, .. } | Outcome::Duplicate { seq, .. } => self.seqs.push(seq),
                    other => panic!("{other:?}"),
                }
            }
            if answered.send(()).is_err() {
                return;
            }
        }
    }
}

fn download(server: &Process, token: &str) -> Vec<LogRow> {
    let (mut rows, mut chain) = (Vec::new(), Hash::default());
    loop {
        let since = rows.len();
        let path = format!("{ACTIONS_PATH}?vault={}&since={since}", vault(1));
        let request = get(path).token(token).header("accept", "application/cbor");
        let page: DownloadResponse = request.send(server.address).read();
        chain = check_chain(&page.rows, since as u64, chain);
        assert_eq!(chain, page.chain_hash);
        rows.extend(page.rows);
        if rows.len() as u64 == page.head.0 {
            return rows;
        }
    }
}

fn nothing_answered_is_lost(rows: &[LogRow], devices: &[Device]) {
    for device in devices {
        for (seq, n) in device.seqs.iter().zip(1..) {
            let row = &rows[usize::try_from(seq.0 - 1).unwrap()];
            assert_eq!(row.envelope, Some(action(vault(1), device.n, n)), "device {} action {n}", device.n);
        }
        let theirs = rows.iter().filter_map(|row| row.envelope.as_ref()).filter(|e| e.client_id == client(device.n));
        assert!(theirs.map(|e| e.device_seq.0).eq(1..=rows_of(rows, device) as u64), "each once, in order");
    }
}

fn rows_of(rows: &[LogRow], device: &Device) -> usize {
    rows.iter().filter_map(|row| row.envelope.as_ref()).filter(|e| e.client_id == client(device.n)).count()
}

#[test]
fn what_was_answered_survives_kill_9() {
    uploads_survive(Process::kill);
}

/// Requests in flight are finished or not begun.
#[cfg(unix)]
#[test]
fn what_was_answered_survives_a_stop() {
    uploads_survive(|server| {
        server.terminate();
        assert_eq!(server.wait().code(), Some(0));
    });
}

fn uploads_survive(end: fn(&mut Process)) {
    let dir = TempDir::new().unwrap();
    let mut server = Process::start(dir.path());
    let token = server.connect_code().token.to_string();
    let mut devices: Vec<Device> = (1..=DEVICES).map(|n| Device { n, seqs: Vec::new() }).collect();
    for round in 0..ROUNDS {
        let (answered, answers): (Sender<()>, Receiver<()>) = channel();
        thread::scope(|scope| {
            for device in &mut devices {
                let (address, token, answered) = (server.address, &token, answered.clone());
                scope.spawn(move || device.upload_until_killed(address, token, &answered));
            }
            // In the middle of things: after a number of answers that differs each time.
            let enough = usize::try_from(10 + round * 7).unwrap();
            assert_eq!(answers.iter().take(enough).count(), enough);
            end(&mut server);
        });
        server = Process::start(dir.path());
        nothing_answered_is_lost(&download(&server, &token), &devices);
    }
    assert!(devices.iter().all(|device| !device.seqs.is_empty()));
}
