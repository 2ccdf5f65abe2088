//! Every cap of what is read here, with its reason. What is over a cap is refused before anything is reserved.

/// Entries of one account's log, or of one vault's control log: a device added and revoked every day for years.
pub const LOG_ENTRIES_MAX: usize = 10_000;

/// One entry, bytes: the largest re-key, with every member and every device of a cut-off.
pub const ENTRY_BYTES_MAX: usize = 64 * 1024;

/// Members of one vault.
pub const MEMBERS_MAX: usize = 200;

/// Cut-offs of one entry: every device that the removed ones ever had.
pub const CUT_OFFS_MAX: usize = 500;

/// Settings of one vault.
pub const SETTINGS_MAX: usize = 64;

/// Value of one setting, bytes.
pub const SETTING_BYTES_MAX: usize = 1_024;

/// Devices in the frontier of one batch.
pub const FRONTIER_MAX: usize = 1_000;

/// Actions of one signed batch.
pub const BATCH_ACTIONS_MAX: usize = driftless_domain::limits::BATCH_ACTIONS_MAX;

/// One signed batch, bytes: its fixed part and the largest frontier.
pub const BATCH_BYTES_MAX: usize = 256 + FRONTIER_MAX * 56;
