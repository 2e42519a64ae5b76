//! What is asked for.

use crate::issue::Issue;
use crate::narration::Narration;
use crate::project::Project;

/// What an episode is made of, each read or worked out once.
#[derive(Debug, Clone, Copy)]
pub struct EpisodeRequest<'a> {
    /// The show and its folders.
    pub project: &'a Project,
    /// The issue.
    pub issue: &'a Issue,
    /// Who says what of it.
    pub narration: &'a Narration,
}
