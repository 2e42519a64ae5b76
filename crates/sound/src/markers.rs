//! Chapter markers: one timeline in samples, and what players can read of it.

use std::borrow::Cow;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use unicode_segmentation::UnicodeSegmentation;

use crate::SAMPLE_RATE;

/// A chapter's place: samples at [`crate::SAMPLE_RATE`] from the start of the episode.
#[derive(Debug, Clone, PartialEq)]
pub struct Marker {
    /// The chapter's title, at most [`LONGEST_TITLE`] bytes.
    pub title: String,
    /// Its first sample.
    pub start: u64,
    /// One past its last sample.
    pub end: u64,
}

/// The most chapters that common players read: several count them in one byte with a sign.
pub const MOST_CHAPTERS: usize = 100;

/// The longest title in UTF-8 bytes, for the same reason.
pub const LONGEST_TITLE: usize = 127;

/// Milliseconds from the start of the episode, rounded: the same sample gives the same time in every file, so that
/// chapters which touch in samples touch in milliseconds.
///
/// ```
/// assert_eq!(altavoce_sound::milliseconds(36_000), 1500);
/// ```
pub fn milliseconds(sample: u64) -> u64 {
    let rate = u64::from(SAMPLE_RATE);
    (sample * 1000 + rate / 2) / rate
}

/// `title`, cut between two graphemes and ended by `…` if it is longer than players read.
///
/// ```
/// use altavoce_sound::short_title;
/// assert_eq!(short_title("Supernews"), "Supernews");
/// assert_eq!(short_title(&"è".repeat(100)), format!("{}…", "è".repeat(62)));
/// ```
pub fn short_title(title: &str) -> Cow<'_, str> {
    const ELLIPSIS: &str = "…";
    if title.len() <= LONGEST_TITLE {
        return Cow::Borrowed(title);
    }
    let room = LONGEST_TITLE - ELLIPSIS.len();
    let cut = title.grapheme_indices(true).map(|(at, g)| at + g.len()).take_while(|&end| end <= room).last();
    Cow::Owned(format!("{}{ELLIPSIS}", title[..cut.unwrap_or(0)].trim_end()))
}

/// Whether `markers` are a timeline that every player reads: chapters that follow one another without a gap from the
/// first sample to the end. No marker at all is fine. Worth asking before the first sentence is spoken.
///
/// # Errors
/// The author's when there are more than [`MOST_CHAPTERS`]; a bug when a title is empty, longer than
/// [`LONGEST_TITLE`] or holds a control character, or when there is a gap, an overlap or an empty chapter.
///
/// ```
/// use altavoce_sound::{Marker, check_markers};
/// let gap = [Marker { title: "Uno".into(), start: 0, end: 10 }, Marker { title: "Due".into(), start: 11, end: 20 }];
/// let e = check_markers(&gap).unwrap_err();
/// assert_eq!(e.to_string(), "the chapter “Due” starts at sample 11, but what goes before it ends at 10");
/// ```
pub fn check_markers(markers: &[Marker]) -> Result<()> {
    if markers.len() > MOST_CHAPTERS {
        let what =
            tr!("the episode has {count} chapters, and players read at most {MOST_CHAPTERS}", count = markers.len());
        return Err(Error::author(what).fix(tr!("join some sections, or use deeper headings for them")));
    }
    let mut end = 0;
    for Marker { title, start, end: its_end } in markers {
        if title.is_empty() || title.len() > LONGEST_TITLE || title.contains(char::is_control) {
            let what = tr!("the chapter title {title:?} is empty, too long for players, or not one line");
            return Err(Error::bug(what));
        }
        if *start != end {
            let what = tr!("the chapter “{title}” starts at sample {start}, but what goes before it ends at {end}");
            return Err(Error::bug(what));
        }
        if its_end <= start {
            return Err(Error::bug(tr!("the chapter “{title}” has no sound: from sample {start} to {its_end}")));
        }
        end = *its_end;
    }
    Ok(())
}

/// Whether the last chapter ends where the sound does.
pub(super) fn check_end(markers: &[Marker], samples: u64) -> Result<()> {
    match markers.last() {
        Some(last) if last.end != samples => {
            let what = tr!("the last chapter ends at sample {end}, but the sound at {samples}", end = last.end);
            Err(Error::bug(what))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_round_to_the_nearest_millisecond() {
        let rows = [(0, 0), (11, 0), (12, 1), (24, 1), (35, 1), (36, 2), (24_000, 1000), (24_000 * 86_400, 86_400_000)];
        let wrong: Vec<_> = rows.iter().filter(|(sample, ms)| milliseconds(*sample) != *ms).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn long_titles_are_cut_between_graphemes() {
        let family = "👨‍👩‍👧‍👦";
        let rows = [
            ("a".repeat(127), "a".repeat(127)),
            ("a".repeat(128), "a".repeat(124) + "…"),
            ("a".repeat(123) + " bcde", "a".repeat(123) + "…"),
            (family.repeat(6), family.repeat(4) + "…"),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(long, short)| short_title(long) != *short).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn timelines_with_faults_are_refused() {
        let of = |rows: &[(&str, u64, u64)]| {
            let marker =
                |(title, start, end): &(&str, u64, u64)| Marker { title: (*title).into(), start: *start, end: *end };
            check_markers(&rows.iter().map(marker).collect::<Vec<_>>()).map_err(|e| e.to_string())
        };
        assert_eq!(of(&[]), Ok(()));
        assert_eq!(of(&[("Uno", 0, 1), ("Due", 1, 9)]), Ok(()));
        let long = "a".repeat(128);
        let faulty: [&[(&str, u64, u64)]; 6] = [
            &[("Uno", 1, 5)],
            &[("Uno", 0, 5), ("Due", 4, 9)],
            &[("Uno", 0, 5), ("Due", 5, 5)],
            &[("", 0, 5)],
            &[("a\nb", 0, 5)],
            &[(&long, 0, 5)],
        ];
        let accepted: Vec<_> = faulty.iter().filter(|rows| of(rows).is_ok()).collect();
        assert!(accepted.is_empty(), "{accepted:?}");
        let many: Vec<_> = (0..101).map(|n| ("Uno", n, n + 1)).collect();
        assert_eq!(
            of(&many).unwrap_err(),
            "the episode has 101 chapters, and players read at most 100; join some sections, or use deeper headings for them"
        );
    }
}
