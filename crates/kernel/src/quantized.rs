//! Activations of 8 bits, as ONNX's `DynamicQuantizeLinear` makes them.

use crate::tiles::TILE;
use crate::weights::STEP;

/// What a byte is kept as: `sdot` takes signed ones, `vpmaddubsw` and `vpdpbusd` unsigned ones.
#[cfg(target_arch = "aarch64")]
pub(crate) type Byte = i8;
/// What a byte is kept as: `sdot` takes signed ones, `vpmaddubsw` and `vpdpbusd` unsigned ones.
#[cfg(not(target_arch = "aarch64"))]
pub(crate) type Byte = u8;

/// What a byte is kept less.
pub(crate) const OFFSET: i32 = -(Byte::MIN as i32);

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
    pub(crate) fn zero(self) -> Byte {
        (i32::from(self.zero_point) - OFFSET) as Byte
    }
}

/// A tensor `[T][C]` of bytes, channels last, with rows of zero points before and behind it for the convolution's padding.
#[derive(Clone, Debug)]
pub struct Quantized {
    pub(crate) data: Vec<Byte>,
    rows: usize,
    channels: usize,
    padding: usize,
    quantization: Quantization,
}

impl Default for Quantized {
    fn default() -> Quantized {
        let quantization = Quantization { scale: 1.0, zero_point: 0 };
        Quantized { data: Vec::new(), rows: 0, channels: 1, padding: 0, quantization }
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
        let zero = quantization.zero();
        let inner = padding * stride..(padding + rows) * stride;
        self.data[..inner.start].fill(zero);
        self.data[inner.end..].fill(zero);
    }

    /// The rows to be written, in parts of `rows` (at least 1), the last of which may be shorter: each may go to a thread.
    pub fn parts(&mut self, rows: usize) -> impl Iterator<Item = QuantizedRows<'_>> {
        let (stride, channels, quantization, rows) = (self.stride(), self.channels, self.quantization, rows.max(1));
        let inner = self.padding * stride..(self.padding + self.rows) * stride;
        let parts = self.data[inner].chunks_mut((rows * stride).max(1));
        parts.map(move |data| QuantizedRows { data, stride, channels, quantization })
    }

    /// All the rows to be written.
    pub fn all(&mut self) -> QuantizedRows<'_> {
        let (stride, channels, quantization) = (self.stride(), self.channels, self.quantization);
        let data = &mut self.data[self.padding * stride..(self.padding + self.rows) * stride];
        QuantizedRows { data, stride, channels, quantization }
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
        (i32::from(self.data[(self.padding + row) * self.stride() + channel]) + OFFSET) as u8
    }

    /// From one row to the next: the channels and what fills them up to whole steps.
    pub(crate) fn stride(&self) -> usize {
        self.channels.next_multiple_of(STEP)
    }
}

/// Some of the rows of a [`Quantized`], to be written.
#[derive(Debug)]
pub struct QuantizedRows<'a> {
    pub(crate) data: &'a mut [Byte],
    pub(crate) stride: usize,
    pub(crate) channels: usize,
    pub(crate) quantization: Quantization,
}

impl QuantizedRows<'_> {
    /// How many.
    pub fn rows(&self) -> usize {
        self.data.len() / self.stride
    }

    /// Writes bytes `[T][C]` as ONNX counts them: for tensors that were quantised elsewhere.
    ///
    /// # Panics
    ///
    /// If there are not as many bytes as rows times channels.
    pub fn copy_from(&mut self, bytes: &[u8]) {
        assert_eq!(bytes.len(), self.rows() * self.channels);
        for (to, from) in self.data.chunks_exact_mut(self.stride).zip(bytes.chunks_exact(self.channels)) {
            to.iter_mut().zip(from).for_each(|(to, &byte)| *to = (i32::from(byte) - OFFSET) as Byte);
        }
    }
}
