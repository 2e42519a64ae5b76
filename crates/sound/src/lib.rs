#![doc = include_str!("../README.md")]

mod encoder_thread;
mod file_format;
mod limiter;
mod m4a;
mod markers;
pub mod marks;
pub mod mastering;
mod meter;
mod mp3;
pub mod music;
mod normalize;
mod opus;
mod oversample;
mod settings;
mod tags;
mod vorbis_comments;
mod wav;
mod write;
mod xmp;

use altavoce_base::error::Result;

pub use self::opus::OpusFile;
pub use file_format::FileFormat;
pub use limiter::Limiter;
pub use m4a::Ffmpeg;
pub use markers::{LONGEST_TITLE, MOST_CHAPTERS, Marker, check_markers, milliseconds, short_title};
pub use meter::{Measurement, Meter, RunningLoudness, Window};
pub use mp3::{MP3_RATE, Mp3File};
pub use normalize::{Normalized, normalize};
pub use settings::{Formats, Loudness};
pub use tags::Tags;
pub use wav::{WavFile, wav_bytes};
pub use write::{EpisodeFiles, write_episode};

/// The sample rate of sound everywhere in the program, in Hz: the neural voice's own.
pub const SAMPLE_RATE: u32 = 24_000;

/// Samples handed on at a time: a fifth of a second, small enough to stay in the processor's cache.
pub const BLOCK: usize = 4096;

/// A sound that can be played from its start as often as needed, a block at a time, so that an episode of any length
/// takes the memory of one block.
pub trait Track {
    /// Feeds every sample in order to `sink`: mono f32 at [`crate::SAMPLE_RATE`], the same on every call.
    ///
    /// # Errors
    /// What the source or the sink reports.
    fn play(&self, sink: &mut dyn FnMut(&[f32]) -> Result<()>) -> Result<()>;
}

/// A sound that is in memory already.
impl Track for Vec<f32> {
    fn play(&self, sink: &mut dyn FnMut(&[f32]) -> Result<()>) -> Result<()> {
        self.chunks(BLOCK).try_for_each(sink)
    }
}
