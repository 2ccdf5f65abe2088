//! A parser of server-sent events: bytes in, events out, with caps.
//!
//! Source: WHATWG HTML, "Server-sent events", section 9.2.6. Fields other than `event` and `data` are passed
//! over: the stream is a hint, so there is nothing to resume.

use std::collections::VecDeque;

/// Longest line, and longest data of one event, bytes. Ours have 40.
pub const EVENT_BYTES_MAX: usize = 64 * 1024;

/// Events that may wait to be taken.
const QUEUE_MAX: usize = 1_024;

/// The stream is over a cap. The caller closes it and connects again later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an event is over {EVENT_BYTES_MAX} bytes, or too many came at once")]
pub struct TooLong;

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SseEvent {
    /// Its name; `message` when it has none.
    pub name: String,
    /// Its data lines, joined by LF.
    pub data: String,
}

/// The parser. Bytes may be cut anywhere, also inside a line end or a character.
#[derive(Debug, Default)]
pub struct SseParser {
    line: Vec<u8>,
    /// The last byte was a CR: an LF that follows belongs to it.
    is_after_cr: bool,
    is_past_start: bool,
    name: String,
    data: Option<String>,
    events: VecDeque<SseEvent>,
}

impl SseParser {
    /// Takes in bytes.
    ///
    /// # Errors
    /// [`TooLong`]; the parser is then of no more use.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), TooLong> {
        for byte in bytes {
            match byte {
                b'\n' if self.is_after_cr => self.is_after_cr = false,
                b'\n' | b'\r' => {
                    self.is_after_cr = *byte == b'\r';
                    self.end_line()?;
                }
                byte => {
                    self.is_after_cr = false;
                    if self.line.len() >= EVENT_BYTES_MAX {
                        return Err(TooLong);
                    }
                    self.line.push(*byte);
                }
            }
        }
        Ok(())
    }

    /// Returns the next event.
    pub fn next_event(&mut self) -> Option<SseEvent> {
        self.events.pop_front()
    }

    fn end_line(&mut self) -> Result<(), TooLong> {
        let line = std::mem::take(&mut self.line);
        let mut line = String::from_utf8_lossy(&line).into_owned();
        if !std::mem::replace(&mut self.is_past_start, true) {
            line = line.trim_start_matches('\u{feff}').to_owned();
        }
        if line.is_empty() {
            return self.end_event();
        }
        let (field, value) = line.split_once(':').unwrap_or((&line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.name),
            "data" => {
                let data = self.data.get_or_insert_default();
                if data.len() + value.len() > EVENT_BYTES_MAX {
                    return Err(TooLong);
                }
                data.push_str(value);
                data.push('\n');
            }
            _ => {}
        }
        Ok(())
    }

    fn end_event(&mut self) -> Result<(), TooLong> {
        let name = std::mem::take(&mut self.name);
        let Some(mut data) = self.data.take() else { return Ok(()) };
        data.pop();
        if self.events.len() >= QUEUE_MAX {
            return Err(TooLong);
        }
        let name = if name.is_empty() { "message".to_owned() } else { name };
        self.events.push_back(SseEvent { name, data });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(pieces: &[&[u8]]) -> Vec<SseEvent> {
        let mut parser = SseParser::default();
        pieces.iter().for_each(|piece| parser.push(piece).unwrap());
        std::iter::from_fn(|| parser.next_event()).collect()
    }

    fn event(name: &str, data: &str) -> SseEvent {
        SseEvent { name: name.to_owned(), data: data.to_owned() }
    }

    const STREAM: &[u8] = b"\xef\xbb\xbf: hello\n\nevent: head\r\ndata: {\"epoch\":1,\r\ndata:\"head\":2}\r\n\r\nid: 7\nretry\n\ndata: \xc3\xa9\r\rdata\n\nevent: cut";

    #[test]
    fn events_are_read_with_every_line_end_and_comments_are_passed_over() {
        let expected = [event("head", "{\"epoch\":1,\n\"head\":2}"), event("message", "é"), event("message", "")];
        assert_eq!(parse(&[STREAM]), expected);
    }

    #[test]
    fn a_line_without_end_is_refused() {
        let mut parser = SseParser::default();
        assert_eq!(parser.push(&vec![b'a'; EVENT_BYTES_MAX]), Ok(()));
        assert_eq!(parser.push(b"a"), Err(TooLong));
    }

    #[test]
    fn an_event_without_end_is_refused() {
        let mut parser = SseParser::default();
        let line = [b"data: ", vec![b'a'; 1_000].as_slice(), b"\n"].concat();
        assert!((0..100).any(|_| parser.push(&line) == Err(TooLong)));
    }

    proptest! {
        #[test]
        fn where_the_bytes_are_cut_changes_nothing(cuts in prop::collection::vec(0..STREAM.len(), 0..8)) {
            let mut cuts = cuts;
            cuts.extend([0, STREAM.len()]);
            cuts.sort_unstable();
            let pieces: Vec<&[u8]> = cuts.windows(2).map(|pair| &STREAM[pair[0]..pair[1]]).collect();
            prop_assert_eq!(parse(&pieces), parse(&[STREAM]));
        }

        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..500)) {
            let _ = SseParser::default().push(&bytes);
        }
    }
}
