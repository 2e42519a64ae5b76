//! What stands between two convolutions: a scale and a shift for each channel (adaptive instance normalisation, once its moments
//! are known), an activation, and then the span of the values, their bytes, or themselves.
//!
//! To quantise a tensor its span must be known first; the values are computed twice and never stored in between.

use crate::quantized::Byte;
use crate::{InstructionSet, QuantizedRows, Span, tiles};

/// An activation function.
#[derive(Clone, Copy, Debug)]
pub enum Activation<'a> {
    /// x.
    Identity,
    /// x, or x times this where x is negative.
    LeakyRelu(f32),
    /// x + sin²(αx)/α; the error of sin² is at most 2.5·10⁻⁷ where |αx| is below 3000 (two units in the last place of 1).
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
        tiles::span(set, self, x)
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
        tiles::quantize(set, self, x, into);
    }

    /// Writes the values themselves, `[T][C]`.
    ///
    /// # Panics
    ///
    /// As [`Pointwise::span`], or if `out` is not as long as `x`.
    pub fn apply(&self, set: InstructionSet, x: &[f32], out: &mut [f32]) {
        self.check(x);
        assert_eq!(x.len(), out.len());
        tiles::apply(set, self, x, out);
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

    #[inline(always)]
    pub(crate) fn span_body(&self, x: &[f32]) -> Span {
        match self.activation {
            Activation::Identity => self.span_of(x, |_, x| x),
            Activation::LeakyRelu(slope) => self.span_of(x, |_, x| leaky(x, slope)),
            Activation::Snake { alpha, reciprocal } => {
                let (alpha, reciprocal) = (&alpha[..self.scale.len()], &reciprocal[..self.scale.len()]);
                self.span_of(x, |channel, x| snake(x, alpha[channel], reciprocal[channel]))
            }
        }
    }

    #[inline(always)]
    pub(crate) fn quantize_body(&self, x: &[f32], into: QuantizedRows<'_>) {
        match self.activation {
            Activation::Identity => self.quantize_of(x, into, |_, x| x),
            Activation::LeakyRelu(slope) => self.quantize_of(x, into, |_, x| leaky(x, slope)),
            Activation::Snake { alpha, reciprocal } => {
                let (alpha, reciprocal) = (&alpha[..self.scale.len()], &reciprocal[..self.scale.len()]);
                self.quantize_of(x, into, |channel, x| snake(x, alpha[channel], reciprocal[channel]))
            }
        }
    }

    #[inline(always)]
    pub(crate) fn apply_body(&self, x: &[f32], out: &mut [f32]) {
        match self.activation {
            Activation::Identity => self.apply_of(x, out, |_, x| x),
            Activation::LeakyRelu(slope) => self.apply_of(x, out, |_, x| leaky(x, slope)),
            Activation::Snake { alpha, reciprocal } => {
                let (alpha, reciprocal) = (&alpha[..self.scale.len()], &reciprocal[..self.scale.len()]);
                self.apply_of(x, out, |channel, x| snake(x, alpha[channel], reciprocal[channel]))
            }
        }
    }

    #[inline(always)]
    fn span_of(&self, x: &[f32], activation: impl Fn(usize, f32) -> f32) -> Span {
        let channels = self.scale.len();
        let (scale, shift) = (self.scale, &self.shift[..channels]);
        // of each channel by itself, which needs no sideways step in a vector
        let (mut least, mut greatest) = (vec![0.0_f32; channels], vec![0.0_f32; channels]);
        let (least, greatest) = (&mut least[..channels], &mut greatest[..channels]);
        for row in x.chunks_exact(channels) {
            for c in 0..channels {
                let value = activation(c, row[c] * scale[c] + shift[c]);
                least[c] = if value < least[c] { value } else { least[c] };
                greatest[c] = if value > greatest[c] { value } else { greatest[c] };
            }
        }
        let min = least.iter().copied().fold(0.0, f32::min);
        Span { min, max: greatest.iter().copied().fold(0.0, f32::max) }
    }

    #[inline(always)]
    fn quantize_of(&self, x: &[f32], into: QuantizedRows<'_>, activation: impl Fn(usize, f32) -> f32) {
        let channels = self.scale.len();
        let (scale, shift) = (self.scale, &self.shift[..channels]);
        let QuantizedRows { data, stride, quantization, .. } = into;
        let zero = f32::from(quantization.zero_point);
        let (inverse, least, greatest) = (1.0 / quantization.scale, -zero, 255.0 - zero);
        let offset = i32::from(quantization.zero()) - ROUND.to_bits() as i32;
        for (to, row) in data.chunks_exact_mut(stride).zip(x.chunks_exact(channels)) {
            let to = &mut to[..channels];
            for c in 0..channels {
                let value = activation(c, row[c] * scale[c] + shift[c]) * inverse;
                let value = if value > least { value } else { least };
                let value = if value < greatest { value } else { greatest };
                to[c] = ((value + ROUND).to_bits() as i32).wrapping_add(offset) as Byte;
            }
        }
    }

    #[inline(always)]
    fn apply_of(&self, x: &[f32], out: &mut [f32], activation: impl Fn(usize, f32) -> f32) {
        let channels = self.scale.len();
        let (scale, shift) = (self.scale, &self.shift[..channels]);
        for (row, out) in x.chunks_exact(channels).zip(out.chunks_exact_mut(channels)) {
            for c in 0..channels {
                out[c] = activation(c, row[c] * scale[c] + shift[c]);
            }
        }
    }
}

/// A number of this size has no bits behind the point: what is added to it is rounded to even, and stands in its last bits.
const ROUND: f32 = 12_582_912.0;

#[inline(always)]
fn leaky(x: f32, slope: f32) -> f32 {
    if x < 0.0 { x * slope } else { x }
}

#[inline(always)]
fn snake(x: f32, alpha: f32, reciprocal: f32) -> f32 {
    let sine = sine_up_to_sign(x * alpha);
    x + sine * sine * reciprocal
}

/// Reduced to ±π/2 by whole multiples of π, in two parts of which the first has few bits: its multiples are exact. The polynomial
/// was fitted to the least greatest error, 5·10⁻⁹.
#[inline(always)]
fn sine_up_to_sign(x: f32) -> f32 {
    const FIRST: f32 = 3.140625;
    const SECOND: f32 = (std::f64::consts::PI - 3.140625) as f32;
    let n = (x * std::f32::consts::FRAC_1_PI + ROUND) - ROUND;
    let r = (x - n * FIRST) - n * SECOND;
    let q = r * r;
    let p = ((2.599_903_2e-6 * q - 1.980_654_8e-4) * q + 8.333_016e-3) * q - 1.666_665_7e-1;
    r + r * q * p
}
