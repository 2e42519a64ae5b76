//! What an episode is among those of its show.

use serde::{Deserialize, Serialize};

/// What an episode is among those of its show (Apple's `itunes:episodeType`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EpisodeType {
    /// An episode like the others.
    #[default]
    Full,
    /// A short one that tells what the show, or a season, is about.
    Trailer,
    /// Something beside the others: a scene behind them, a talk with a guest.
    Bonus,
}

impl EpisodeType {
    /// All of them.
    pub const ALL: [EpisodeType; 3] = [EpisodeType::Full, EpisodeType::Trailer, EpisodeType::Bonus];

    /// As feeds, manifests and front matter write it.
    pub fn name(self) -> &'static str {
        match self {
            EpisodeType::Full => "full",
            EpisodeType::Trailer => "trailer",
            EpisodeType::Bonus => "bonus",
        }
    }

    /// The one of this name, whatever its capitals.
    ///
    /// ```
    /// use altavoce_base::episode_type::EpisodeType;
    /// assert_eq!(EpisodeType::by_name("Trailer"), Some(EpisodeType::Trailer));
    /// assert_eq!(EpisodeType::by_name("post"), None);
    /// ```
    pub fn by_name(name: &str) -> Option<EpisodeType> {
        EpisodeType::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(name.trim()))
    }

    /// Whether it is an episode like the others.
    pub fn is_full(&self) -> bool {
        *self == EpisodeType::Full
    }
}
