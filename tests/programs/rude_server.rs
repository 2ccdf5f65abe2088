//! Servers that are none: what stands between a device and its server in hotels and on bad days.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread::JoinHandle;

/// How it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rudeness {
    /// `500` with a few words.
    Fails,
    /// `503` without a date.
    Unavailable,
    /// Bytes that are no HTTP.
    Garbage,
    /// `200` with a page to sign in, as a captive portal does.
    Html,
    /// `200` with JSON of another program.
    OtherJson,
    /// It takes the request and hangs up.
    Nothing,
    /// Half of a body, then it hangs up.
    Half,
    /// It sends to another place.
    Redirect,
    /// A body that never ends, up to what a device is willing to read.
    Endless,
}

/// A server that misbehaves until it is dropped.
#[derive(Debug)]
pub struct RudeServer {
    address: SocketAddr,
    requests: Arc<AtomicU32>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl RudeServer {
    /// Listens on an address, usually one where the real server was.
    pub fn start(address: SocketAddr, rudeness: Rudeness) -> Self {
        let listener = TcpListener::bind(address).expect("the address is free");
        let address = listener.local_addr().expect("it listens");
        let (requests, stop) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicBool::new(false)));
        let thread = std::thread::spawn({
            let (requests, stop) = (Arc::clone(&requests), Arc::clone(&stop));
            move || {
                for stream in listener.incoming() {
                    if stop.load(Ordering::SeqCst) {
                        return;
                    }
                    requests.fetch_add(1, Ordering::SeqCst);
                    // One at a time is enough; who hangs up early is no concern of it.
                    let _ = stream.map(|stream| answer(stream, rudeness));
                }
            }
        });
        Self { address, requests, stop, thread: Some(thread) }
    }

    /// Returns how often it was asked.
    pub fn requests(&self) -> u32 {
        self.requests.load(Ordering::SeqCst)
    }
}

impl Drop for RudeServer {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        // Wakes the thread, which then ends and frees the address.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn answer(mut stream: TcpStream, rudeness: Rudeness) -> std::io::Result<()> {
    let mut request = [0; 64 * 1024];
    let _ = stream.read(&mut request)?;
    let head = |status: &str, kind: &str, len: usize| {
        format!("HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {len}\r\nconnection: close\r\n\r\n")
    };
    let whole = |status: &str, kind: &str, body: &str| format!("{}{body}", head(status, kind, body.len()));
    match rudeness {
        Rudeness::Fails => stream.write_all(whole("500 Internal Server Error", "text/plain", "oops").as_bytes()),
        Rudeness::Unavailable => stream.write_all(whole("503 Service Unavailable", "text/plain", "later").as_bytes()),
        Rudeness::Garbage => stream.write_all(b"\x00\xff\x13\x37 not http at all\r\n\r\n"),
        Rudeness::Html => {
            stream.write_all(whole("200 OK", "text/html", "<html><body>Please sign in</body></html>").as_bytes())
        }
        Rudeness::OtherJson => stream.write_all(whole("200 OK", "application/json", "{\"ok\":true}").as_bytes()),
        Rudeness::Nothing => Ok(()),
        Rudeness::Half => {
            stream.write_all(head("200 OK", "application/json", 1_000_000).as_bytes())?;
            stream.write_all(b"{\"outcomes\":[")
        }
        Rudeness::Redirect => stream.write_all(
            b"HTTP/1.1 302 Found\r\nlocation: http://192.0.2.1/login\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
        ),
        Rudeness::Endless => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n")?;
            let block = [b' '; 64 * 1024];
            (0..4_096).try_for_each(|_| stream.write_all(&block))
        }
    }
}
