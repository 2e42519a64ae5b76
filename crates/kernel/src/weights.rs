//! Weights of 7 bits in the one order that every instruction set reads.

use std::fmt;

/// How many outputs stand side by side.
pub(crate) const LANES: usize = 32;
/// How many inputs one product of dots takes.
pub(crate) const DOT: usize = 4;

/// The shape of a one-dimensional convolution's weights.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shape {
    /// Channels that come out.
    pub c_out: usize,
    /// Channels that go in.
    pub c_in: usize,
    /// The length of the kernel.
    pub taps: usize,
}

impl Shape {
    /// How many weights there are.
    pub fn len(&self) -> usize {
        self.c_out * self.c_in * self.taps
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Weights that no kernel takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PackError {
    /// A weight above 127: `vpmaddubsw` would saturate, and `sdot` read it as negative.
    EightBits(u8),
    /// Not as many weights as the shape has.
    Length {
        /// As many as there are.
        found: usize,
        /// As many as the shape has.
        told: usize,
    },
    /// A shape without channels or taps.
    Empty,
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PackError::EightBits(weight) => write!(f, "a weight is {weight}, more than the 127 of 7 bits"),
            PackError::Length { found, told } => write!(f, "{found} weights for a shape of {told}"),
            PackError::Empty => f.write_str("a convolution without channels or taps"),
        }
    }
}

impl std::error::Error for PackError {}

/// The weights of a convolution, 7 bits each, as `[C_out / 32][tap][C_in / 4][32][4]` with zeros at both ragged ends: the same
/// bytes serve as the unsigned side of `vpmaddubsw` and `vpdpbusd` and as signed ones of `sdot`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PackedWeights {
    pub(crate) data: Vec<u8>,
    pub(crate) shape: Shape,
    pub(crate) zero_point: i32,
    /// The sum of each output's weights less their zero point, times which an activation's zero point counts.
    pub(crate) sums: Vec<i32>,
}

impl PackedWeights {
    /// Packs `weights`, `[C_out][C_in][taps]` as ONNX orders them.
    ///
    /// # Errors
    ///
    /// If a weight has more than 7 bits, or there are not as many as the shape tells.
    pub fn pack(weights: &[u8], zero_point: u8, shape: Shape) -> Result<PackedWeights, PackError> {
        check(weights.len(), shape)?;
        if let Some(&weight) = weights.iter().find(|&&w| w > 127) {
            return Err(PackError::EightBits(weight));
        }
        let (blocks, groups) = (shape.c_out.div_ceil(LANES), shape.c_in.div_ceil(DOT));
        let mut data = vec![0; blocks * shape.taps * groups * LANES * DOT];
        for (row, output) in weights.chunks_exact(shape.c_in * shape.taps).enumerate() {
            for (input, taps) in output.chunks_exact(shape.taps).enumerate() {
                for (tap, &weight) in taps.iter().enumerate() {
                    let group = ((row / LANES) * shape.taps + tap) * groups + input / DOT;
                    data[(group * LANES + row % LANES) * DOT + input % DOT] = weight;
                }
            }
        }
        let zero_point = i32::from(zero_point);
        let rows = weights.chunks_exact(shape.c_in * shape.taps);
        let sums =
            rows.map(|row| row.iter().fold(0_i32, |sum, &w| sum.wrapping_add(i32::from(w) - zero_point))).collect();
        Ok(PackedWeights { data, shape, zero_point, sums })
    }

    /// The shape told when they were packed.
    pub fn shape(&self) -> Shape {
        self.shape
    }
}

pub(crate) fn check(found: usize, shape: Shape) -> Result<(), PackError> {
    if shape.is_empty() {
        return Err(PackError::Empty);
    }
    if found != shape.len() {
        return Err(PackError::Length { found, told: shape.len() });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_bits_and_wrong_lengths_are_refused() {
        let shape = Shape { c_out: 2, c_in: 3, taps: 2 };
        assert_eq!(PackedWeights::pack(&[128; 12], 0, shape), Err(PackError::EightBits(128)));
        assert_eq!(PackedWeights::pack(&[1; 11], 0, shape), Err(PackError::Length { found: 11, told: 12 }));
        assert_eq!(PackedWeights::pack(&[], 0, Shape { taps: 0, ..shape }), Err(PackError::Empty));
        assert!(PackedWeights::pack(&[127; 12], 255, shape).is_ok());
    }

    #[test]
    fn every_weight_stands_where_the_order_says() {
        let shape = Shape { c_out: 33, c_in: 5, taps: 2 };
        let weights: Vec<u8> = (0..shape.len()).map(|i| (i % 127) as u8).collect();
        let packed = PackedWeights::pack(&weights, 3, shape).unwrap();
        assert_eq!(packed.data.len(), 2 * 2 * 2 * 32 * 4);
        // output 32, input 4, tap 1: block 1, tap 1, group 1, lane 0, byte 0
        assert_eq!(packed.data[((2 + 1) * 2 + 1) * 32 * 4], weights[(32 * 5 + 4) * 2 + 1]);
        let sum: i32 = weights[10..20].iter().map(|&w| i32::from(w) - 3).sum();
        assert_eq!(packed.sums[1], sum);
    }
}
