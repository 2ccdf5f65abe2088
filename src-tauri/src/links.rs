//! Links from the system, `driftless://note/<id>`: they open a note and do nothing else.

/// Longest link that is looked at, bytes.
const LINK_BYTES_MAX: usize = 200;
const SCHEME: &str = "driftless://";

/// Returns the note that a link names. Anyone can make a link, so one that says anything more is none.
pub(crate) fn note_of_link(link: &str) -> Option<String> {
    if link.len() > LINK_BYTES_MAX || !link.is_ascii() {
        return None;
    }
    let link = link.to_ascii_lowercase();
    let id = link.strip_prefix(SCHEME)?.strip_prefix("note/")?;
    let id = id.strip_suffix('/').unwrap_or(id);
    is_id(id).then(|| id.to_owned())
}

/// Returns whether a text looks like the id of a note; whether there is such a note, the vault knows.
fn is_id(text: &str) -> bool {
    let is_right = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    text.len() == 36 && text.bytes().enumerate().all(is_right)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b";

    #[test]
    fn a_link_names_a_note() {
        assert_eq!(note_of_link(&format!("driftless://note/{ID}")).as_deref(), Some(ID));
        assert_eq!(note_of_link(&format!("DRIFTLESS://Note/{}/", ID.to_uppercase())).as_deref(), Some(ID));
    }

    #[test]
    fn everything_else_is_no_link() {
        for link in [
            "",
            "driftless:",
            "driftless://",
            "driftless://note/",
            "driftless://note/x",
            "driftless://new?title=x",
            &format!("driftless://note/{ID}?run=1"),
            &format!("driftless://note/{ID}#x"),
            &format!("driftless://note/{ID}/../x"),
            &format!("driftless://note//{ID}"),
            &format!("driftless://user@note/{ID}"),
            &format!("https://note/{ID}"),
            &format!(" driftless://note/{ID}"),
            &format!("driftless://note/{ID}\n"),
            "driftless://note/é190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5",
            &"driftless://note/".repeat(100),
        ] {
            assert_eq!(note_of_link(link), None, "{link}");
        }
    }
}
