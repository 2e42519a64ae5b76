//! Samples to levelled files: trimming, loudness, a true-peak limiter, WAV with markers, MP3 with tags.

use crate::error::Result;

/// A sound that can be played from its start as often as needed, a block at a time, so that an episode of any length
/// takes the memory of one block.
pub trait Track {
    /// Feeds every sample in order to `sink`: mono f32 at [`crate::voice::SAMPLE_RATE`].
    ///
    /// # Errors
    /// What the source or the sink reports.
    fn play(&self, sink: &mut dyn FnMut(&[f32]) -> Result<()>) -> Result<()>;
}

/// A chapter's place: samples at [`crate::voice::SAMPLE_RATE`] from the start of the episode.
#[derive(Debug, Clone, PartialEq)]
pub struct Marker {
    /// The chapter's title.
    pub title: String,
    /// Its first sample.
    pub start: u64,
    /// One past its last sample.
    pub end: u64,
}
