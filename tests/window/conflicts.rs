//! Two windows that wrote while they could not hear of each other.

use serde_json::json;

use crate::device::Device;
use crate::server::Server;
use crate::stage::{Stage, play};

/// Two paired devices, both with the same open note, and a server that was stopped.
fn two_devices_apart(stage: &Stage, text: &str) -> anyhow::Result<(Server, Device, Device)> {
    let mut server = stage.server()?;
    let (one, two) = (stage.open("one")?, stage.open("two")?);
    stage.watch(&[&one, &two], || {
        one.connect(&server.new_code()?)?;
        one.write_note("Plan", text)?;
        two.connect(&one.show_code()?)?;
        two.open_note("Plan")?;
        two.sees_whole_text(text)?;
        one.open_note("Plan")?;
        one.sees_mood("synced")?;
        server.stop();
        Ok(())
    })?;
    Ok((server, one, two))
}

/// Waits until both have sent and received everything.
fn meet(server: &mut Server, devices: &[&Device]) -> anyhow::Result<()> {
    server.start_again()?;
    for device in devices {
        device.click("sync-now")?;
    }
    devices.iter().try_for_each(|device| device.sees_mood("synced"))
}

/// Both edits of one note are in the text of both.
#[test]
fn both_edits_of_a_note_survive() {
    play("both_edits_of_a_note_survive", |stage| {
        let (mut server, one, two) = two_devices_apart(stage, "middle")?;
        stage.watch(&[&one, &two], || {
            one.type_at_start("from one ")?;
            two.type_at_end(" from two")?;
            server.start_again()?;
            for device in [&one, &two] {
                device.click("sync-now")?;
                device.sees_whole_text("from one middle from two")?;
            }
            Ok(())
        })
    });
}

/// Of two titles one is shown and the other waits for review, the same on both.
#[test]
fn both_titles_of_a_note_are_kept() {
    play("both_titles_of_a_note_are_kept", |stage| {
        let (mut server, one, two) = two_devices_apart(stage, "text")?;
        stage.watch(&[&one, &two], || {
            one.set_title("Plan of one")?;
            two.set_title("Plan of two")?;
            one.sees_row("Plan of one")?;
            two.sees_row("Plan of two")?;
            meet(&mut server, &[&one, &two])?;
            for device in [&one, &two] {
                device.element("review-banner")?;
            }
            let shown = one.title()?;
            two.wait_for("document.querySelector('[data-testid=note-title]').value === args[0]", &json!([shown]))?;
            let other = if shown == "Plan of one" { "Plan of two" } else { "Plan of one" };
            for device in [&one, &two] {
                device.click("nav-review")?;
                device.wait_for(
                    "args.every((title) => document.querySelector('[data-testid=review-list]')?.parentElement.parentElement.textContent.includes(title))",
                    &json!([shown, other]),
                )?;
            }
            Ok(())
        })
    });
}

/// A note that was deleted here and edited there is in review on both, and can be kept with the edit.
#[test]
fn an_edit_of_a_deleted_note_is_not_lost() {
    play("an_edit_of_a_deleted_note_is_not_lost", |stage| {
        let (mut server, one, two) = two_devices_apart(stage, "worth keeping")?;
        stage.watch(&[&one, &two], || {
            one.click("note-menu")?;
            one.click("trash-note")?;
            one.sees_no_row("Plan")?;
            two.type_at_end(" and more")?;
            meet(&mut server, &[&one, &two])?;
            for device in [&one, &two] {
                device.click("nav-review")?;
                device.wait_for("document.querySelectorAll('[data-testid=review-item]').length === 1", &json!([]))?;
            }
            two.click("review-item")?;
            two.click("keep-other")?;
            two.wait_for("document.querySelectorAll('[data-testid=review-item]').length === 0", &json!([]))?;
            for device in [&one, &two] {
                device.click("nav-all")?;
                device.open_note("Plan")?;
                device.sees_whole_text("worth keeping and more")?;
            }
            Ok(())
        })
    });
}
