//! Power cuts.

use serde_json::json;

use crate::stage::play;

/// A letter that the session has confirmed is durable, long before it is an action or is sent anywhere.
/// The kill follows that confirmation at once, some milliseconds after the key.
#[test]
fn a_kill_right_after_the_last_key_loses_nothing() {
    play("a_kill_right_after_the_last_key_loses_nothing", |stage| {
        let device = stage.open("one")?;
        let typed = "first words, then a long sentence that is cut off by the power right at its last letter";
        stage.watch(&[&device], || {
            device.write_note("Storm", "first words,")?;
            device.type_at_end(typed.strip_prefix("first words,").unwrap())?;
            device.wait_for(
                "document.querySelector('.cm-content').textContent.endsWith('at its last letter')
                     && document.querySelector('.cm-editor').dataset.unsaved === 'false'",
                &json!([]),
            )
        })?;
        device.kill()?;

        let device = stage.open("one")?;
        stage.watch(&[&device], || {
            device.open_note("Storm")?;
            device.sees_whole_text(typed)
        })
    });
}
