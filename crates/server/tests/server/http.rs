//! A small HTTP/1.1 client over a plain socket: also for requests that no decent client would send.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use driftless_protocol::{ContentType, ErrorBody, ErrorCode};
use serde::de::DeserializeOwned;

/// Longer than anything here takes; a test that waits this long has failed.
const READ_TIMEOUT: Duration = Duration::from_secs(60);

#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// Reads the body as its content type says.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> T {
        let content_type = ContentType::parse(self.header("content-type")).unwrap();
        content_type.decode(&self.body).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&self.body)))
    }

    pub(crate) fn error(&self) -> (u16, ErrorCode) {
        let body: ErrorBody = self.read();
        assert_eq!(body.request_id, self.header("x-request-id"));
        assert!(!body.message.is_empty());
        (self.status, body.error)
    }
}

pub(crate) struct Request {
    method: &'static str,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

pub(crate) fn get(path: impl Into<String>) -> Request {
    Request { method: "GET", path: path.into(), headers: Vec::new(), body: Vec::new() }
}

pub(crate) fn post(path: impl Into<String>, content_type: &str, body: impl Into<Vec<u8>>) -> Request {
    Request { method: "POST", body: body.into(), ..get(path) }.header("content-type", content_type)
}

impl Request {
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn token(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub(crate) fn method(self, method: &'static str) -> Self {
        Self { method, ..self }
    }

    fn head(&self) -> String {
        let mut head = format!("{} {} HTTP/1.1\r\nhost: localhost\r\n", self.method, self.path);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if self.method != "GET" {
            head.push_str(&format!("content-length: {}\r\n", self.body.len()));
        }
        head
    }

    pub(crate) fn send(self, address: SocketAddr) -> Answer {
        self.try_send(address).unwrap()
    }

    /// Fails when the server goes away meanwhile.
    pub(crate) fn try_send(self, address: SocketAddr) -> std::io::Result<Answer> {
        let head = self.head();
        let bytes = [head.as_bytes(), b"connection: close\r\n\r\n", &self.body].concat();
        send_raw(address, &bytes)
    }

    /// Opens a stream whose answer goes on; returns the connection after its headers.
    pub(crate) fn open(self, address: SocketAddr) -> (Answer, Lines) {
        let mut stream = connect(address).unwrap();
        stream.write_all(format!("{}connection: close\r\n\r\n", self.head()).as_bytes()).unwrap();
        let mut reader = BufReader::new(stream);
        let (status, headers) = read_head(&mut reader).unwrap();
        (Answer { status, headers, body: Vec::new() }, Lines { reader })
    }
}

fn connect(address: SocketAddr) -> std::io::Result<TcpStream> {
    let stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(READ_TIMEOUT))?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// Sends bytes as they are and reads one answer. A server that refuses may close before all is sent.
pub(crate) fn send_raw(address: SocketAddr, bytes: &[u8]) -> std::io::Result<Answer> {
    let mut stream = connect(address)?;
    let _ = stream.write_all(bytes);
    let mut reader = BufReader::new(stream);
    let (status, headers) = read_head(&mut reader)?;
    let mut body = Vec::new();
    match headers.get("content-length") {
        // The length of what a GET would answer.
        _ if bytes.starts_with(b"HEAD ") => {}
        Some(length) => {
            body.resize(length.parse().unwrap(), 0);
            reader.read_exact(&mut body)?;
        }
        None => drop(reader.read_to_end(&mut body)),
    }
    Ok(Answer { status, headers, body })
}

fn read_head(reader: &mut impl BufRead) -> std::io::Result<(u16, BTreeMap<String, String>)> {
    let mut lines = reader.lines();
    let mut next = || lines.next().unwrap_or_else(|| Err(std::io::ErrorKind::UnexpectedEof.into()));
    let status = next()?.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap();
    let mut headers = BTreeMap::new();
    loop {
        let line = next()?;
        let Some((name, value)) = line.split_once(": ") else { return Ok((status, headers)) };
        headers.insert(name.to_lowercase(), value.to_owned());
    }
}

/// The lines of a body that goes on, without the framing of its chunks.
pub(crate) struct Lines {
    reader: BufReader<TcpStream>,
}

impl Lines {
    /// Returns the next line that starts with `start`, without it; none when the stream has ended.
    pub(crate) fn next(&mut self, start: &str) -> Option<String> {
        loop {
            let mut line = String::new();
            if self.reader.read_line(&mut line).unwrap() == 0 {
                return None;
            }
            if let Some(rest) = line.trim_end().strip_prefix(start) {
                return Some(rest.to_owned());
            }
        }
    }
}
