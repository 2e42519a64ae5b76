//! Activations of 8 bits, as ONNX's `DynamicQuantizeLinear` makes them.

use crate::tiles::TILE;
use crate::weights::DOT;

/// The least and the greatest value of a tensor, and zero between them.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Span {
    /// At most 0.
    pub min: f32,
    /// At least 0.
    pub max: f32,
}

impl Span {
    /// That of nothing: zero alone.
    pub const ZERO: Span = Span { min: 0.0, max: 0.0 };

    /// That of both: of the parts of a tensor in any order.
    pub fn union(self, other: Span) -> Span {
        Span { min: self.min.min(other.min), max: self.max.max(other.max) }
    }
}

/// How values are told by a byte: `value = (byte - zero_point) · scale`.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Quantization {
    /// What one step of a byte is worth; 1 where all values are zero.
    pub scale: f32,
    /// The byte that is zero.
    pub zero_point: u8,
}

impl Quantization {
    /// That of `DynamicQuantizeLinear` for values of a span.
    pub fn of(span: Span) -> Quantization {
        let scale = (span.max - span.min) / 255.0;
        if scale == 0.0 || !scale.is_finite() {
            return Quantization { scale: 1.0, zero_point: 0 };
        }
        // a cast saturates, as the standard asks
        Quantization { scale, zero_point: (-span.min / scale).round_ties_even() as u8 }
    }

    /// A bias in the integers of a convolution whose result counts `scale`: `floor(bias / scale)`, as the quantised graph has it.
    pub fn bias(bias: &[f32], scale: f32) -> Vec<i32> {
        bias.iter().map(|b| (b / scale).floor() as i32).collect()
    }

    /// Zero, as a [`Quantized`] keeps it.
    pub(crate) fn zero(self) -> i8 {
        (i32::from(self.zero_point) - 128) as i8
    }
}

/// A tensor `[T][C]` of bytes, channels last, each kept as byte − 128, with rows of zero points before and behind it for the
/// convolution's padding.
#[derive(Clone, Debug)]
pub struct Quantized {
    pub(crate) data: Vec<i8>,
    /// The sum of each row's channels, padding included: what a weight's zero point counts.
    pub(crate) sums: Vec<i32>,
    rows: usize,
    channels: usize,
    padding: usize,
    quantization: Quantization,
}

impl Default for Quantized {
    fn default() -> Quantized {
        let quantization = Quantization { scale: 1.0, zero_point: 0 };
        Quantized { data: Vec::new(), sums: Vec::new(), rows: 0, channels: 1, padding: 0, quantization }
    }
}

impl Quantized {
    /// One without rows.
    pub fn new() -> Quantized {
        Quantized::default()
    }

    /// Makes room for `rows` of `channels` in the memory that it has, with `padding` rows of zero points at either end. What the
    /// rows hold is to be written: see [`Quantized::parts`].
    ///
    /// # Panics
    ///
    /// If there are no channels.
    pub fn reset(&mut self, rows: usize, channels: usize, padding: usize, quantization: Quantization) {
        assert!(channels > 0);
        (self.rows, self.channels, self.padding, self.quantization) = (rows, channels, padding, quantization);
        let (stride, all) = (self.stride(), rows + 2 * padding);
        // a tile may read as many rows behind the last one, and throws them away
        self.data.resize((all + TILE) * stride, 0);
        self.sums.resize(all, 0);
        let zero = quantization.zero();
        let inner = padding * stride..(padding + rows) * stride;
        self.data[..inner.start].fill(zero);
        self.data[inner.end..].fill(zero);
        self.sums[..padding].fill(i32::from(zero) * channels as i32);
        self.sums[padding + rows..].fill(i32::from(zero) * channels as i32);
    }

    /// The rows to be written, in parts of `rows` (at least 1), the last of which may be shorter: each may go to a thread.
    pub fn parts(&mut self, rows: usize) -> impl Iterator<Item = QuantizedRows<'_>> {
        let (stride, channels, quantization, rows) = (self.stride(), self.channels, self.quantization, rows.max(1));
        let inner = self.padding..self.padding + self.rows;
        let data = self.data[inner.start * stride..inner.end * stride].chunks_mut((rows * stride).max(1));
        let sums = self.sums[inner].chunks_mut(rows);
        data.zip(sums).map(move |(data, sums)| QuantizedRows { data, sums, stride, channels, quantization })
    }

    /// All the rows to be written.
    pub fn all(&mut self) -> QuantizedRows<'_> {
        let (stride, channels, quantization) = (self.stride(), self.channels, self.quantization);
        let inner = self.padding..self.padding + self.rows;
        let data = &mut self.data[inner.start * stride..inner.end * stride];
        QuantizedRows { data, sums: &mut self.sums[inner], stride, channels, quantization }
    }

    /// Rows without the padding.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Channels of a row.
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// Rows of zero points at either end.
    pub fn padding(&self) -> usize {
        self.padding
    }

    /// What its bytes are worth.
    pub fn quantization(&self) -> Quantization {
        self.quantization
    }

    /// The byte of a row and a channel, as ONNX counts it.
    pub fn byte(&self, row: usize, channel: usize) -> u8 {
        assert!(row < self.rows && channel < self.channels);
        (i32::from(self.data[(self.padding + row) * self.stride() + channel]) + 128) as u8
    }

    /// From one row to the next: the channels and what fills them up to whole dots.
    pub(crate) fn stride(&self) -> usize {
        self.channels.next_multiple_of(DOT)
    }
}

/// Some of the rows of a [`Quantized`], to be written.
#[derive(Debug)]
pub struct QuantizedRows<'a> {
    pub(crate) data: &'a mut [i8],
    pub(crate) sums: &'a mut [i32],
    pub(crate) stride: usize,
    pub(crate) channels: usize,
    pub(crate) quantization: Quantization,
}

impl QuantizedRows<'_> {
    /// How many.
    pub fn rows(&self) -> usize {
        self.sums.len()
    }

    /// Writes bytes `[T][C]` as ONNX counts them: for tensors that were quantised elsewhere.
    ///
    /// # Panics
    ///
    /// If there are not as many bytes as rows times channels.
    pub fn copy_from(&mut self, bytes: &[u8]) {
        assert_eq!(bytes.len(), self.sums.len() * self.channels);
        let rows = self.data.chunks_exact_mut(self.stride).zip(bytes.chunks_exact(self.channels));
        for ((to, from), sum) in rows.zip(self.sums.iter_mut()) {
            *sum = 0;
            for (to, &byte) in to.iter_mut().zip(from) {
                let value = i32::from(byte) - 128;
                *to = value as i8;
                *sum += value;
            }
        }
    }
}
