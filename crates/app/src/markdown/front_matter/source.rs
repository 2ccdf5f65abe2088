//! The front matter's source: its top-level keys, each with the lines it stands on.
//!
//! Events, not a tree: nothing is built from an alias, so nothing can be blown up by one.

use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

/// Longest front matter that is read, bytes. People write hundreds; a megabyte is an accident or an attack.
const YAML_BYTES_MAX: usize = 256 * 1024;

/// A scalar with its place in the source.
#[derive(Debug, Clone)]
pub(super) struct Scalar {
    /// Its text.
    pub text: String,
    /// Written without quotes: `true`, `null` and dates mean something then.
    pub is_plain: bool,
    /// Where it stands, characters from the start.
    chars: Range<usize>,
}

impl Scalar {
    /// Returns whether it says "nothing".
    pub(super) fn is_null(&self) -> bool {
        self.is_plain && matches!(self.text.as_str(), "" | "~" | "null" | "Null" | "NULL")
    }
}

/// A value, as far as fields of a note have its form.
#[derive(Debug, Clone)]
pub(super) enum Value {
    /// One scalar.
    Scalar(Scalar),
    /// A list of scalars.
    List(Vec<Scalar>),
    /// Anything deeper.
    Deep,
}

/// One top-level key.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// The key.
    pub key: String,
    /// Its value.
    pub value: Value,
    /// Its lines, and those behind it up to the next key.
    pub lines: Range<usize>,
    key_chars: Range<usize>,
}

/// The front matter, taken apart but not interpreted.
#[derive(Debug)]
pub(super) struct Source<'a> {
    lines: Vec<&'a str>,
    chars: Vec<char>,
    /// The keys, in order.
    pub entries: Vec<Entry>,
}

impl<'a> Source<'a> {
    /// Reads the keys.
    ///
    /// # Errors
    /// Why it is not a plain mapping, as the end of a sentence that starts with "front matter".
    pub(super) fn read(yaml: &'a str) -> Result<Self, String> {
        if yaml.len() > YAML_BYTES_MAX {
            return Err(format!("is larger than {YAML_BYTES_MAX} bytes"));
        }
        let lines: Vec<&str> = yaml.split_inclusive('\n').collect();
        let mut entries = read_entries(yaml)?;
        let starts: Vec<usize> = entries.iter().map(|entry| entry.lines.start).collect();
        for (at, entry) in entries.iter_mut().enumerate() {
            entry.lines.end = starts.get(at + 1).copied().unwrap_or(lines.len());
            if shares_line(&starts, at) || entry.lines.end > lines.len() || entry.lines.is_empty() {
                return Err("has two keys on one line".to_owned());
            }
        }
        let mut keys: Vec<&str> = entries.iter().map(|entry| entry.key.as_str()).collect();
        keys.sort_unstable();
        if let Some(twice) = keys.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(format!("has the key {:?} twice", twice[0].chars().take(40).collect::<String>()));
        }
        Ok(Self { lines, chars: yaml.chars().collect(), entries })
    }

    /// Returns an entry as it was written, with the lines behind it.
    pub(super) fn written(&self, entry: &Entry) -> String {
        self.lines[entry.lines.clone()].concat()
    }

    /// Returns the comments above the first key.
    pub(super) fn comments_above(&self) -> String {
        let end = self.entries.first().map_or(self.lines.len(), |entry| entry.lines.start);
        self.lines[..end].iter().filter(|line| line.trim_start().starts_with('#')).copied().collect()
    }

    /// Returns the comments in an entry's lines, one on each line: taking its value must not lose them.
    pub(super) fn comments_in(&self, entry: &Entry) -> String {
        let mut taken = vec![self.without_trailer(&entry.key_chars)];
        match &entry.value {
            Value::Scalar(scalar) => taken.push(self.without_trailer(&scalar.chars)),
            Value::List(list) => taken.extend(list.iter().map(|scalar| self.without_trailer(&scalar.chars))),
            Value::Deep => {}
        }
        let mut at: usize = self.lines[..entry.lines.start].iter().map(|line| line.chars().count()).sum();
        let mut comments = String::new();
        for line in &self.lines[entry.lines.clone()] {
            let hash = line
                .char_indices()
                .enumerate()
                .find(|(offset, (_, c))| *c == '#' && !taken.iter().any(|range| range.contains(&(at + offset))));
            if let Some((_, (byte, _))) = hash {
                comments.push_str(line[byte..].trim_end_matches('\n'));
                comments.push('\n');
            }
            at += line.chars().count();
        }
        comments
    }

    /// Returns where a scalar ends itself: the parser's range of a quoted one takes in what follows it.
    fn without_trailer(&self, range: &Range<usize>) -> Range<usize> {
        let quote = match self.chars.get(range.start) {
            Some(quote @ ('"' | '\'')) => *quote,
            _ => return range.clone(),
        };
        let mut at = range.start + 1;
        while at < range.end {
            let (c, next) = (self.chars[at], self.chars.get(at + 1));
            let is_escape = (quote == '"' && c == '\\') || (quote == '\'' && c == quote && next == Some(&quote));
            if is_escape {
                at += 2;
            } else if c == quote {
                return range.start..at + 1;
            } else {
                at += 1;
            }
        }
        range.clone()
    }
}

fn shares_line(starts: &[usize], at: usize) -> bool {
    starts.get(at + 1).is_some_and(|next| *next <= starts[at])
}

/// Walks the events of one block mapping.
fn read_entries(yaml: &str) -> Result<Vec<Entry>, String> {
    let mut parser = Parser::new_from_str(yaml);
    let mut next = || match parser.next_event() {
        Some(Ok((event, span))) => plain(event, span),
        Some(Err(error)) => Err(format!("is not YAML (line {})", error.marker().line())),
        None => Ok((Event::StreamEnd, Span::default())),
    };
    // Comments only, or nothing at all, is a mapping without keys.
    let mut entries = Vec::new();
    loop {
        match next()? {
            (Event::StreamStart | Event::DocumentStart(false) | Event::Nothing, _) => {}
            (Event::StreamEnd, _) => return Ok(entries),
            (Event::MappingStart(..), _) => break,
            _ => return Err("is not a list of `key: value` lines".to_owned()),
        }
    }
    loop {
        match next()? {
            (Event::MappingEnd, _) => break,
            (Event::Scalar(key, ..), span) if span.start.col() == 0 => {
                let line = span.start.line().saturating_sub(1);
                let value = read_value(&mut next)?;
                entries.push(Entry { key: key.into_owned(), value, lines: line..line, key_chars: chars(&span) });
            }
            _ => return Err("is not a list of `key: value` lines".to_owned()),
        }
    }
    match (next()?.0, next()?.0) {
        (Event::DocumentEnd, Event::StreamEnd) => Ok(entries),
        _ => Err("is more than one YAML document".to_owned()),
    }
}

fn read_value<'a>(next: &mut impl FnMut() -> Result<(Event<'a>, Span), String>) -> Result<Value, String> {
    let (event, span) = next()?;
    match event {
        Event::Scalar(text, style, ..) => Ok(Value::Scalar(scalar(&text, style, &span))),
        Event::SequenceStart(..) => {
            let mut list = Vec::new();
            let mut depth = 0_usize;
            let mut is_deep = false;
            loop {
                match next()? {
                    (Event::SequenceEnd, _) if depth == 0 => break,
                    (Event::SequenceStart(..) | Event::MappingStart(..), _) => {
                        is_deep = true;
                        depth += 1;
                    }
                    (Event::SequenceEnd | Event::MappingEnd, _) => depth = depth.saturating_sub(1),
                    (Event::Scalar(text, style, ..), span) if depth == 0 => list.push(scalar(&text, style, &span)),
                    (Event::StreamEnd, _) => return Err("ends in the middle".to_owned()),
                    _ => {}
                }
            }
            Ok(if is_deep { Value::Deep } else { Value::List(list) })
        }
        Event::MappingStart(..) => {
            let mut depth = 1_usize;
            while depth > 0 {
                match next()?.0 {
                    Event::SequenceStart(..) | Event::MappingStart(..) => depth += 1,
                    Event::SequenceEnd | Event::MappingEnd => depth -= 1,
                    Event::StreamEnd => return Err("ends in the middle".to_owned()),
                    Event::Nothing
                    | Event::StreamStart
                    | Event::DocumentStart(_)
                    | Event::DocumentEnd
                    | Event::Alias(_)
                    | Event::Scalar(..) => {}
                }
            }
            Ok(Value::Deep)
        }
        Event::Nothing
        | Event::StreamStart
        | Event::StreamEnd
        | Event::DocumentStart(_)
        | Event::DocumentEnd
        | Event::Alias(_)
        | Event::SequenceEnd
        | Event::MappingEnd => Err("has a key without a value".to_owned()),
    }
}

fn scalar(text: &str, style: ScalarStyle, span: &Span) -> Scalar {
    Scalar { text: text.to_owned(), is_plain: style == ScalarStyle::Plain, chars: chars(span) }
}

fn chars(span: &Span) -> Range<usize> {
    span.start.index()..span.end.index()
}

/// Passes an event on unless it has an anchor, an alias or a tag: what those mean lies outside the text.
fn plain(event: Event<'_>, span: Span) -> Result<(Event<'_>, Span), String> {
    let is_plain = match &event {
        Event::Alias(_) => false,
        Event::Scalar(_, _, anchor, tag) => *anchor == 0 && tag.is_none(),
        Event::SequenceStart(anchor, tag) | Event::MappingStart(anchor, tag) => *anchor == 0 && tag.is_none(),
        Event::Nothing
        | Event::StreamStart
        | Event::StreamEnd
        | Event::DocumentStart(_)
        | Event::DocumentEnd
        | Event::SequenceEnd
        | Event::MappingEnd => true,
    };
    if is_plain { Ok((event, span)) } else { Err("has YAML anchors, aliases or tags".to_owned()) }
}
