//! What every machine can run, and what all others are held to.

use super::{FloatWindow, Sums, Window};
use crate::weights::{DOT, LANES, STEP};

const ROWS: usize = 4;

super::compiled!(SCALAR, , 4, tile, 4, float_tile);

fn tile(window: &Window<'_>, sums: &mut Sums<i32>) {
    for (row, sums) in sums.iter_mut().take(ROWS).enumerate() {
        *sums = [0; LANES];
        let mut weights = window.weights.iter();
        for tap in 0..window.taps {
            let x = &window.x[row * window.from_row + tap * window.from_tap..][..window.steps * STEP];
            for (x, weights) in x.as_chunks::<DOT>().0.iter().zip(&mut weights) {
                let x = x.map(i32::from);
                for (sum, w) in sums.iter_mut().zip(&weights.0) {
                    let dot: i32 = w.iter().zip(x).map(|(w, x)| i32::from(*w) * x).sum();
                    *sum = sum.wrapping_add(dot);
                }
            }
        }
    }
}

fn float_tile(window: &FloatWindow<'_>, sums: &mut Sums<f32>) {
    for (row, sums) in sums.iter_mut().take(ROWS).enumerate() {
        *sums = [0.0; LANES];
        let x = &window.x[row * window.row_step..][..window.inputs];
        for (x, weights) in x.iter().zip(window.weights.chunks_exact(LANES)) {
            for (sum, w) in sums.iter_mut().zip(weights) {
                *sum = fused(*x, *w, *sum);
            }
        }
    }
}

/// x · w + sum, rounded once. The product is exact in double precision; where the sum is not, its last bit is made odd, so that
/// rounding to single precision cannot meet a tie that is none.
#[cfg(not(target_arch = "aarch64"))]
#[inline(always)]
fn fused(x: f32, w: f32, sum: f32) -> f32 {
    let (product, sum) = (f64::from(x) * f64::from(w), f64::from(sum));
    let whole = product + sum;
    let part = whole - product;
    let lost = (product - (whole - part)) + (sum - part);
    let bits = whole.to_bits();
    // towards the lost part or away from it: to the neighbour that is odd
    let odd = if (lost > 0.0) == (whole > 0.0) { bits + 1 } else { bits.wrapping_sub(1) };
    let inexact = lost != 0.0 && whole.is_finite() && bits & 1 == 0;
    f64::from_bits(if inexact { odd } else { bits }) as f32
}

/// x · w + sum, rounded once: an instruction of every ARMv8.
#[cfg(target_arch = "aarch64")]
#[inline(always)]
fn fused(x: f32, w: f32, sum: f32) -> f32 {
    x.mul_add(w, sum)
}

#[cfg(all(test, not(target_arch = "aarch64")))]
mod tests {
    use super::*;

    #[test]
    fn fused_is_what_processors_compute() {
        let mut chance = fastrand::Rng::with_seed(7);
        for _ in 0..200_000 {
            let mut value = || f32::from_bits(chance.u32(..) & 0x80ff_ffff | chance.u32(100..150) << 23);
            let (x, w) = (value(), value());
            // near the product, so that the sum cancels and rounds in every way
            let sum = if chance.bool() { value_near(-(x * w), &mut chance) } else { f32::from_bits(chance.u32(..)) };
            let (ours, theirs) = (fused(x, w, sum), x.mul_add(w, sum));
            assert!(
                ours == theirs || ours.is_nan() && theirs.is_nan(),
                "{x:e} · {w:e} + {sum:e}: {ours:e}, {theirs:e}"
            );
        }
        // a tie in single precision that a smaller part decides
        let (x, w) = (1.0 + f32::EPSILON, f32::from_bits(1));
        for sum in [1.0, f32::MAX, -1.0] {
            assert_eq!(fused(x, w, sum), x.mul_add(w, sum));
        }
    }

    fn value_near(x: f32, chance: &mut fastrand::Rng) -> f32 {
        f32::from_bits(x.to_bits().wrapping_add(chance.u32(0..9)).wrapping_sub(4))
    }
}
