//! Weights of bytes in the one order that every instruction set reads.

use std::fmt;

/// How many outputs stand side by side.
pub(crate) const LANES: usize = 32;
/// How many inputs one product of dots takes.
pub(crate) const DOT: usize = 4;
/// How many dots one step of a tile takes.
pub(crate) const DOTS: usize = 4;
/// Inputs of a step: inputs are filled up to whole steps.
pub(crate) const STEP: usize = DOT * DOTS;

/// The weights of a dot, of each output of a block: whole lines of the cache, so that no load crosses one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(align(64))]
pub(crate) struct Dot(pub(crate) [[i8; DOT]; LANES]);

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

    /// Steps of a tap: its inputs filled up.
    pub(crate) fn steps(&self) -> usize {
        self.c_in.div_ceil(STEP)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Weights that no kernel takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PackError {
    /// A weight too far from its zero point for a signed byte.
    Far {
        /// The weight.
        weight: u8,
        /// What stands for zero.
        zero_point: u8,
    },
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
            PackError::Far { weight, zero_point } => {
                write!(f, "a weight is {weight}, too far from the zero point {zero_point} for a signed byte")
            }
            PackError::Length { found, told } => write!(f, "{found} weights for a shape of {told}"),
            PackError::Empty => f.write_str("a convolution without channels or taps"),
        }
    }
}

impl std::error::Error for PackError {}

/// The weights of a convolution, each less its zero point in a signed byte, as `[C_out / 32][tap][C_in / 16][4][32][4]` with
/// zeros at both ragged ends.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PackedWeights {
    pub(crate) data: Vec<Dot>,
    /// Of each step, `[C_out / 32][tap][C_in / 16]`: whether its products may be summed in 16 bits. Weights gather around their
    /// zero point, so of nearly every step they may, and AVX2 widens once where it would four times.
    pub(crate) narrow: Vec<bool>,
    pub(crate) shape: Shape,
    /// The sum of each output's weights, times which an activation's zero point counts.
    pub(crate) sums: Vec<i32>,
}

impl PackedWeights {
    /// Packs `weights`, `[C_out][C_in][taps]` as ONNX orders them.
    ///
    /// # Errors
    ///
    /// If a weight is more than 127 above or 128 below its zero point, or there are not as many as the shape tells.
    pub fn pack(weights: &[u8], zero_point: u8, shape: Shape) -> Result<PackedWeights, PackError> {
        check(weights.len(), shape)?;
        if let Some(&weight) = weights.iter().find(|&&w| !(-128..128).contains(&(i32::from(w) - i32::from(zero_point))))
        {
            return Err(PackError::Far { weight, zero_point });
        }
        let (blocks, steps) = (shape.c_out.div_ceil(LANES), shape.steps());
        let mut data = vec![Dot([[0; DOT]; LANES]); blocks * shape.taps * steps * DOTS];
        let mut sums = vec![0_i32; shape.c_out];
        for (row, output) in weights.chunks_exact(shape.c_in * shape.taps).enumerate() {
            for (input, taps) in output.chunks_exact(shape.taps).enumerate() {
                for (tap, &weight) in taps.iter().enumerate() {
                    let weight = weight.wrapping_sub(zero_point) as i8;
                    let dot = ((row / LANES) * shape.taps + tap) * steps * DOTS + input / DOT;
                    data[dot].0[row % LANES][input % DOT] = weight;
                    sums[row] = sums[row].wrapping_add(i32::from(weight));
                }
            }
        }
        let narrow = data.chunks_exact(DOTS).map(is_narrow).collect();
        Ok(PackedWeights { data, narrow, shape, sums })
    }

    /// The shape told when they were packed.
    pub fn shape(&self) -> Shape {
        self.shape
    }
}

/// Whether no activation of a byte takes what the first halves of an output's dots make, or the second halves, out of 16 bits: not
/// even where one sign has all the activations, each of at most 255, and 255 · 128 is 32,640.
fn is_narrow(step: &[Dot]) -> bool {
    (0..LANES * 2).all(|half| {
        let of_half = |dot: &Dot| dot.0[half / 2].as_chunks::<2>().0[half % 2].map(i32::from);
        let weights = || step.iter().flat_map(of_half);
        weights().filter(|&w| w > 0).sum::<i32>() <= 128 && weights().filter(|&w| w < 0).sum::<i32>() >= -128
    })
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
    fn weights_far_from_zero_and_wrong_lengths_are_refused() {
        let shape = Shape { c_out: 2, c_in: 3, taps: 2 };
        let far = PackedWeights::pack(&[128; 12], 0, shape).unwrap_err();
        assert_eq!(far.to_string(), "a weight is 128, too far from the zero point 0 for a signed byte");
        assert_eq!(PackedWeights::pack(&[1; 12], 130, shape), Err(PackError::Far { weight: 1, zero_point: 130 }));
        assert_eq!(PackedWeights::pack(&[1; 11], 0, shape), Err(PackError::Length { found: 11, told: 12 }));
        assert_eq!(PackedWeights::pack(&[], 0, Shape { taps: 0, ..shape }), Err(PackError::Empty));
        assert!(PackedWeights::pack(&[127; 12], 255, shape).is_ok());
        assert!(PackedWeights::pack(&[0, 255, 0, 255, 0, 255, 0, 255, 0, 255, 0, 255], 128, shape).is_ok());
    }

    #[test]
    fn every_weight_stands_where_the_order_says() {
        let shape = Shape { c_out: 33, c_in: 21, taps: 2 };
        let weights: Vec<u8> = (0..shape.len()).map(|i| (i % 127) as u8).collect();
        let packed = PackedWeights::pack(&weights, 3, shape).unwrap();
        assert_eq!(packed.data.len(), 2 * 2 * 2 * 4);
        // output 32, input 20, tap 1: block 1, tap 1, step 1, dot 1, lane 0, byte 0
        let expected = i32::from(weights[(32 * 21 + 20) * 2 + 1]) - 3;
        assert_eq!(i32::from(packed.data[((2 + 1) * 2 + 1) * 4 + 1].0[0][0]), expected);
        let sum: i32 = weights[42..84].iter().map(|&w| i32::from(w) - 3).sum();
        assert_eq!(packed.sums[1], sum);
    }

    #[test]
    fn a_step_is_narrow_as_long_as_no_sum_leaves_16_bits() {
        let shape = Shape { c_out: 1, c_in: 16, taps: 1 };
        let narrow = |weights: [u8; 16]| PackedWeights::pack(&weights, 100, shape).unwrap().narrow[0];
        // halves of dots: 16 above and 16 below zero each time make 4 · 2 · 16 = 128 of either sign
        assert!(narrow([116, 116, 84, 84, 116, 116, 84, 84, 116, 116, 84, 84, 116, 116, 84, 84]));
        assert!(!narrow([116, 116, 84, 84, 116, 116, 84, 84, 116, 116, 84, 84, 116, 117, 84, 84]));
        assert!(!narrow([116, 116, 84, 84, 116, 116, 84, 84, 116, 116, 84, 84, 116, 116, 84, 83]));
    }
}
