//! Notes: list, read, create, change, delete.

mod body;
mod bulk;
mod create;
mod life;
mod list;
mod patch;
mod sweep;
mod tags;
pub(crate) mod title_draft;

use driftless_domain::{ActionId, GroupId};

use crate::view::Gesture;

pub use create::NoteDraft;
pub(crate) use create::check_notebook;
pub(crate) use list::row;
pub(crate) use sweep::Sweeps;

/// What a write did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Written {
    /// Ids of the actions, in order; empty when everything was so already.
    pub actions: Vec<String>,
    /// Names the gesture for [`crate::App::undo`]; none when nothing was written.
    pub group: Option<String>,
}

impl Written {
    /// Returns what a window needs of it.
    pub fn gesture(self) -> Gesture {
        Gesture { actions: u32::try_from(self.actions.len()).unwrap_or(u32::MAX), group: self.group }
    }

    /// One action alone goes by its own name.
    pub(crate) fn of(actions: &[ActionId], group: Option<GroupId>) -> Self {
        let alone = actions.first().map(ToString::to_string);
        Self {
            actions: actions.iter().map(ToString::to_string).collect(),
            group: group.filter(|_| !actions.is_empty()).map(|group| group.to_string()).or(alone),
        }
    }

    /// Takes in what another transaction of the same gesture did.
    pub(crate) fn add(&mut self, other: Self) {
        self.actions.extend(other.actions);
        self.group = self.group.take().or(other.group);
    }
}
