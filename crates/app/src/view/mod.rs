//! What the windows and the command line receive: plain shapes, no behaviour.
//!
//! Times are milliseconds since the Unix epoch (UTC), below 2^53. Ids are UUIDs as text.
//! Every shape is generated into `ui/src/bindings/` by a test of the desktop package.

mod account;
mod attachment;
mod error;
mod history;
mod links;
mod markdown;
mod note;
mod notebook;
mod review;
mod search;
mod session;
mod storage;
mod sync;
mod undo;
mod vault;

pub use account::*;
pub use attachment::*;
pub use error::*;
pub use history::*;
pub use links::*;
pub use markdown::*;
pub use note::*;
pub use notebook::*;
pub use review::*;
pub use search::*;
pub use session::*;
pub use storage::*;
pub use sync::*;
pub use undo::*;
pub use vault::*;
