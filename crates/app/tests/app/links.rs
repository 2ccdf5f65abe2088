//! Links between notes, as windows and scripts ask for them.

use driftless_app::view::{ErrorKind, LinkState, MentionToLink};

use crate::device::{Editor, Folder, new_note};

const UNKNOWN: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

#[test]
fn links_in_both_directions_with_their_sentences() {
    let folder = Folder::new();
    let app = folder.create();
    let tide = app.note_create(&new_note("Tide pools", "")).unwrap().row.id;
    let text = format!(
        "🎉 Start. See **the** [old name](driftless://note/{tide}) today. And [[Nowhere]], [[tide POOLS|here]]."
    );
    let from = app.note_create(&new_note("From", &text)).unwrap().row.id;

    let links = app.links_of(&from).unwrap();
    assert!(links.is_complete && links.backlinks.is_empty());
    let shown: Vec<_> = links.outgoing.iter().map(|link| (link.to.title.as_str(), link.to.state)).collect();
    assert_eq!(
        shown,
        [("Tide pools", LinkState::Listed), ("Nowhere", LinkState::Missing), ("Tide pools", LinkState::Listed)]
    );
    assert_eq!(links.outgoing[0].place.sentence, "See the old name today.");
    assert_eq!(links.outgoing[0].place.mark, [8, 16]);
    let units: Vec<u16> = text.encode_utf16().collect();
    for link in &links.outgoing {
        let [start, end] = link.place.range.map(|at| at as usize);
        assert_eq!(String::from_utf16(&units[start..end]).unwrap(), link.place.text);
    }

    let links = app.links_of(&tide).unwrap();
    assert_eq!((links.backlinks_total, links.backlinks.len(), links.backlinks[0].places.len()), (1, 1, 2));
    assert_eq!(links.backlinks[0].from.id.as_deref(), Some(from.as_str()));
    assert_eq!(links.backlinks[0].places[1].sentence, "And Nowhere, here.");

    app.notes_trash(std::slice::from_ref(&tide)).unwrap();
    let resolved = app.links_resolve(&[UNKNOWN.to_owned(), tide.clone()]).unwrap();
    assert_eq!((resolved[0].state, resolved[1].state), (LinkState::Missing, LinkState::Trashed));
    assert_eq!(app.links_resolve_titles(&["ｔide pools".to_owned()]).unwrap()[0].id.as_deref(), Some(tide.as_str()));
}

#[test]
fn a_link_to_a_heading_leads_to_its_note_and_back() {
    let folder = Folder::new();
    let app = folder.create();
    let tide = app.note_create(&new_note("Tide", "# Low water")).unwrap().row.id;
    let sharp = app.note_create(&new_note("C# notes", "")).unwrap().row.id;
    let text = format!("[[tide#Low water]] [[C# notes]] [Tide](driftless://note/{tide}#Low%20water)");
    let from = app.note_create(&new_note("From", &text)).unwrap().row.id;
    let to: Vec<_> = app.links_of(&from).unwrap().outgoing.into_iter().map(|link| link.to.id.unwrap()).collect();
    assert_eq!(to, [tide.clone(), sharp.clone(), tide.clone()]);
    assert_eq!(app.links_of(&tide).unwrap().backlinks[0].places.len(), 2);
    assert_eq!(app.links_of(&sharp).unwrap().backlinks_total, 1, "a title with a # is a title");
}

#[test]
fn what_is_typed_counts_before_it_is_an_action() {
    let folder = Folder::new();
    let app = folder.create();
    let id = app.note_create(&new_note("a", "")).unwrap().row.id;
    let mut editor = Editor::open(&app, &id, "one");
    editor.append("see [[b]]");
    assert_eq!(app.links_of(&id).unwrap().outgoing.len(), 1);
}

#[test]
fn a_mention_becomes_a_link_in_step_with_an_open_editor() {
    let folder = Folder::new();
    let app = folder.create();
    let tide = app.note_create(&new_note("Tide [pool]", "")).unwrap().row.id;
    let from = app.note_create(&new_note("From", "🎉 a tide [pool] and a tide [pool]")).unwrap().row.id;
    let mut editor = Editor::open(&app, &from, "one");
    editor.append(" typed on");

    let mentions = app.mentions(&tide).unwrap();
    assert!(mentions.is_complete && !mentions.is_cut);
    let places = &mentions.notes[0].places;
    assert_eq!(places.iter().map(|place| place.range).collect::<Vec<_>>(), [[5, 16], [23, 34]]);
    let mention = |place: usize| MentionToLink {
        note_id: from.clone(),
        range: places[place].range,
        text: places[place].text.clone(),
        target_id: tide.clone(),
    };
    assert_eq!(app.mention_link(&mention(1)).unwrap().actions.len(), 1);
    editor.catch_up();
    let linked = format!("🎉 a tide [pool] and a [tide \\[pool\\]](driftless://note/{tide}) typed on");
    assert_eq!(editor.text, linked);
    assert_eq!(app.mentions(&tide).unwrap().notes[0].places.len(), 1);
    assert_eq!(app.links_of(&tide).unwrap().backlinks_total, 1);

    // The same again, a place that moved, and a place that never was.
    assert_eq!(app.mention_link(&mention(1)).unwrap_err().kind(), ErrorKind::BadInput);
    editor.insert(0, "before ");
    assert_eq!(app.mention_link(&mention(0)).unwrap_err().kind(), ErrorKind::BadInput);
    for range in [[0, 0], [9, 3], [u32::MAX - 1, u32::MAX]] {
        let wrong = MentionToLink { range, ..mention(0) };
        assert_eq!(app.mention_link(&wrong).unwrap_err().kind(), ErrorKind::BadInput);
    }
    let wrong = MentionToLink { target_id: UNKNOWN.to_owned(), ..mention(0) };
    assert_eq!(app.mention_link(&wrong).unwrap_err().kind(), ErrorKind::NotFound);
    editor.catch_up();
    assert_eq!(editor.text, format!("before {linked}"));
}

#[test]
fn hostile_arguments_are_refused() {
    let folder = Folder::new();
    let app = folder.create();
    let notebook = app.notebook_create("n", None).unwrap().id;
    for id in ["", "x", "../x"] {
        assert_eq!(app.links_of(id).unwrap_err().kind(), ErrorKind::BadInput);
        assert_eq!(app.mentions(id).unwrap_err().kind(), ErrorKind::BadInput);
        assert_eq!(app.links_resolve(&[id.to_owned()]).unwrap_err().kind(), ErrorKind::BadInput);
    }
    for id in [UNKNOWN, &notebook] {
        assert_eq!(app.links_of(id).unwrap_err().kind(), ErrorKind::NotFound);
        assert_eq!(app.mentions(id).unwrap_err().kind(), ErrorKind::NotFound);
    }
    assert_eq!(app.links_resolve(&vec![UNKNOWN.to_owned(); 1_001]).unwrap_err().kind(), ErrorKind::TooLarge);
    assert_eq!(app.links_resolve_titles(&["x".repeat(1_001)]).unwrap_err().kind(), ErrorKind::TooLarge);
    assert_eq!(app.links_complete(&"x".repeat(1_001), 5).unwrap_err().kind(), ErrorKind::TooLarge);
    assert!(app.links_complete("\0%_'\"", u32::MAX).unwrap().is_empty());
}
