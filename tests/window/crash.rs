//! Power cuts.

use serde_json::json;

use crate::stage::play;

/// Typing is durable 50 ms after a key, long before it is an action or is sent anywhere.
#[test]
fn a_kill_right_after_the_last_key_loses_nothing() {
    play("a_kill_right_after_the_last_key_loses_nothing", |stage| {
        let device = stage.open("one")?;
        let typed = "first words, then a long sentence that is cut off by the power right at its last letter";
        stage.watch(&[&device], || {
            device.write_note("Storm", "first words,")?;
            // The page itself counts the promised 50 ms from the last letter that arrived in it.
            device.page().run(
                "window.lastKey = performance.now();
                 document.addEventListener('input', () => { window.lastKey = performance.now(); }, true);",
                &json!([]),
            )?;
            device.type_at_end(typed.strip_prefix("first words,").unwrap())?;
            device.wait_for("performance.now() - window.lastKey >= 50", &json!([]))
        })?;
        device.kill()?;

        let device = stage.open("one")?;
        stage.watch(&[&device], || {
            device.open_note("Storm")?;
            device.sees_whole_text(typed)
        })
    });
}
