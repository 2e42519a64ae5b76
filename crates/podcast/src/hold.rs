//! What is not to go out yet: a draft, and an episode whose day is still to come.

use std::fmt;

use altavoce_base::tr;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use crate::feed::guard::Risk;
use crate::manifest::Manifest;

/// Why an episode does not go out unless the author says the word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// Its issue says that it is a draft.
    Draft,
    /// Its issue has a day that is to come.
    Early(Date),
}

impl Hold {
    /// Whether, at `now`, what has this day, or this moment where an hour is given, is to be held back.
    ///
    /// ```
    /// use altavoce_podcast::hold::Hold;
    /// let now = "2026-03-05T12:00:00Z".parse().unwrap();
    /// let day = jiff::civil::date(2026, 3, 9);
    /// assert_eq!(Hold::of(false, Some(day), None, now), Some(Hold::Early(day)));
    /// assert_eq!(Hold::of(false, Some(jiff::civil::date(2026, 3, 2)), None, now), None);
    /// assert_eq!(Hold::of(true, None, None, now), Some(Hold::Draft));
    /// ```
    pub fn of(draft: bool, day: Option<Date>, moment: Option<&Zoned>, now: Timestamp) -> Option<Hold> {
        // A day begins where the author is.
        let today = || now.to_zoned(TimeZone::system()).date();
        let is_early = |day: Date| moment.map_or_else(|| day > today(), |moment| moment.timestamp() > now);
        match day {
            _ if draft => Some(Hold::Draft),
            Some(day) if is_early(day) => Some(Hold::Early(day)),
            _ => None,
        }
    }

    /// Whether an episode is to be held back at `now`.
    pub fn of_episode<P>(manifest: &Manifest<P>, now: Timestamp) -> Option<Hold> {
        Hold::of(manifest.draft, manifest.date, manifest.published_at.as_ref(), now)
    }

    /// What lets it out all the same.
    pub fn risk(self) -> Risk {
        match self {
            Hold::Draft => Risk::PublishDraft,
            Hold::Early(_) => Risk::PublishEarly,
        }
    }
}

/// `a draft`, `dated 2026-03-09, which is to come`.
impl fmt::Display for Hold {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Hold::Draft => f.write_str(tr!("a draft")),
            Hold::Early(day) => f.write_str(&tr!("dated {day}, which is to come")),
        }
    }
}
