//! Server-sent events: told at once, told when the log grows, ended when the server stops.

use std::time::Duration;

use driftless_domain::Seq;
use driftless_protocol::{ContentType, EVENTS_PATH, HeadEvent};
use driftless_server::config::Limits;

use crate::given::{run_of, vault};
use crate::http::{Lines, get};
use crate::running::{Running, TOKEN};

fn listen(server: &Running) -> Lines {
    let path = format!("{EVENTS_PATH}?vault={}", vault(1));
    let (answer, lines) = get(path).token(TOKEN).header("accept", "text/event-stream").open(server.address);
    assert_eq!((answer.status, answer.header("content-type")), (200, "text/event-stream"));
    lines
}

fn next_head(lines: &mut Lines) -> Option<Seq> {
    let data = lines.next("data: ")?;
    Some(ContentType::Json.decode::<HeadEvent>(data.as_bytes()).unwrap().head)
}

#[test]
fn all_who_listen_are_told_when_the_log_grows() {
    let server = Running::start();
    server.upload(&run_of(vault(1), 1, 1, 2));
    let mut listeners: Vec<Lines> = (0..3).map(|_| listen(&server)).collect();
    for lines in &mut listeners {
        assert_eq!(next_head(lines), Some(Seq(2)));
    }
    server.upload(&run_of(vault(1), 1, 3, 5));
    for lines in &mut listeners {
        assert_eq!(next_head(lines), Some(Seq(5)));
    }
    // A batch that is known already is no news.
    server.upload(&run_of(vault(1), 1, 1, 5));
    server.upload(&run_of(vault(1), 1, 6, 6));
    for lines in &mut listeners {
        assert_eq!(next_head(lines), Some(Seq(6)));
    }
}

#[test]
fn a_quiet_stream_has_a_heartbeat() {
    let server = Running::start_with(Limits { heartbeat: Duration::from_millis(20), ..Limits::default() }, None);
    server.upload(&run_of(vault(1), 1, 1, 1));
    let mut lines = listen(&server);
    assert_eq!(next_head(&mut lines), Some(Seq(1)));
    assert!(lines.next(":").is_some());
    assert!(lines.next(":").is_some());
}

/// It may turn out not to be this token's vault; the client asks again.
#[test]
fn a_token_that_is_not_bound_yet_hears_of_growth_by_the_end_of_the_stream() {
    let server = Running::start();
    let mut lines = listen(&server);
    assert_eq!(next_head(&mut lines), Some(Seq(0)));
    server.upload(&run_of(vault(1), 1, 1, 1));
    assert_eq!(next_head(&mut lines), None);
    assert_eq!(next_head(&mut listen(&server)), Some(Seq(1)));
}

#[test]
fn streams_end_when_the_server_stops() {
    let mut server = Running::start();
    server.upload(&run_of(vault(1), 1, 1, 1));
    let mut lines = listen(&server);
    assert_eq!(next_head(&mut lines), Some(Seq(1)));
    server.stop();
    assert_eq!(next_head(&mut lines), None);
    server.join();
}
