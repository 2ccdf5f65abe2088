//! What the page may not do, tried in the page.

use anyhow::ensure;
use serde_json::json;

use crate::stage::play;

/// The other tests say that a page wrote no error; this one says that they would have heard it.
#[test]
fn errors_of_the_page_are_heard() {
    play("errors_of_the_page_are_heard", |stage| {
        let device = stage.open("one")?;
        device.page().run("console.error('a spider in the page');", &json!([]))?;
        let errors = device.errors_of_page()?;
        ensure!(errors.len() == 1 && errors[0].contains("a spider in the page"), "{errors:?}");
        Ok(())
    });
}

/// A note is foreign content. Whatever gets into the page, it runs no script, loads nothing from elsewhere
/// and opens no other page.
#[test]
fn the_page_runs_and_loads_nothing_foreign() {
    play("the_page_runs_and_loads_nothing_foreign", |stage| {
        let device = stage.open("one")?;
        let page = device.page();
        page.run(
            "window.broken = [];
             document.addEventListener('securitypolicyviolation', (event) => window.broken.push(event.effectiveDirective));
             const put = (name, attributes, text) => {
               const element = document.createElement(name);
               for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
               element.textContent = text ?? '';
               document.body.append(element);
             };
             put('script', {}, 'window.ran = true');
             put('img', { src: 'https://example.org/beacon.png' });
             put('iframe', { src: 'https://example.org/' });
             put('link', { rel: 'stylesheet', href: 'https://example.org/style.css' });
             put('style', {}, 'body { display: none }');
             fetch('https://example.org/').catch(() => {});",
            &json!([]),
        )?;
        for directive in ["script-src", "img-src", "frame-src", "style-src", "connect-src"] {
            device.wait_for("window.broken.some((it) => it.startsWith(args[0]))", &json!([directive]))?;
        }
        let ran =
            page.run("return window.ran === true || getComputedStyle(document.body).display === 'none';", &json!([]))?;
        ensure!(ran == json!(false), "something foreign ran");

        let here = page.run("return location.href;", &json!([]))?;
        page.run(
            "window.opened = window.open('https://example.org/'); location.href = 'https://example.org/';",
            &json!([]),
        )?;
        device.prints("the page tried to go elsewhere")?;
        let still = page.run("return [location.href, window.opened === null];", &json!([]))?;
        ensure!(still == json!([here, true]), "the page went to {still}");
        Ok(())
    });
}
