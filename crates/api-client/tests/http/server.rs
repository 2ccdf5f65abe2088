//! A server that answers every request with the same canned bytes.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// What it answers.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    status: u16,
    headers: Vec<String>,
    body: Vec<u8>,
    raw: Option<Vec<u8>>,
    has_request_id: bool,
    claimed: Option<usize>,
    is_until_close: bool,
    is_dripping: bool,
    hangs: bool,
}

impl Reply {
    pub(crate) fn new(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
            raw: None,
            has_request_id: true,
            claimed: None,
            is_until_close: false,
            is_dripping: false,
            hangs: false,
        }
    }

    pub(crate) fn raw(bytes: Vec<u8>) -> Self {
        Self { raw: Some(bytes), ..Self::new(0) }
    }

    pub(crate) fn nothing() -> Self {
        Self::raw(Vec::new())
    }

    pub(crate) fn hangs() -> Self {
        Self { hangs: true, ..Self::nothing() }
    }

    pub(crate) fn body(mut self, content_type: &str, body: Vec<u8>) -> Self {
        self.body = body;
        self.header(&format!("content-type: {content_type}"))
    }

    pub(crate) fn header(mut self, line: &str) -> Self {
        self.headers.push(line.to_owned());
        self
    }

    pub(crate) fn with_trailing(mut self, bytes: &[u8]) -> Self {
        self.body.extend_from_slice(bytes);
        self
    }

    pub(crate) fn without_request_id(self) -> Self {
        Self { has_request_id: false, ..self }
    }

    pub(crate) fn claiming_bytes(self, bytes: usize) -> Self {
        Self { claimed: Some(bytes), ..self }
    }

    pub(crate) fn until_close(self) -> Self {
        Self { is_until_close: true, ..self }
    }

    pub(crate) fn dripping(self) -> Self {
        Self { is_dripping: true, ..self }
    }

    pub(crate) fn then_hangs(self) -> Self {
        Self { hangs: true, ..self }
    }

    fn bytes(&self, request: &str) -> Vec<u8> {
        if let Some(raw) = &self.raw {
            return raw.clone();
        }
        let mut head = format!("HTTP/1.1 {} Canned\r\n", self.status);
        if self.has_request_id {
            let id = request.lines().find_map(|line| line.strip_prefix("x-request-id: ")).unwrap_or_default();
            head.push_str(&format!("x-request-id: {id}\r\n"));
        }
        for line in &self.headers {
            head.push_str(&format!("{line}\r\n"));
        }
        if !self.is_until_close {
            head.push_str(&format!("content-length: {}\r\n", self.claimed.unwrap_or(self.body.len())));
        }
        head.push_str("connection: close\r\n\r\n");
        [head.as_bytes(), &self.body].concat()
    }
}

/// The server; one thread for each connection, gone with the test.
pub(crate) struct CannedServer {
    address: SocketAddr,
    requests: Receiver<String>,
}

impl CannedServer {
    pub(crate) fn start(reply: Reply) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, requests) = channel();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (reply, sender) = (reply.clone(), sender.clone());
                thread::spawn(move || {
                    let request = read_head(&stream);
                    let bytes = reply.bytes(&request);
                    let _ = sender.send(request);
                    answer(stream, &reply, &bytes);
                });
            }
        });
        Self { address, requests }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The address of a port at which nobody listens.
    pub(crate) fn closed_url(&self) -> String {
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        format!("http://{free}")
    }

    pub(crate) fn request(&self) -> String {
        self.requests.recv().unwrap()
    }
}

fn read_head(mut stream: &TcpStream) -> String {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|read| read == 1) {
        head.push(byte[0]);
    }
    String::from_utf8_lossy(&head).into_owned()
}

fn answer(mut stream: TcpStream, reply: &Reply, bytes: &[u8]) {
    if reply.is_dripping {
        // A read that times out paces the drops; it ends when the client goes away.
        stream.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
        for byte in bytes {
            let is_gone = stream.read(&mut [0]).is_ok_and(|read| read == 0);
            if is_gone || stream.write_all(&[*byte]).is_err() {
                return;
            }
        }
        return;
    }
    let _ = stream.write_all(bytes);
    let _ = stream.flush();
    if reply.hangs {
        // Until the client goes away.
        let _ = stream.read(&mut [0]);
    } else {
        // What is still unread would turn the close into a reset that takes the answer with it.
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let _ = stream.read_to_end(&mut Vec::new());
    }
}
