//! Mean and variance of each channel over a whole tensor, the same however its rows are spread over threads.

use crate::{InstructionSet, tiles};

/// Rows of a block: blocks begin at multiples of it, each is summed by itself, and they are joined in their order.
pub const BLOCK_ROWS: usize = 32;

/// Mean and variance of each channel.
#[derive(Clone, PartialEq, Debug)]
pub struct Moments {
    /// Of each channel.
    pub mean: Vec<f32>,
    /// Of each channel: the mean of the squares of what differs from the mean.
    pub variance: Vec<f32>,
}

impl Moments {
    /// Those of rows `[T][C]`; zeros where there are none.
    ///
    /// # Panics
    ///
    /// If `x` does not end with a whole row, or there are no channels.
    pub fn of(set: InstructionSet, x: &[f32], channels: usize) -> Moments {
        let mut blocks = vec![0.0; Moments::blocks_len(x.len() / channels, channels)];
        Moments::blocks(set, x, channels, &mut blocks);
        Moments::join(&blocks, x.len() / channels, channels)
    }

    /// How many numbers the blocks of so many rows make.
    pub fn blocks_len(rows: usize, channels: usize) -> usize {
        rows.div_ceil(BLOCK_ROWS) * 2 * channels
    }

    /// Those of each block of rows by itself, `[blocks][2][C]`: means, then sums of squares of what differs from them. A thread
    /// that is given a part of a tensor begins at a multiple of [`BLOCK_ROWS`].
    ///
    /// # Panics
    ///
    /// If `x` does not end with a whole row, or `out` has not [`Moments::blocks_len`] numbers.
    pub fn blocks(set: InstructionSet, x: &[f32], channels: usize, out: &mut [f32]) {
        assert!(channels > 0 && x.len().is_multiple_of(channels));
        assert_eq!(out.len(), Moments::blocks_len(x.len() / channels, channels));
        tiles::moments(set, x, channels, out);
    }

    /// Joins the blocks of a tensor of so many rows, all of them in order.
    ///
    /// # Panics
    ///
    /// If there are not as many.
    pub fn join(blocks: &[f32], rows: usize, channels: usize) -> Moments {
        assert_eq!(blocks.len(), Moments::blocks_len(rows, channels));
        let (mut mean, mut squares, mut count) = (vec![0.0_f64; channels], vec![0.0_f64; channels], 0.0);
        for (index, block) in blocks.chunks_exact(2 * channels).enumerate() {
            let more = BLOCK_ROWS.min(rows - index * BLOCK_ROWS) as f64;
            let share = more / (count + more);
            let (means, sums) = block.split_at(channels);
            for (c, (m, s)) in means.iter().zip(sums).enumerate() {
                let delta = f64::from(*m) - mean[c];
                mean[c] += delta * share;
                squares[c] += f64::from(*s) + delta * delta * count * share;
            }
            count += more;
        }
        let variance = squares.iter().map(|s| (s / f64::max(count, 1.0)) as f32).collect();
        Moments { mean: mean.iter().map(|m| *m as f32).collect(), variance }
    }
}

/// [`Moments::blocks`], to be compiled for an instruction set.
#[inline(always)]
pub(crate) fn blocks_body(x: &[f32], channels: usize, out: &mut [f32]) {
    for (x, out) in x.chunks(BLOCK_ROWS * channels).zip(out.chunks_exact_mut(2 * channels)) {
        block(x, channels, out);
    }
}

#[inline(always)]
fn block(x: &[f32], channels: usize, out: &mut [f32]) {
    let (mean, squares) = out.split_at_mut(channels);
    let count = (x.len() / channels) as f32;
    mean.fill(0.0);
    squares.fill(0.0);
    for row in x.chunks_exact(channels) {
        for (sum, x) in mean.iter_mut().zip(row) {
            *sum += x;
        }
    }
    for sum in mean.iter_mut() {
        *sum /= count;
    }
    for row in x.chunks_exact(channels) {
        for ((sum, mean), x) in squares.iter_mut().zip(mean.iter()).zip(row) {
            *sum += (x - mean) * (x - mean);
        }
    }
}
