//! The convolution of bytes: exact in integers, with what follows it in the graph.

use std::ops::Range;

use crate::quantized::Byte;
use crate::tiles::{self, Sums, TILE, Window};
use crate::weights::{DOTS, Dot, LANES, STEP};
use crate::{InstructionSet, PackedWeights, Quantized, Shape};

/// A one-dimensional convolution of [`Quantized`] rows along time, of one group.
#[derive(Clone, Copy, Debug)]
pub struct Convolution<'a> {
    /// Its weights.
    pub weights: &'a PackedWeights,
    /// Rows of the input from one tap to the next, at least 1.
    pub dilation: usize,
    /// Rows of the input from one row of the output to the next, at least 1.
    pub stride: usize,
    /// Rows of zero points at either end; the input has at least as many.
    pub padding: usize,
}

/// What becomes of the integers of a convolution: `(integer + bias) · scale`, rounded once, then `+ add`.
#[derive(Clone, Copy, Debug)]
pub struct Epilogue<'a> {
    /// One for each output, as [`Quantization::bias`](crate::Quantization::bias) makes them; or none at all.
    pub bias: &'a [i32],
    /// The scale of the input times that of the weights.
    pub scale: f32,
    /// What is added.
    pub add: Add<'a>,
}

/// What is added to a result before it is written.
#[derive(Clone, Copy, Debug)]
pub enum Add<'a> {
    /// Nothing.
    Nothing,
    /// What stands where the result is written: a residual in place.
    Output,
    /// These rows, `[rows][C_out]` for the same rows as the output.
    Rows(&'a [f32]),
}

impl Convolution<'_> {
    /// Rows that come out where `rows` go in.
    pub fn rows(&self, rows: usize) -> usize {
        let reach = self.dilation * (self.weights.shape().taps - 1) + 1;
        (rows + 2 * self.padding + self.stride).saturating_sub(reach) / self.stride
    }

    /// Rows of the output as ONNX's `ConvInteger` has them, `[rows][C_out]`.
    ///
    /// # Panics
    ///
    /// As [`Convolution::run`].
    pub fn integers(&self, set: InstructionSet, input: &Quantized, rows: Range<usize>, out: &mut [i32]) {
        self.check(input, &rows, out.len());
        if rows.is_empty() {
            return;
        }
        let layer = self.layer(input, rows, &[], 1.0, Add::Nothing);
        tiles::integers(set, &layer, out);
    }

    /// Rows of the output, `[rows][C_out]`. Any division of a layer into ranges of rows gives the same.
    ///
    /// # Panics
    ///
    /// If the input has other channels than the weights or less padding than this convolution, if the rows are not all rows of
    /// the output, or a slice has not the length that is told of it.
    pub fn run(
        &self,
        set: InstructionSet,
        input: &Quantized,
        rows: Range<usize>,
        epilogue: &Epilogue<'_>,
        out: &mut [f32],
    ) {
        let c_out = self.weights.shape().c_out;
        self.check(input, &rows, out.len());
        assert!(epilogue.bias.is_empty() || epilogue.bias.len() == c_out);
        if let Add::Rows(add) = epilogue.add {
            assert_eq!(add.len(), out.len());
        }
        if rows.is_empty() {
            return;
        }
        let layer = self.layer(input, rows, epilogue.bias, epilogue.scale, epilogue.add);
        tiles::layer(set, &layer, out);
    }

    fn check(&self, input: &Quantized, rows: &Range<usize>, len: usize) {
        let shape = self.weights.shape();
        assert!(self.dilation > 0 && self.stride > 0);
        assert_eq!(input.channels(), shape.c_in);
        assert!(input.padding() >= self.padding, "the input has too little padding");
        assert!(rows.start <= rows.end && rows.end <= self.rows(input.rows()));
        assert_eq!(len, (rows.end - rows.start) * shape.c_out);
    }

    /// The rows as the tiles take them. With activations x around their zero point z and weights w around zero,
    /// Σ(x − z)w = Σxw − zΣw: the second sum is of an output.
    fn layer<'a>(
        &'a self,
        input: &'a Quantized,
        rows: Range<usize>,
        bias: &[i32],
        scale: f32,
        add: Add<'a>,
    ) -> Layer<'a> {
        let zero = i32::from(input.quantization().zero());
        let first = input.padding() - self.padding + rows.start * self.stride;
        let mut of_outputs: Vec<i32> = self.weights.sums.iter().map(|sum| sum.wrapping_mul(-zero)).collect();
        for (sum, bias) in of_outputs.iter_mut().zip(bias) {
            *sum = sum.wrapping_add(*bias);
        }
        Layer {
            x: &input.data[first * input.stride()..],
            weights: self.weights,
            apart: (input.stride() * self.stride, input.stride() * self.dilation),
            rows: rows.len(),
            of_outputs,
            scale,
            add,
        }
    }
}

/// Some rows of a convolution, as the tiles take them.
pub(crate) struct Layer<'a> {
    /// From the first tap of the first row on.
    x: &'a [Byte],
    weights: &'a PackedWeights,
    /// Bytes from row to row, and from tap to tap.
    apart: (usize, usize),
    rows: usize,
    /// What is added to the sums of each output.
    of_outputs: Vec<i32>,
    scale: f32,
    add: Add<'a>,
}

/// Rows that are taken through all the outputs before the next ones: their bytes stay in the first cache, the weights in the
/// second. Of weights that are too many for that, more rows are taken.
const CHUNK: usize = 96;
const MANY: usize = (1 << 20) / size_of::<Dot>();

impl Layer<'_> {
    #[inline(always)]
    pub(crate) fn floats<const ROWS: usize>(&self, out: &mut [f32], tile: impl Fn(&Window<'_>, &mut Sums<i32>)) {
        let (c_out, scale) = (self.weights.shape().c_out, self.scale);
        let ready = |out: &[f32], at: usize, lanes: usize| {
            tiles::prefetch(&out[at..at + lanes]);
            if let Add::Rows(add) = self.add {
                tiles::prefetch(&add[at..at + lanes]);
            }
        };
        let write = |out: &mut [f32], at: usize, sums: &[i32]| {
            let out = &mut out[at..at + sums.len()];
            match self.add {
                Add::Nothing => out.iter_mut().zip(sums).for_each(|(out, sum)| *out = *sum as f32 * scale),
                Add::Output => out.iter_mut().zip(sums).for_each(|(out, sum)| *out += *sum as f32 * scale),
                Add::Rows(add) => {
                    let add = &add[at..at + sums.len()];
                    out.iter_mut().zip(sums).zip(add).for_each(|((out, sum), add)| *out = *sum as f32 * scale + add);
                }
            }
        };
        debug_assert_eq!(out.len(), self.rows * c_out);
        self.run::<ROWS, f32>(out, tile, ready, write);
    }

    #[inline(always)]
    pub(crate) fn integers<const ROWS: usize>(&self, out: &mut [i32], tile: impl Fn(&Window<'_>, &mut Sums<i32>)) {
        self.run::<ROWS, i32>(out, tile, |_, _, _| (), |out, at, sums| out[at..at + sums.len()].copy_from_slice(sums));
    }

    #[inline(always)]
    fn run<const ROWS: usize, T>(
        &self,
        out: &mut [T],
        tile: impl Fn(&Window<'_>, &mut Sums<i32>),
        ready: impl Fn(&[T], usize, usize),
        write: impl Fn(&mut [T], usize, &[i32]),
    ) {
        let Shape { c_out, taps, .. } = self.weights.shape();
        let (from_row, from_tap) = self.apart;
        let (rows, steps) = (self.rows, self.weights.shape().steps());
        // Taps beside each other are one.
        let (taps, steps) = if from_tap == steps * STEP { (1, taps * steps) } else { (taps, steps) };
        let reach = (TILE - 1) * from_row + (taps - 1) * from_tap + steps * STEP;
        let blocks = self.weights.data.chunks_exact(taps * steps * DOTS);
        let blocks = blocks.zip(self.weights.narrow.chunks_exact(taps * steps));
        let chunk_len = if self.weights.data.len() > MANY { 4 * CHUNK } else { CHUNK };
        let mut sums: Sums<i32> = [[0; LANES]; TILE];
        for chunk in (0..rows).step_by(chunk_len) {
            for (block, (weights, narrow)) in blocks.clone().enumerate() {
                let first = block * LANES;
                let lanes = LANES.min(c_out - first);
                let of_outputs = &self.of_outputs[first..first + lanes];
                for row in (chunk..rows.min(chunk + chunk_len)).step_by(ROWS) {
                    let height = ROWS.min(rows.min(chunk + chunk_len) - row);
                    (0..height).for_each(|r| ready(out, (row + r) * c_out + first, lanes));
                    let x = &self.x[row * from_row..];
                    let mut copy = Vec::new();
                    let x = if x.len() < reach {
                        // the last rows, behind which there is nothing: a tile reads further than they need
                        copy.extend_from_slice(x);
                        copy.resize(reach, 0);
                        &copy[..]
                    } else {
                        x
                    };
                    tile(&Window::new(x, weights, narrow, (from_row, from_tap), (taps, steps)), &mut sums);
                    for (r, sums) in sums.iter_mut().take(height).enumerate() {
                        let at = (row + r) * c_out + first;
                        if lanes == LANES {
                            // whole blocks, whose length the compiler knows
                            let of_outputs: &[i32; LANES] =
                                of_outputs.try_into().expect("a whole block has LANES outputs");
                            (0..LANES).for_each(|l| sums[l] = sums[l].wrapping_add(of_outputs[l]));
                            write(out, at, &sums[..]);
                        } else {
                            (0..lanes).for_each(|l| sums[l] = sums[l].wrapping_add(of_outputs[l]));
                            write(out, at, &sums[..lanes]);
                        }
                    }
                }
            }
        }
    }
}
