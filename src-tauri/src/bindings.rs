//! The typed IPC: which commands and events there are, and the TypeScript that the page calls them by.

use tauri::Wry;
use tauri_specta::{Builder, ErrorHandlingMode, collect_commands, collect_events};

use crate::commands::{
    account, appearance, attachments, backups, desktop, dialogs, history, links, lock, markdown, note_links, notebooks,
    notes, organize, preferences, reviews, saved_searches, search, session, storage, sync, sync_page, templates, vault,
    windows,
};
use crate::events::{
    AccountChanged, CaptureShown, Changed, Closing, LinkArrived, PreferencesChanged, RunCommand, SyncStatusChanged,
};

/// Returns every command and event.
pub(crate) fn ipc() -> Builder<Wry> {
    Builder::new()
        .commands(collect_commands![
            vault::vault_state,
            vault::vault_create,
            vault::vault_unlock,
            vault::ready_to_close,
            lock::vault_lock,
            lock::lock_active,
            lock::lock_settings,
            lock::lock_settings_save,
            lock::passphrase_set,
            lock::passphrase_remove,
            backups::backups,
            backups::backup_create,
            backups::backup_check,
            backups::backup_restore,
            backups::vault_other_folder,
            notes::list_notes,
            notes::note_position,
            notes::note_ids,
            notes::note_meta,
            notes::note_create,
            notes::notes_patch,
            notes::note_draft_title,
            notes::notes_trash,
            notes::notes_restore,
            notes::notes_purge,
            notebooks::sidebar,
            notebooks::notebook_create,
            notebooks::notebook_rename,
            notebooks::notebook_move,
            notebooks::notebook_delete,
            notebooks::notebook_delete_with_notes,
            organize::tag_rename,
            organize::tag_delete,
            session::note_open,
            session::note_push,
            session::note_flush,
            session::note_close,
            reviews::reviews,
            reviews::review_resolve,
            sync::sync_status,
            sync::sync_now,
            sync::sync_hint,
            sync::connect,
            sync::connect_code,
            sync::disconnect,
            preferences::preferences,
            preferences::preferences_save,
            sync_page::sync_page,
            sync_page::quarantine_retry,
            search::search_read,
            search::quick_open,
            search::note_opened,
            saved_searches::saved_searches,
            saved_searches::saved_search_create,
            saved_searches::saved_search_rename,
            saved_searches::saved_search_set,
            saved_searches::saved_search_delete,
            templates::daily_note,
            templates::daily_near,
            links::open_link,
            attachments::attachment_add,
            attachments::attachment_status,
            attachments::attachment_fetch,
            attachments::attachment_save_as,
            note_links::links_of,
            note_links::mentions,
            note_links::mention_link,
            note_links::links_resolve,
            note_links::links_resolve_titles,
            note_links::links_complete,
            desktop::desktop_settings,
            desktop::desktop_settings_save,
            desktop::tray_words,
            desktop::menu_bar,
            desktop::capture_open,
            desktop::capture_hide,
            desktop::capture_draft,
            desktop::capture_draft_save,
            desktop::capture_save,
            desktop::window_print,
            desktop::note_export,
            desktop::notes_drag_out,
            windows::window_note,
            windows::window_open,
            windows::window_close,
            windows::app_quit,
            windows::linked_note,
            dialogs::choose_folder,
            dialogs::choose_file,
            dialogs::save_file,
            appearance::window_theme,
            account::account_status,
            account::account_sign_up,
            account::account_kit,
            account::account_confirm_kit,
            account::account_check_words,
            account::account_sign_in,
            account::account_unlock,
            account::account_choose_vault,
            account::account_recover,
            account::account_sign_out,
            account::account_devices,
            account::account_rename_device,
            account::account_revoke_device,
            account::account_reseed,
            account::pairing_start,
            account::pairing_accept,
            account::pairing_wait,
            account::pairing_confirm,
            account::pairing_cancel,
            account::totp_start,
            account::totp_confirm,
            account::totp_disable,
            storage::storage,
            storage::storage_verify,
            storage::storage_compact,
            storage::storage_back_up,
            storage::storage_show_folder,
            storage::diagnostics,
            storage::key_places,
            storage::passphrase_change,
            storage::device_name,
            storage::device_rename,
            markdown::markdown_plan,
            markdown::markdown_import,
            markdown::markdown_export,
            markdown::notes_export,
            markdown::markdown_cancel,
            history::undo,
            history::undo_session,
            history::note_history,
            history::note_version,
            history::note_blame,
            history::note_restore_version,
            history::vault_history,
        ])
        .events(collect_events![
            Changed,
            SyncStatusChanged,
            AccountChanged,
            PreferencesChanged,
            Closing,
            LinkArrived,
            CaptureShown,
            RunCommand
        ])
        .error_handling(ErrorHandlingMode::Result)
        // Every shape reads and writes alike; two names for one would only be noise in the page.
        .disable_serde_phases()
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use specta_typescript::Typescript;

    use super::*;

    fn committed() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/src/bindings/index.ts")
    }

    /// The page's TypeScript is what this Rust says. `cargo xtask bindings` writes it again.
    #[test]
    fn the_bindings_of_the_page_are_fresh() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("index.ts");
        ipc().export(Typescript::default(), &file).unwrap();
        let fresh = std::fs::read_to_string(&file).unwrap();
        if std::env::var_os("DRIFTLESS_WRITE_BINDINGS").is_some() {
            std::fs::create_dir_all(committed().parent().unwrap()).unwrap();
            std::fs::write(committed(), &fresh).unwrap();
            return;
        }
        let stored = std::fs::read_to_string(committed()).unwrap_or_default().replace("\r\n", "\n");
        assert!(stored == fresh, "ui/src/bindings/index.ts is stale: run `cargo xtask bindings` and commit it");
    }
}
