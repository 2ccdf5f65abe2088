//! What the window may call: the table of contents of the IPC.
//!
//! | file | commands |
//! |---|---|
//! | [`vault`] | `vault_state`, `vault_create`, `vault_unlock`, `ready_to_close` |
//! | [`lock`] | `vault_lock`, `lock_active`, `lock_settings`, `lock_settings_save`, `passphrase_set`, `passphrase_remove` |
//! | [`backups`] | `backups`, `backup_create`, `backup_check`, `backup_restore`, `vault_other_folder` |
//! | [`notes`] | `list_notes`, `note_position`, `note_ids`, `note_meta`, `note_create`, `notes_patch`, `note_draft_title`, `notes_trash`, `notes_restore`, `notes_purge` |
//! | [`notebooks`] | `sidebar`, `notebook_create`, `notebook_rename`, `notebook_move`, `notebook_delete`, `notebook_delete_with_notes` |
//! | [`organize`] | `tag_rename`, `tag_delete` |
//! | [`session`] | `note_open`, `note_push`, `note_flush`, `note_close` |
//! | [`reviews`] | `reviews`, `review_resolve` |
//! | [`sync`] | `sync_status`, `sync_now`, `sync_hint`, `connect`, `connect_code`, `disconnect` |
//! | [`sync_page`] | `sync_page`, `quarantine_retry` |
//! | [`preferences`] | `preferences`, `preferences_save` |
//! | [`windows`] | `window_note`, `window_open`, `window_close`, `app_quit`, `linked_note` |
//! | [`desktop`] | `desktop_settings`, `desktop_settings_save`, `tray_words`, `menu_bar`, `capture_open`, `capture_hide`, `capture_draft`, `capture_draft_save`, `capture_save`, `window_print`, `note_export`, `notes_drag_out` |
//! | [`dialogs`] | `choose_folder`, `choose_file`, `save_file` |
//! | [`search`] | `search_read`, `quick_open`, `note_opened` |
//! | [`saved_searches`] | `saved_searches`, `saved_search_create`, `saved_search_rename`, `saved_search_set`, `saved_search_delete` |
//! | [`templates`] | `daily_note`, `daily_near` |
//! | [`links`] | `open_link` |
//! | [`attachments`] | `attachment_add`, `attachment_status`, `attachment_fetch`, `attachment_save_as` |
//! | [`note_links`] | `links_of`, `mentions`, `mention_link`, `links_resolve`, `links_resolve_titles`, `links_complete` |
//! | [`appearance`] | `window_theme` |
//! | [`account`] | `account_status`, `account_sign_up`, `account_kit`, `account_confirm_kit`, `account_check_words`, `account_sign_in`, `account_unlock`, `account_choose_vault`, `account_recover`, `account_sign_out`, `account_devices`, `account_rename_device`, `account_revoke_device`, `account_reseed`, `pairing_start`, `pairing_accept`, `pairing_wait`, `pairing_confirm`, `pairing_cancel`, `totp_start`, `totp_confirm`, `totp_disable` |
//! | [`storage`] | `storage`, `storage_verify`, `storage_compact`, `storage_back_up`, `storage_show_folder`, `diagnostics`, `key_places`, `passphrase_change`, `device_name`, `device_rename` |
//! | [`markdown`] | `markdown_plan`, `markdown_import`, `markdown_export`, `notes_export`, `markdown_cancel` |
//! | [`history`] | `undo`, `undo_session`, `note_history`, `note_version`, `note_blame`, `note_restore_version`, `vault_history` |
//!
//! Each is a line or two into `driftless_app`. A new one is also listed in `bindings.rs` and in
//! `permissions/commands.toml`; tests compare the lists.

pub(crate) mod account;
pub(crate) mod appearance;
pub(crate) mod attachments;
pub(crate) mod backups;
pub(crate) mod desktop;
pub(crate) mod dialogs;
pub(crate) mod history;
pub(crate) mod links;
pub(crate) mod lock;
pub(crate) mod markdown;
pub(crate) mod note_links;
pub(crate) mod notebooks;
pub(crate) mod notes;
pub(crate) mod organize;
pub(crate) mod preferences;
pub(crate) mod reviews;
pub(crate) mod saved_searches;
pub(crate) mod search;
pub(crate) mod session;
pub(crate) mod storage;
pub(crate) mod sync;
pub(crate) mod sync_page;
pub(crate) mod templates;
pub(crate) mod vault;
pub(crate) mod windows;
