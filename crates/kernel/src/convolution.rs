//! The convolution of bytes: exact in integers, with what follows it in the graph.

use std::ops::Range;

use crate::{InstructionSet, PackedWeights, Quantized};

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
        let c_out = self.weights.shape().c_out;
        self.check(input, &rows, out.len());
        let _ = set;
        for (row, out) in rows.zip(out.chunks_exact_mut(c_out)) {
            for (output, out) in out.iter_mut().enumerate() {
                *out = self.integer(input, row, output);
            }
        }
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
        let _ = set;
        for (index, row) in rows.enumerate() {
            for output in 0..c_out {
                let bias = epilogue.bias.get(output).copied().unwrap_or(0);
                let value = self.integer(input, row, output).wrapping_add(bias) as f32 * epilogue.scale;
                let out = &mut out[index * c_out + output];
                *out = match epilogue.add {
                    Add::Nothing => value,
                    Add::Output => value + *out,
                    Add::Rows(add) => value + add[index * c_out + output],
                };
            }
        }
    }

    fn check(&self, input: &Quantized, rows: &Range<usize>, len: usize) {
        let shape = self.weights.shape();
        assert!(self.dilation > 0 && self.stride > 0);
        assert_eq!(input.channels(), shape.c_in);
        assert!(input.padding() >= self.padding);
        assert!(rows.start <= rows.end && rows.end <= self.rows(input.rows()));
        assert_eq!(len, (rows.end - rows.start) * shape.c_out);
    }

    fn integer(&self, input: &Quantized, row: usize, output: usize) -> i32 {
        let shape = self.weights.shape();
        let zero = i32::from(input.quantization().zero());
        let groups = shape.c_in.div_ceil(4);
        let mut sum = 0_i32;
        for tap in 0..shape.taps {
            let at = input.padding() - self.padding + row * self.stride + tap * self.dilation;
            let values = &input.data[at * input.stride()..][..shape.c_in];
            for (c, &value) in values.iter().enumerate() {
                let group = ((output / 32) * shape.taps + tap) * groups + c / 4;
                let weight =
                    i32::from(self.weights.data[(group * 32 + output % 32) * 4 + c % 4]) - self.weights.zero_point;
                sum = sum.wrapping_add((i32::from(value) - zero) * weight);
            }
        }
        sum
    }
}
