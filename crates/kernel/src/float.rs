//! Convolutions in single precision, plain and transposed.
//!
//! Every output is one chain of fused multiply-adds over taps, then channels, from zero: fused operations are exact to the
//! last bit wherever they exist, so no instruction set changes a result; where there are none they are computed, slowly.

use std::ops::Range;

use crate::tiles::{self, FloatWindow, Sums, TILE};
use crate::weights::{LANES, check};
use crate::{Add, InstructionSet, PackError, Shape};

/// A tensor `[T][C]` of single precision, channels last, with rows of zeros before and behind it.
#[derive(Clone, Default, Debug)]
pub struct Padded {
    data: Vec<f32>,
    rows: usize,
    channels: usize,
    padding: usize,
}

impl Padded {
    /// One without rows.
    pub fn new() -> Padded {
        Padded::default()
    }

    /// Makes room for `rows` of `channels` in the memory that it has, with `padding` rows of zeros at either end. What
    /// [`Padded::inner`] holds is to be written.
    pub fn reset(&mut self, rows: usize, channels: usize, padding: usize) {
        (self.rows, self.channels, self.padding) = (rows, channels, padding);
        self.data.resize((rows + 2 * padding + TILE) * channels, 0.0);
        self.data[..padding * channels].fill(0.0);
        self.data[(padding + rows) * channels..].fill(0.0);
    }

    /// The rows without the padding, `[T][C]`.
    pub fn inner(&mut self) -> &mut [f32] {
        &mut self.data[self.padding * self.channels..][..self.rows * self.channels]
    }

    /// Rows without the padding.
    pub fn rows(&self) -> usize {
        self.rows
    }
}

/// A one-dimensional convolution in single precision, plain or transposed, of one group and no dilation.
#[derive(Clone, Debug)]
pub struct FloatConvolution {
    /// `[phase][C_out / 32][tap][C_in][32]`, the taps in the order in which the input is read.
    data: Vec<f32>,
    bias: Vec<f32>,
    c_out: usize,
    c_in: usize,
    /// Taps of one phase.
    taps: usize,
    /// Rows of the output for each row of the input: 1 for a plain convolution.
    phases: usize,
    /// Rows of zeros that the input has in front.
    padding: usize,
    /// Rows that are left away at the beginning and at the end of the output.
    cropped: (usize, usize),
}

impl FloatConvolution {
    /// A plain convolution of stride 1: `weights` are `[C_out][C_in][taps]` as ONNX orders them, `bias` one for each output.
    ///
    /// # Errors
    ///
    /// If there are not as many weights or biases as the shape tells.
    pub fn pack(weights: &[f32], bias: &[f32], shape: Shape, padding: usize) -> Result<FloatConvolution, PackError> {
        check(weights.len(), shape)?;
        let at = |_: usize, output: usize, tap: usize, input: usize| {
            weights[(output * shape.c_in + input) * shape.taps + tap]
        };
        FloatConvolution::with(at, bias, shape, 1, padding, (0, 0))
    }

    /// A transposed convolution: `weights` are `[C_in][C_out][taps]` as ONNX orders them, `padding` is what ONNX calls so: rows
    /// left away at either end of the output.
    ///
    /// # Errors
    ///
    /// If there are not as many weights or biases as the shape tells, or the stride is 0.
    pub fn pack_transposed(
        weights: &[f32],
        bias: &[f32],
        shape: Shape,
        stride: usize,
        padding: usize,
    ) -> Result<FloatConvolution, PackError> {
        check(weights.len(), shape)?;
        if stride == 0 {
            return Err(PackError::Empty);
        }
        // Row q · stride + phase of the output takes tap phase + m · stride of row q − m of the input.
        let taps = shape.taps.div_ceil(stride);
        let at = |phase: usize, output: usize, tap: usize, input: usize| {
            let tap = phase + (taps - 1 - tap) * stride;
            if tap < shape.taps { weights[(input * shape.c_out + output) * shape.taps + tap] } else { 0.0 }
        };
        let cropped = (padding, padding + taps * stride - shape.taps);
        FloatConvolution::with(at, bias, Shape { taps, ..shape }, stride, taps - 1, cropped)
    }

    fn with(
        weight: impl Fn(usize, usize, usize, usize) -> f32,
        bias: &[f32],
        shape: Shape,
        phases: usize,
        padding: usize,
        cropped: (usize, usize),
    ) -> Result<FloatConvolution, PackError> {
        let Shape { c_out, c_in, taps } = shape;
        if bias.len() != c_out {
            return Err(PackError::Length { found: bias.len(), told: c_out });
        }
        let mut data = Vec::with_capacity(phases * c_out.next_multiple_of(LANES) * taps * c_in);
        for (phase, block) in (0..phases).flat_map(|p| (0..c_out.div_ceil(LANES)).map(move |b| (p, b))) {
            for (tap, input) in (0..taps).flat_map(|t| (0..c_in).map(move |i| (t, i))) {
                let outputs = block * LANES..(block + 1) * LANES;
                data.extend(outputs.map(|o| if o < c_out { weight(phase, o, tap, input) } else { 0.0 }));
            }
        }
        Ok(FloatConvolution { data, bias: bias.to_vec(), c_out, c_in, taps, phases, padding, cropped })
    }

    /// Rows of zeros that the input must have at either end.
    pub fn padding(&self) -> usize {
        self.padding
    }

    /// Rows that come out where `rows` go in.
    pub fn rows(&self, rows: usize) -> usize {
        if rows == 0 {
            return 0;
        }
        let whole = (rows + 2 * self.padding + 1).saturating_sub(self.taps) * self.phases;
        whole.saturating_sub(self.cropped.0 + self.cropped.1)
    }

    /// Rows of the output, `[rows][C_out]`: the sum of products, `+ bias`, `+ add`. Any division of a layer into ranges of rows
    /// gives the same.
    ///
    /// # Panics
    ///
    /// If the input has other channels than the weights or less padding than [`FloatConvolution::padding`], if the rows are not
    /// all rows of the output, or a slice has not the length that is told of it.
    pub fn run(&self, set: InstructionSet, input: &Padded, rows: Range<usize>, add: Add<'_>, out: &mut [f32]) {
        assert_eq!(input.channels, self.c_in);
        assert!(input.padding >= self.padding);
        assert!(rows.start <= rows.end && rows.end <= self.rows(input.rows));
        assert_eq!(out.len(), (rows.end - rows.start) * self.c_out);
        if let Add::Rows(add) = add {
            assert_eq!(add.len(), out.len());
        }
        let layer = FloatLayer { convolution: self, input, rows, add };
        tiles::float_layer(set, &layer, out);
    }
}

/// Some rows of a convolution in single precision, as the tiles take them.
pub(crate) struct FloatLayer<'a> {
    convolution: &'a FloatConvolution,
    input: &'a Padded,
    rows: Range<usize>,
    add: Add<'a>,
}

/// Rows of the input that are taken through all the weights before the next ones: they stay in the second cache, and the weights,
/// which may be ten megabytes, are read from further away as seldom as can be.
const CHUNK: usize = 384;

impl FloatLayer<'_> {
    #[inline(always)]
    pub(crate) fn run<const ROWS: usize>(&self, out: &mut [f32], tile: impl Fn(&FloatWindow<'_>, &mut Sums<f32>)) {
        let FloatConvolution { c_out, c_in, taps, phases, padding, cropped, .. } = *self.convolution;
        if self.rows.is_empty() {
            return;
        }
        // rows of all phases, of which the cropped ones are left away
        let rows = self.rows.start + cropped.0..self.rows.end + cropped.0;
        let steps = rows.start / phases..rows.end.div_ceil(phases);
        let x = &self.input.data[(self.input.padding - padding) * c_in..];
        let blocks = c_out.div_ceil(LANES);
        let mut sums: Sums<f32> = [[0.0; LANES]; TILE];
        for chunk in steps.clone().step_by(CHUNK) {
            let weights = self.convolution.data.chunks_exact(taps * c_in * LANES);
            for (index, weights) in weights.enumerate() {
                let (phase, first) = (index / blocks, index % blocks * LANES);
                let lanes = LANES.min(c_out - first);
                let bias = &self.convolution.bias[first..first + lanes];
                for step in (chunk..steps.end.min(chunk + CHUNK)).step_by(ROWS) {
                    let height = ROWS.min(steps.end.min(chunk + CHUNK) - step);
                    tile(&FloatWindow::new(&x[step * c_in..], weights, c_in, taps * c_in), &mut sums);
                    for (r, sums) in sums.iter().take(height).enumerate() {
                        let row = (step + r) * phases + phase;
                        if rows.contains(&row) {
                            let at = (row - rows.start) * c_out + first;
                            self.write(&mut out[at..at + lanes], at, &sums[..lanes], bias);
                        }
                    }
                }
            }
        }
    }

    #[inline(always)]
    fn write(&self, out: &mut [f32], at: usize, sums: &[f32], bias: &[f32]) {
        let values = sums.iter().zip(bias).map(|(sum, bias)| sum + bias);
        match self.add {
            Add::Nothing => out.iter_mut().zip(values).for_each(|(out, value)| *out = value),
            Add::Output => out.iter_mut().zip(values).for_each(|(out, value)| *out += value),
            Add::Rows(add) => {
                let values = values.zip(&add[at..at + sums.len()]);
                out.iter_mut().zip(values).for_each(|(out, (value, add))| *out = value + add);
            }
        }
    }
}
