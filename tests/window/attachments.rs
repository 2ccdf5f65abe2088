//! Images of notes in the real window: pasted, dropped, drawn, and there again after a restart.

use anyhow::Result;
use serde_json::json;

use crate::device::Device;
use crate::stage::play;

/// Makes a red PNG of 40 × 30 in the page and gives it to the editor as a clipboard or a mouse would.
const GIVE: &str = "
    const [kind] = arguments;
    const canvas = Object.assign(document.createElement('canvas'), { width: 40, height: 30 });
    const context = canvas.getContext('2d');
    context.fillStyle = kind === 'paste' ? 'red' : 'blue';
    context.fillRect(0, 0, 40, 30);
    canvas.toBlob((blob) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([blob], `${kind}d.png`, { type: 'image/png' }));
      const content = document.querySelector('.cm-content');
      const place = content.getBoundingClientRect();
      const event = kind === 'paste'
        ? new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true })
        : new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true, clientX: place.left + 4, clientY: place.top + 8 });
      content.dispatchEvent(event);
    });";

fn sees_images(device: &Device, count: usize) -> Result<()> {
    device.wait_for(
        "[...document.querySelectorAll('.cm-image > img')].filter((image) => image.naturalWidth === 40).length === args[0]",
        &json!([count]),
    )
}

#[test]
fn an_image_pasted_or_dropped_is_drawn_and_there_after_a_power_cut() {
    play("an_image_pasted_or_dropped_is_drawn_and_there_after_a_power_cut", |stage| {
        let device = stage.open("one")?;
        stage.watch(&[&device], || {
            device.write_note("Shore", "words ")?;
            device.page().run(GIVE, &json!(["paste"]))?;
            sees_images(&device, 1)?;
            device.page().run(GIVE, &json!(["drop"]))?;
            sees_images(&device, 2)?;
            device.wait_for("document.querySelector('.cm-editor').dataset.unsaved === 'false'", &json!([]))
        })?;
        device.kill()?;

        let device = stage.open("one")?;
        stage.watch(&[&device], || {
            device.open_note("Shore")?;
            sees_images(&device, 2)?;
            // By the keyboard: the handle of the image is a slider.
            device.page().run("document.querySelector('.cm-image-handle').focus();", &json!([]))?;
            device.page().press(&["\u{e014}"])?; // Right
            device.wait_for("document.querySelector('.cm-image').getBoundingClientRect().width === 60", &json!([]))
        })
    });
}
