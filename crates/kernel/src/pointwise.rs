//! What stands between two convolutions: a scale and a shift for each channel (adaptive instance normalisation, once its moments
//! are known), an activation, and then the span of the values, their bytes, or themselves.
//!
//! To quantise a tensor its span must be known first; the values are computed twice and never stored in between.

use crate::{InstructionSet, QuantizedRows, Span};

/// An activation function.
#[derive(Clone, Copy, Debug)]
pub enum Activation<'a> {
    /// x.
    Identity,
    /// x, or x times this where x is negative.
    LeakyRelu(f32),
    /// x + sin²(αx)/α, within 2 units in the last place of sin² (measured to |αx| of 1000).
    Snake {
        /// α of each channel.
        alpha: &'a [f32],
        /// 1/α of each channel.
        reciprocal: &'a [f32],
    },
}

/// `activation(x · scale + shift)` on rows `[T][C]`: scale and shift are of each channel, and both operations are rounded.
#[derive(Clone, Copy, Debug)]
pub struct Pointwise<'a> {
    /// Of each channel.
    pub scale: &'a [f32],
    /// Of each channel.
    pub shift: &'a [f32],
    /// What follows.
    pub activation: Activation<'a>,
}

impl Pointwise<'_> {
    /// The span of the values of some rows; what is not a number counts for nothing.
    ///
    /// # Panics
    ///
    /// If there is not one parameter for each channel, or `x` does not end with a whole row.
    pub fn span(&self, set: InstructionSet, x: &[f32]) -> Span {
        self.check(x);
        let _ = set;
        let mut span = Span::ZERO;
        for row in x.chunks_exact(self.scale.len()) {
            for (channel, &x) in row.iter().enumerate() {
                let value = self.value(channel, x);
                span.min = if value < span.min { value } else { span.min };
                span.max = if value > span.max { value } else { span.max };
            }
        }
        span
    }

    /// Writes the bytes of some rows: of each value `x / scale` rounded to even, plus the zero point, at most 255, at least 0.
    ///
    /// # Panics
    ///
    /// As [`Pointwise::span`], or if `into` has other rows or channels than `x`.
    pub fn quantize(&self, set: InstructionSet, x: &[f32], into: QuantizedRows<'_>) {
        self.check(x);
        let channels = self.scale.len();
        assert_eq!(into.channels, channels);
        assert_eq!(x.len(), into.rows() * channels);
        let _ = set;
        let QuantizedRows { data, sums, stride, quantization, .. } = into;
        let inverse = 1.0 / quantization.scale;
        let rows = data.chunks_exact_mut(stride).zip(x.chunks_exact(channels));
        for ((to, row), sum) in rows.zip(sums) {
            *sum = 0;
            for (channel, (to, &x)) in to.iter_mut().zip(row).enumerate() {
                let value = (self.value(channel, x) * inverse).round_ties_even() + f32::from(quantization.zero_point);
                let byte = i32::from(value as u8) - 128;
                *to = byte as i8;
                *sum += byte;
            }
        }
    }

    /// Writes the values themselves, `[T][C]`.
    ///
    /// # Panics
    ///
    /// As [`Pointwise::span`], or if `out` is not as long as `x`.
    pub fn apply(&self, set: InstructionSet, x: &[f32], out: &mut [f32]) {
        self.check(x);
        assert_eq!(x.len(), out.len());
        let _ = set;
        let channels = self.scale.len();
        for (row, out) in x.chunks_exact(channels).zip(out.chunks_exact_mut(channels)) {
            for (channel, (&x, out)) in row.iter().zip(out).enumerate() {
                *out = self.value(channel, x);
            }
        }
    }

    fn check(&self, x: &[f32]) {
        let channels = self.scale.len();
        assert!(channels > 0);
        assert_eq!(self.shift.len(), channels);
        if let Activation::Snake { alpha, reciprocal } = self.activation {
            assert_eq!(alpha.len(), channels);
            assert_eq!(reciprocal.len(), channels);
        }
        assert!(x.len().is_multiple_of(channels));
    }

    fn value(&self, channel: usize, x: f32) -> f32 {
        let x = x * self.scale[channel] + self.shift[channel];
        match self.activation {
            Activation::Identity => x,
            Activation::LeakyRelu(slope) => {
                if x < 0.0 {
                    x * slope
                } else {
                    x
                }
            }
            Activation::Snake { alpha, reciprocal } => {
                let sine = (x * alpha[channel]).sin();
                x + sine * sine * reciprocal[channel]
            }
        }
    }
}
