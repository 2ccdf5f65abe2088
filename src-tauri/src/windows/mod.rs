//! The windows: the main one, those on one note, and how they look before their pages are there.

mod close;
mod page;
mod placement;

use driftless_app::SyncHint;
use tauri::webview::{Color, NewWindowResponse, PageLoadEvent};
use tauri::{AppHandle, Manager, Theme, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent, Wry};
use tauri_specta::Event;

pub(crate) use self::close::{close, flush_all, quit};
pub(crate) use self::placement::Places;
use crate::connectivity;
use crate::desktop::{Desktop, capture};
use crate::events::LinkArrived;
use crate::instance::Request;
use crate::state::Shell;

/// Label of the main window.
pub(crate) const MAIN: &str = "main";
/// Label of the window of quick capture.
pub(crate) const CAPTURE: &str = "capture";
/// Labels of the windows on one note: as many as there can be.
pub(crate) const NOTES: [&str; 12] = [
    "note-1", "note-2", "note-3", "note-4", "note-5", "note-6", "note-7", "note-8", "note-9", "note-10", "note-11",
    "note-12",
];
/// Size of the window of quick capture.
pub(crate) const CAPTURE_SIZE: (f64, f64) = (560.0, 220.0);
/// The main window's usual size.
const MAIN_SIZE: (f64, f64) = (1280.0, 800.0);
/// Longest title of a window, characters: some window managers are slow with more.
const TITLE_CHARS_MAX: usize = 300;
/// Paper of the light theme, `--paper` of the page.
const PAPER_LIGHT: Color = Color(0xfe, 0xfd, 0xfd, 0xff);
/// Paper of the dark theme.
const PAPER_DARK: Color = Color(0x20, 0x1e, 0x1c, 0xff);

/// Brings the main window to the front; opens it when it was closed.
///
/// # Errors
/// The system gives no window.
pub(crate) fn show_main(app: &AppHandle, activation: Option<&str>) -> tauri::Result<()> {
    match app.get_webview_window(MAIN) {
        Some(window) => bring_to_front(&window, activation),
        None => open(app, MAIN, MAIN_SIZE),
    }
}

/// Opens a window on one note. False when there are as many as there can be.
///
/// # Errors
/// The system gives no window.
pub(crate) fn open_note(app: &AppHandle, note: &str) -> tauri::Result<bool> {
    let shell = app.state::<Shell>();
    let Some(label) = shell.take_label(&NOTES, note) else { return Ok(false) };
    let opened = open(app, label, (760.0, 720.0));
    if opened.is_err() {
        shell.forget_window(label);
    }
    opened.map(|()| true)
}

/// Opens what the first start of the program was asked for. The main window is always made, because its page
/// holds the words of the tray and goes on with what was typed; nobody sees it when the program starts with
/// the session and is in the tray, or when only quick capture was asked for.
pub(crate) fn start(app: &AppHandle, request: Request, is_at_login: bool) {
    let is_quiet = request.capture || is_at_login && app.state::<Desktop>().stored().tray;
    if !is_quiet {
        return carry_out(app, request);
    }
    if let Err(error) = build(app, MAIN, MAIN_SIZE) {
        tracing::error!(%error, "the window cannot be made");
    }
    if request.capture {
        carry_out(app, request);
    }
}

/// Makes quick capture ready, once the main page is there and has had its moment.
fn prepare_capture(app: &AppHandle) {
    if app.state::<Shell>().is_locked() {
        return;
    }
    if app.state::<Desktop>().stored().capture_shortcut.is_empty() && !crate::tray::is_shown() {
        return;
    }
    let target = app.clone();
    // Without it the first time takes a moment longer.
    let _ = app.run_on_main_thread(move || {
        if let Err(error) = capture::prepare(&target) {
            tracing::warn!(%error, "quick capture");
        }
    });
}

/// Does what a start of the program was asked for.
pub(crate) fn carry_out(app: &AppHandle, request: Request) {
    if request.capture {
        return capture::show(app, request.activation.as_deref());
    }
    let outcome = show_main(app, request.activation.as_deref());
    if let Some(note) = request.note {
        app.state::<Shell>().link_arrived(note);
        // A page that is not there yet asks for it when it is.
        let _ = LinkArrived.emit_to(app, MAIN);
    }
    if let Err(error) = outcome {
        tracing::error!(%error, "the window does not come to the front");
    }
}

pub(crate) fn bring_to_front(window: &WebviewWindow, activation: Option<&str>) -> tauri::Result<()> {
    window.show()?;
    window.unminimize()?;
    give_reason(window, activation);
    window.set_focus()
}

/// Tells the desktop which wish of the user brings the window to the front: without it Wayland lets it stay behind.
#[cfg(target_os = "linux")]
fn give_reason(window: &WebviewWindow, activation: Option<&str>) {
    use gtk::prelude::GtkWindowExt as _;
    let Some(activation) = activation.map(str::to_owned) else { return };
    let target = window.clone();
    // A window that stays behind is the worst that comes of a failure.
    let _ = window.run_on_main_thread(move || {
        if let Ok(window) = target.gtk_window() {
            window.set_startup_id(&activation);
        }
    });
}

#[cfg(not(target_os = "linux"))]
fn give_reason(_: &WebviewWindow, _: Option<&str>) {}

fn open(app: &AppHandle, label: &str, size: (f64, f64)) -> tauri::Result<()> {
    let window = build(app, label, size)?;
    window.show()?;
    window.set_focus()
}

fn build(app: &AppHandle, label: &str, (width, height): (f64, f64)) -> tauri::Result<WebviewWindow> {
    let window = builder(app, label, WebviewUrl::default())
        .title("Driftless")
        .inner_size(width, height)
        .min_inner_size(360.0, 480.0)
        .center()
        .build()?;
    page::print_console(&window)?;
    page::allow_spell_check(&window)?;
    page::set_preedit(&window, app.state::<Desktop>().stored().ime_preedit)?;
    app.state::<Places>().restore(app, &window);
    let theme = window.theme().unwrap_or(Theme::Light);
    window.set_background_color(Some(paper(theme)))?;
    let target = window.clone();
    window.on_window_event(move |event| handle_event(&target, event));
    Ok(window)
}

/// Makes the window of quick capture and leaves it hidden.
///
/// # Errors
/// The system gives no window.
pub(crate) fn build_capture(app: &AppHandle, url: WebviewUrl) -> tauri::Result<WebviewWindow> {
    let window = builder(app, CAPTURE, url)
        .title("Driftless")
        .inner_size(CAPTURE_SIZE.0, CAPTURE_SIZE.1)
        .resizable(false)
        .decorations(false)
        .always_on_top(true)
        .skip_taskbar(true)
        .build()?;
    page::print_console(&window)?;
    page::allow_spell_check(&window)?;
    page::set_preedit(&window, app.state::<Desktop>().stored().ime_preedit)?;
    window.set_background_color(Some(paper(window.theme().unwrap_or(Theme::Light))))?;
    let handle = app.clone();
    window.on_window_event(move |event| {
        if let WindowEvent::CloseRequested { api, .. } = event {
            api.prevent_close();
            capture::hide(&handle);
        }
    });
    Ok(window)
}

/// Lets every page draw what an input method composes, or no longer.
pub(crate) fn apply_preedit(app: &AppHandle, is_on: bool) {
    for window in app.webview_windows().values() {
        if let Err(error) = page::set_preedit(window, is_on) {
            tracing::warn!(%error, "a window keeps how it composes");
        }
    }
}

/// What holds for every window: it shows our pages only, and its sessions end with its page.
fn builder<'a>(app: &'a AppHandle, label: &str, url: WebviewUrl) -> WebviewWindowBuilder<'a, Wry, AppHandle> {
    WebviewWindowBuilder::new(app, label, url)
        // Shown later, in the colour of its page: a white flash in a dark room is what one remembers.
        .visible(false)
        .disable_drag_drop_handler()
        .on_navigation(|url| {
            let is_ours = page::is_our_page(url);
            if !is_ours {
                tracing::warn!("the page tried to go elsewhere");
            }
            is_ours
        })
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .on_document_title_changed(|window, title| {
            let title: String = title.chars().filter(|c| !c.is_control()).take(TITLE_CHARS_MAX).collect();
            if let Err(error) = window.set_title(&title) {
                tracing::warn!(%error, "the window keeps its old title");
            }
        })
        .on_page_load(|window, load| {
            if load.event() == PageLoadEvent::Started {
                let (shell, label) = (window.state::<Shell>().inner().clone(), window.label().to_owned());
                tauri::async_runtime::spawn_blocking(move || shell.close_sessions(&label));
            } else if window.label() == MAIN {
                prepare_capture(window.app_handle());
            }
        })
}

fn handle_event(window: &WebviewWindow, event: &WindowEvent) {
    #[expect(clippy::wildcard_enum_match_arm, reason = "Tauri's events grow; the others are the system's to handle")]
    match event {
        WindowEvent::Focused(true) => connectivity::hint(window.app_handle(), SyncHint::Focus),
        WindowEvent::Focused(false) => window.state::<Places>().save(),
        WindowEvent::Moved(_) | WindowEvent::Resized(_) => window.state::<Places>().moved(window),
        WindowEvent::ThemeChanged(theme) => {
            if let Err(error) = window.set_background_color(Some(paper(*theme))) {
                tracing::warn!(%error, "the window keeps its old background");
            }
        }
        WindowEvent::CloseRequested { api, .. } => {
            api.prevent_close();
            close(window.clone());
        }
        _ => {}
    }
}

/// Paints every window's frame and background in a theme; none is the system's.
pub(crate) fn paint(app: &AppHandle, theme: Option<Theme>) {
    app.set_theme(theme);
    for window in app.webview_windows().values() {
        let shown = theme.unwrap_or_else(|| window.theme().unwrap_or(Theme::Light));
        if let Err(error) = window.set_background_color(Some(paper(shown))) {
            tracing::warn!(%error, "a window keeps its old background");
        }
    }
}

fn paper(theme: Theme) -> Color {
    if theme == Theme::Dark { PAPER_DARK } else { PAPER_LIGHT }
}
