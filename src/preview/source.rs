//! A sound that can be read from any position: what the signal chain takes.

use altavoce_base::error::Result;

use super::seek_map::Position;

/// Samples that a source gives at a time: 53 ms at 24 kHz.
pub const BLOCK: usize = 1280;

/// What came of reading from a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadStatus {
    /// Some samples.
    Samples,
    /// None yet: the next sentence is still being synthesised.
    Buffering,
    /// No more.
    EndOfStream,
}

/// A mono sound, f32 in [-1, 1], with a read position.
pub trait AudioSource: Send {
    /// Samples a second.
    fn sample_rate(&self) -> u32;

    /// The amplitude above which it has to be limited.
    fn ceiling(&self) -> f32;

    /// What is read next.
    fn position(&self) -> Position;

    /// Goes to a position; past the end is the end.
    ///
    /// # Errors
    /// The operator's: the sound cannot be read any more.
    fn seek(&mut self, position: Position) -> Result<()>;

    /// Adds the next samples to `block`, about [`BLOCK`] of them.
    ///
    /// # Errors
    /// The operator's: the sound cannot be read any more. The author's: a sentence cannot be synthesised.
    fn read(&mut self, block: &mut Vec<f32>) -> Result<ReadStatus>;
}
