//! How a voice sounds: a table with a row of numbers for every length of utterance.

use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;

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
            let what = tr!(
                "the style has {count} bytes instead of {expected}",
                count = bytes.len(),
                expected = MAX_TOKENS * STYLE * 4
            );
            return Err(Error::operator(what).in_file(path).fix(tr!("mend the voice's manifest")));
        }
        let (values, _) = bytes.as_chunks::<4>();
        Ok(StyleTable(values.iter().map(|b| f32::from_le_bytes(*b)).collect()))
    }

    /// The sum of tables, of each its shares of the timbre and of the prosody.
    pub fn mixed(tables: &[(StyleTable, [f32; 2])]) -> StyleTable {
        let mut sum = vec![0.0; MAX_TOKENS * STYLE];
        for (StyleTable(table), shares) in tables {
            for (half, (into, from)) in sum.chunks_mut(STYLE / 2).zip(table.chunks(STYLE / 2)).enumerate() {
                let share = shares[half % 2];
                into.iter_mut().zip(from).for_each(|(into, from)| *into += share * from);
            }
        }
        StyleTable(sum)
    }

    /// The row for an utterance of so many phonemes: row n is for n tokens, the last one for 509 and more.
    pub fn row(&self, phonemes: usize) -> &[f32] {
        let row = phonemes.min(MAX_TOKENS - 1) * STYLE;
        &self.0[row..row + STYLE]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table whose numbers are `scale` times their places.
    fn table(scale: f32) -> StyleTable {
        let bytes: Vec<u8> = (0..MAX_TOKENS * STYLE).flat_map(|n| (scale * n as f32).to_le_bytes()).collect();
        StyleTable::read(&bytes, Path::new("x.bin")).unwrap()
    }

    #[test]
    fn halves_are_mixed_apart() {
        let mixed = StyleTable::mixed(&[(table(1.0), [1.0, 0.5]), (table(3.0), [0.0, 0.5])]);
        for row in [0, 1, 77, MAX_TOKENS - 1] {
            let (one, got) = (table(1.0).row(row).to_vec(), mixed.row(row));
            assert_eq!(got[..STYLE / 2], one[..STYLE / 2], "{row}");
            let twice: Vec<f32> = one[STYLE / 2..].iter().map(|x| 2.0 * x).collect();
            assert_eq!(got[STYLE / 2..], twice, "{row}");
        }
        // one whole table is itself
        assert_eq!(StyleTable::mixed(&[(table(0.1), [1.0, 1.0])]).0, table(0.1).0);
        assert!(StyleTable::read(&[0; 12], Path::new("x.bin")).is_err());
    }
}
