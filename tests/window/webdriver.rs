//! A small WebDriver client: HTTP/1.1 over a socket of the standard library, so that driving a window
//! compiles nothing. <https://www.w3.org/TR/webdriver2/>

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

/// Longest time that a condition of a page may take to come true.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);
/// Longest time that one answer may take: a condition, and what is around it.
const ANSWER: Duration = Duration::from_secs(90);

/// A session with one page.
#[derive(Debug)]
pub(crate) struct Page {
    address: SocketAddr,
    session: String,
}

/// Names an element for later calls.
#[derive(Debug, Clone)]
pub(crate) struct Element(Value);

/// The key under which WebDriver hands out elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Times that a page is loaded anew while something is waited for, at most.
const RELOADS_MAX: u32 = 5;

impl Page {
    /// Starts the program and waits for its page.
    ///
    /// # Errors
    /// The driver refuses, or the program does not start.
    pub(crate) fn start(address: SocketAddr, program: &str, arguments: &[String]) -> Result<Self> {
        let capabilities = json!({ "capabilities": { "alwaysMatch": {
            "webkitgtk:browserOptions": { "binary": program, "args": arguments },
        } } });
        let value = call(address, "POST", "/session", &capabilities)?;
        let session = value["sessionId"].as_str().context("the driver gave no session")?.to_owned();
        let page = Self { address, session };
        let patience = PATIENCE.as_millis();
        page.post("/timeouts", &json!({ "script": patience, "implicit": 0, "pageLoad": patience }))?;
        Ok(page)
    }

    /// Returns what a piece of JavaScript returns; `arguments` are its `arguments`.
    ///
    /// # Errors
    /// It throws, or the page is gone.
    pub(crate) fn run(&self, script: &str, arguments: &Value) -> Result<Value> {
        self.post("/execute/sync", &json!({ "script": script, "args": arguments }))
    }

    /// Waits until a JavaScript expression is true and returns its value. The page looks again whenever its
    /// document changes, and now and then for what is no part of the document (values of fields, focus).
    ///
    /// # Errors
    /// It does not come true in [`PATIENCE`]; what the page shows is in the error.
    pub(crate) fn wait_for(&self, condition: &str, arguments: &Value) -> Result<Value> {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             const given = Array.from(arguments).slice(0, -2);
             const deadline = performance.now() + arguments[arguments.length - 2];
             const holds = (...args) => {{ try {{ return {condition}; }} catch (error) {{ return null; }} }};
             let observer, timer;
             const look = () => {{
               const value = holds(...given);
               const late = performance.now() > deadline;
               if (!value && !late) return;
               observer.disconnect(); clearInterval(timer);
               done(value ? {{ value }} : {{ shown: document.body.innerText }});
             }};
             observer = new MutationObserver(look);
             observer.observe(document, {{ subtree: true, childList: true, characterData: true, attributes: true }});
             timer = setInterval(look, 100);
             look();"
        );
        let mut given = arguments.as_array().cloned().unwrap_or_default();
        given.push(json!(PATIENCE.as_millis().saturating_sub(5_000)));
        let look = || self.post("/execute/async", &json!({ "script": script, "args": given }));
        let mut answer = look();
        // A page that is loaded anew while it is looked at does not answer; the one that comes does.
        for _ in 0..RELOADS_MAX {
            match &answer {
                Err(error) if error.to_string().contains("unload event") => answer = look(),
                _ => break,
            }
        }
        let answer = answer?;
        match answer.get("value") {
            Some(value) => Ok(value.clone()),
            None => bail!("this did not come true: {condition} {arguments}\nthe page shows:\n{}", answer["shown"]),
        }
    }

    /// Returns the element of a CSS selector, as soon as it is there and can be seen.
    ///
    /// # Errors
    /// As [`Page::wait_for`].
    pub(crate) fn element(&self, selector: &str) -> Result<Element> {
        self.wait_for("document.querySelector(args[0])?.getClientRects().length", &json!([selector]))?;
        let found = self.run("return document.querySelector(arguments[0]);", &json!([selector]))?;
        if found.get(ELEMENT).is_none() {
            bail!("{selector} is gone again");
        }
        Ok(Element(found))
    }

    /// Clicks where an element is, as a hand would.
    ///
    /// # Errors
    /// Something is in front of it, or it is gone.
    pub(crate) fn click(&self, element: &Element) -> Result<()> {
        self.post(&format!("/element/{}/click", element.id()?), &json!({})).map(drop)
    }

    /// Types into an element; see <https://www.w3.org/TR/webdriver2/#keyboard-actions> for special keys.
    ///
    /// # Errors
    /// It cannot have the focus.
    pub(crate) fn type_into(&self, element: &Element, text: &str) -> Result<()> {
        self.post(&format!("/element/{}/value", element.id()?), &json!({ "text": text })).map(drop)
    }

    /// Presses keys together, the last one under the others.
    ///
    /// # Errors
    /// The page is gone.
    pub(crate) fn press(&self, keys: &[&str]) -> Result<()> {
        let downs = keys.iter().map(|key| json!({ "type": "keyDown", "value": key }));
        let ups = keys.iter().rev().map(|key| json!({ "type": "keyUp", "value": key }));
        let actions: Vec<Value> = downs.chain(ups).collect();
        self.post("/actions", &json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] }))
            .map(drop)
    }

    /// Returns the handle of the window that is driven now.
    ///
    /// # Errors
    /// It is gone.
    pub(crate) fn window(&self) -> Result<String> {
        let value = call(self.address, "GET", &format!("/session/{}/window", self.session), &Value::Null)?;
        Ok(value.as_str().context("a window without a handle")?.to_owned())
    }

    /// Returns the handles of all windows of the program.
    ///
    /// # Errors
    /// The program is gone.
    pub(crate) fn windows(&self) -> Result<Vec<String>> {
        let value = call(self.address, "GET", &format!("/session/{}/window/handles", self.session), &Value::Null)?;
        Ok(value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect())
    }

    /// Waits until there is a window besides those that are known, and returns its handle.
    ///
    /// # Errors
    /// None comes.
    pub(crate) fn other_window(&self, known: &[&str]) -> Result<String> {
        self.look_at_windows(|windows| windows.iter().find(|window| !known.contains(&window.as_str())).cloned())
            .context("no other window was opened")
    }

    /// Waits until a window is gone.
    ///
    /// # Errors
    /// It stays.
    pub(crate) fn window_is_gone(&self, gone: &str) -> Result<()> {
        self.look_at_windows(|windows| (!windows.iter().any(|window| window == gone)).then_some(()))
            .context("the window was not closed")
    }

    /// The driver tells nothing by itself, so it is asked until the answer is there; each question takes its time.
    fn look_at_windows<T>(&self, found: impl Fn(&[String]) -> Option<T>) -> Result<T> {
        let start = Instant::now();
        loop {
            if let Some(value) = found(&self.windows()?) {
                return Ok(value);
            }
            if start.elapsed() > PATIENCE {
                bail!("the windows are {:?}", self.windows()?);
            }
        }
    }

    /// Drives another window from now on.
    ///
    /// # Errors
    /// It is gone.
    pub(crate) fn switch_to(&self, window: &str) -> Result<()> {
        self.post("/window", &json!({ "handle": window })).map(drop)
    }

    /// Moves and sizes the window.
    ///
    /// # Errors
    /// It is gone.
    pub(crate) fn set_window_rect(&self, rect: &Value) -> Result<()> {
        self.post("/window/rect", rect).map(drop)
    }

    /// Returns where the window stands.
    ///
    /// # Errors
    /// It is gone.
    pub(crate) fn window_rect(&self) -> Result<Value> {
        call(self.address, "GET", &format!("/session/{}/window/rect", self.session), &Value::Null)
    }

    /// Returns a picture of the page as base64 of a PNG.
    ///
    /// # Errors
    /// The page is gone.
    pub(crate) fn picture(&self) -> Result<String> {
        let value = call(self.address, "GET", &format!("/session/{}/screenshot", self.session), &Value::Null)?;
        Ok(value.as_str().context("the driver gave no picture")?.to_owned())
    }

    fn post(&self, path: &str, body: &Value) -> Result<Value> {
        call(self.address, "POST", &format!("/session/{}{path}", self.session), body)
    }
}

impl Element {
    fn id(&self) -> Result<&str> {
        self.0[ELEMENT].as_str().context("this is no element")
    }
}

/// Asks the driver and returns its `value`.
fn call(address: SocketAddr, method: &str, path: &str, body: &Value) -> Result<Value> {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let mut stream = TcpStream::connect_timeout(&address, ANSWER).context("the driver does not listen")?;
    stream.set_read_timeout(Some(ANSWER))?;
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )?;
    stream.flush()?;
    let mut answer = BufReader::new(stream);
    let mut length = None;
    let mut line = String::new();
    loop {
        line.clear();
        if answer.read_line(&mut line).with_context(|| format!("no answer to {method} {path}"))? == 0 {
            bail!("half an answer to {method} {path}");
        }
        let head = line.trim_end().to_ascii_lowercase();
        if head.is_empty() {
            break;
        }
        if let Some(number) = head.strip_prefix("content-length:") {
            length = number.trim().parse::<usize>().ok();
        }
    }
    let mut bytes = vec![0; length.context("an answer without a length")?];
    answer.read_exact(&mut bytes).with_context(|| format!("half an answer to {method} {path}"))?;
    let answer: Value = serde_json::from_slice(&bytes).context("the driver did not answer JSON")?;
    let value = &answer["value"];
    if let Some(error) = value["error"].as_str() {
        bail!("{method} {path}: {error}: {}", value["message"].as_str().unwrap_or_default());
    }
    Ok(value.clone())
}
