//! How a voice sounds: a table with a row of numbers for every length of utterance.

use std::path::Path;

use altavoce_base::error::{Error, Result};

use crate::phonemes::alphabet::MAX_TOKENS;

/// Numbers in a row: the first half is the timbre, which the decoder reads, the second the prosody, which the predictor of
/// durations and pitch reads.
pub const STYLE: usize = 256;

/// A style table: [`MAX_TOKENS`] rows of [`STYLE`] numbers.
pub struct StyleTable(Vec<f32>);

impl StyleTable {
    /// Reads the bytes of a published table: little-endian f32, row by row. `path` is where they come from.
    ///
    /// # Errors
    /// The operator's: they are too few or too many.
    pub fn read(bytes: &[u8], path: &Path) -> Result<StyleTable> {
        if bytes.len() != MAX_TOKENS * STYLE * 4 {
            let what = format!("the style has {} bytes instead of {}", bytes.len(), MAX_TOKENS * STYLE * 4);
            return Err(Error::operator(what).in_file(path).fix("mend the voice's manifest"));
        }
        let (values, _) = bytes.as_chunks::<4>();
        Ok(StyleTable(values.iter().map(|b| f32::from_le_bytes(*b)).collect()))
    }

    /// The row for an utterance of so many phonemes: row n is for n tokens, the last one for 509 and more.
    pub fn row(&self, phonemes: usize) -> &[f32] {
        let row = phonemes.min(MAX_TOKENS - 1) * STYLE;
        &self.0[row..row + STYLE]
    }
}
