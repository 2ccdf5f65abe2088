//! An account in the real window, with the real server: signing up, the 24 words, a second device, and a device put out.

use anyhow::{Context as _, Result};
use serde_json::json;

use crate::device::Device;
use crate::server::Server;
use crate::stage::play;

const EMAIL: &str = "ada@example.org";
const PASSWORD: &str = "correct horse battery staple";

impl Device {
    fn begin(&self, button: &str, server: &Server) -> Result<()> {
        self.click("nav-settings")?;
        self.click("settings-sync")?;
        self.click(button)?;
        self.type_in("#account-server", &server.url())?;
        self.type_in("#account-email", EMAIL)?;
        self.type_in("#account-password", PASSWORD)
    }

    /// Makes an account; returns the 24 words that the window shows.
    fn sign_up(&self, server: &Server) -> Result<Vec<String>> {
        self.begin("account-sign-up", server)?;
        self.click("sign-up-submit")?;
        let shown = self.wait_for_value(
            "(() => {
               const lines = Array.from(document.querySelectorAll('[data-testid=kit-words] li'), (line) => line.lastChild.textContent.trim());
               return lines.length === 24 && lines;
             })()",
            &json!([]),
        )?;
        serde_json::from_value(shown).context("the words")
    }

    /// Types the two words that the window asks for.
    fn confirm_kit(&self, words: &[String]) -> Result<()> {
        self.click("kit-check")?;
        for place in 0..2 {
            let label = self.wait_for_value(
                "document.querySelector(`label[for=kit-word-${args[0]}]`)?.textContent ?? false",
                &json!([place]),
            )?;
            let number: String = label.as_str().unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
            let word = number.parse::<usize>().ok().and_then(|number| words.get(number.checked_sub(1)?));
            self.type_in(&format!("#kit-word-{place}"), word.context("the window asks for a word of the kit")?)?;
        }
        self.click("kit-confirm")?;
        self.element("kit-confirmed").map(drop)
    }
}

/// A fresh device has every note by the password and the words; put out, it is told so, keeps its notes and gets no new ones.
#[test]
fn a_second_device_comes_by_the_words_and_is_put_out() {
    play("a_second_device_comes_by_the_words_and_is_put_out", |stage| {
        let server = stage.open_server()?;
        let one = stage.open("one")?;
        let two = stage.open("two")?;
        stage.watch(&[&one, &two], || {
            one.write_note("Tide pools", "low water at six")?;
            let words = one.sign_up(&server)?;
            one.confirm_kit(&words)?;
            one.click("kit-done")?;
            one.sees_mood("synced")?;

            two.begin("account-sign-in", &server)?;
            two.click("sign-in-submit")?;
            two.type_in("#account-words", &words.join(" "))?;
            two.click("words-submit")?;
            two.click("account-done")?;
            two.open_note("Tide pools")?;
            two.sees_whole_text("low water at six")?;
            two.type_at_end(", from two")?;
            two.sees_mood("synced")?;

            one.click("nav-all")?;
            one.open_note("Tide pools")?;
            one.sees_whole_text("low water at six, from two")?;
            one.click("nav-settings")?;
            one.click("settings-devices")?;
            one.wait_for("document.querySelectorAll('[data-testid=account-device]').length === 2", &json!([]))?;
            one.click("account-revoke")?;
            one.click("confirm")?;
            two.sees_mood("needs_user")?;
            one.click("nav-all")?;
            one.open_note("Tide pools")?;
            one.type_at_end(", and without two")?;
            one.sees_mood("synced")?;
            two.sees_whole_text("low water at six, from two")
        })
    });
}
