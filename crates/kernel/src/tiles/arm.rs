//! ARMv8.2: dot products of signed bytes.

use std::arch::aarch64::*;
use std::arch::asm;

use super::{FloatWindow, Sums, Window};
use crate::weights::{DOT, DOTS, LANES};

super::compiled!(NEON, #[target_feature(enable = "neon,dotprod")], 4, tile, 4, float_tile);

const ROWS: usize = 4;
/// Sums of 128 bits beside each other.
const REGISTERS: usize = 4;

/// Sixteen products of bytes, four to each sum. The standard library's intrinsic is not stable.
#[target_feature(enable = "neon,dotprod")]
#[inline]
fn dot(mut sum: int32x4_t, w: int8x16_t, x: int8x16_t) -> int32x4_t {
    // SAFETY: the instruction has these operands alone, and this function its feature.
    unsafe {
        asm!("sdot {sum:v}.4s, {w:v}.16b, {x:v}.16b", sum = inout(vreg) sum, w = in(vreg) w, x = in(vreg) x,
            options(pure, nomem, nostack, preserves_flags));
    }
    sum
}

#[target_feature(enable = "neon,dotprod")]
#[inline]
fn tile(window: &Window<'_>, sums: &mut Sums<i32>) {
    for part in 0..LANES / 4 / REGISTERS {
        let mut all = [[vdupq_n_s32(0); REGISTERS]; ROWS];
        // SAFETY: `Window::new` has asserted that rows, taps, steps and the weights of a block lie in the slices.
        unsafe {
            let mut weights = window.weights.as_ptr().cast::<i8>().add(part * REGISTERS * 16);
            for tap in 0..window.taps {
                let mut x = window.x.as_ptr().add(tap * window.from_tap);
                for _ in 0..window.steps * DOTS {
                    let w = [0, 16, 32, 48].map(|at| vld1q_s8(weights.add(at)));
                    for (row, sums) in all.iter_mut().enumerate() {
                        let x = x.add(row * window.from_row).cast::<i32>().read_unaligned();
                        let x = vreinterpretq_s8_s32(vdupq_n_s32(x));
                        for (sum, w) in sums.iter_mut().zip(w) {
                            *sum = dot(*sum, w, x);
                        }
                    }
                    x = x.add(DOT);
                    weights = weights.add(LANES * DOT);
                }
            }
        }
        for (sums, all) in sums.iter_mut().zip(all) {
            for (index, sum) in all.into_iter().enumerate() {
                let lanes = &mut sums[(part * REGISTERS + index) * 4..][..4];
                // SAFETY: the slice has the four lanes that are stored.
                unsafe { vst1q_s32(lanes.as_mut_ptr(), sum) };
            }
        }
    }
}

#[target_feature(enable = "neon,dotprod")]
#[inline]
fn float_tile(window: &FloatWindow<'_>, sums: &mut Sums<f32>) {
    for part in 0..LANES / 4 / REGISTERS {
        let mut all = [[vdupq_n_f32(0.0); REGISTERS]; ROWS];
        // SAFETY: `FloatWindow::new` has asserted that the rows and the weights of a block lie in the slices.
        unsafe {
            let mut weights = window.weights.as_ptr().add(part * REGISTERS * 4);
            let mut x = window.x.as_ptr();
            for _ in 0..window.inputs {
                let w = [0, 4, 8, 12].map(|at| vld1q_f32(weights.add(at)));
                for (row, sums) in all.iter_mut().enumerate() {
                    let x = vdupq_n_f32(*x.add(row * window.row_step));
                    for (sum, w) in sums.iter_mut().zip(w) {
                        *sum = vfmaq_f32(*sum, x, w);
                    }
                }
                x = x.add(1);
                weights = weights.add(LANES);
            }
        }
        for (sums, all) in sums.iter_mut().zip(all) {
            for (index, sum) in all.into_iter().enumerate() {
                let lanes = &mut sums[(part * REGISTERS + index) * 4..][..4];
                // SAFETY: the slice has the four lanes that are stored.
                unsafe { vst1q_f32(lanes.as_mut_ptr(), sum) };
            }
        }
    }
}
