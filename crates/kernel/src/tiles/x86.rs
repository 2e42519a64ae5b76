//! x86-64: AVX2, and the byte dot products of AVX-VNNI and AVX-512.

use std::arch::x86_64::*;

use super::{FloatWindow, Sums, Window};
use crate::weights::{DOT, LANES};

super::compiled!(AVX2, #[target_feature(enable = "avx2,fma")], 4, avx2, 6, float256);
super::compiled!(AVX_VNNI, #[target_feature(enable = "avx2,fma,avxvnni")], 6, avx_vnni, 6, float256);
super::compiled!(
    VNNI256,
    #[target_feature(enable = "avx2,fma,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")],
    6, vnni256, 6, float256
);
super::compiled!(
    VNNI512,
    #[target_feature(enable = "avx2,fma,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")],
    12, vnni512, 12, float512
);

/// A tile of ROWS × REGISTERS sums of 256 bits at a time, over the LANES of a block from left to right.
macro_rules! tile256 {
    ($name:ident, $features:literal, $rows:literal, $registers:literal, $dot:expr) => {
        #[target_feature(enable = $features)]
        #[inline]
        fn $name(window: &Window<'_>, sums: &mut Sums<i32>) {
            let dot = $dot;
            for part in 0..LANES / 8 / $registers {
                let mut all = [[_mm256_setzero_si256(); $registers]; $rows];
                // SAFETY: `Window::new` has asserted that rows, taps, groups and the weights of a block lie in the slices.
                unsafe {
                    let mut weights = window.weights.as_ptr().add(part * $registers * 32);
                    for tap in 0..window.taps {
                        let mut x = window.x.as_ptr().add(tap * window.tap_step);
                        for _ in 0..window.groups {
                            let mut w = [_mm256_setzero_si256(); $registers];
                            for (index, w) in w.iter_mut().enumerate() {
                                *w = _mm256_loadu_si256(weights.add(index * 32).cast());
                            }
                            for (row, sums) in all.iter_mut().enumerate() {
                                let x = x.add(row * window.row_step).cast::<i32>().read_unaligned();
                                let x = _mm256_set1_epi32(x);
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
                        let lanes = &mut sums[(part * $registers + index) * 8..][..8];
                        // SAFETY: the slice has the eight lanes that are stored.
                        unsafe { _mm256_storeu_si256(lanes.as_mut_ptr().cast(), sum) };
                    }
                }
            }
        }
    };
}

tile256!(avx2, "avx2,fma", 4, 2, |sum, w, x| {
    // Two products of at most 127 · 128 make at most 32512: nothing saturates.
    _mm256_add_epi32(sum, _mm256_madd_epi16(_mm256_maddubs_epi16(w, x), _mm256_set1_epi16(1)))
});
tile256!(avx_vnni, "avx2,fma,avxvnni", 6, 2, |sum, w, x| _mm256_dpbusd_avx_epi32(sum, w, x));
tile256!(vnni256, "avx2,fma,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni", 6, 4, |sum, w, x| {
    _mm256_dpbusd_epi32(sum, w, x)
});

#[target_feature(enable = "avx2,fma,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
#[inline]
fn vnni512(window: &Window<'_>, sums: &mut Sums<i32>) {
    let mut all = [[_mm512_setzero_si512(); 2]; 12];
    // SAFETY: `Window::new` has asserted that rows, taps, groups and the weights of a block lie in the slices.
    unsafe {
        let mut weights = window.weights.as_ptr();
        for tap in 0..window.taps {
            let mut x = window.x.as_ptr().add(tap * window.tap_step);
            for _ in 0..window.groups {
                let w = [_mm512_loadu_si512(weights.cast()), _mm512_loadu_si512(weights.add(64).cast())];
                for (row, sums) in all.iter_mut().enumerate() {
                    let x = _mm512_set1_epi32(x.add(row * window.row_step).cast::<i32>().read_unaligned());
                    sums[0] = _mm512_dpbusd_epi32(sums[0], w[0], x);
                    sums[1] = _mm512_dpbusd_epi32(sums[1], w[1], x);
                }
                x = x.add(DOT);
                weights = weights.add(LANES * DOT);
            }
        }
    }
    for (sums, [left, right]) in sums.iter_mut().zip(all) {
        // SAFETY: a row of sums has the thirty-two lanes that are stored.
        unsafe {
            _mm512_storeu_si512(sums.as_mut_ptr().cast(), left);
            _mm512_storeu_si512(sums.as_mut_ptr().add(16).cast(), right);
        }
    }
}

#[target_feature(enable = "avx2,fma")]
#[inline]
fn float256(window: &FloatWindow<'_>, sums: &mut Sums<f32>) {
    for part in 0..LANES / 16 {
        let mut all = [[_mm256_setzero_ps(); 2]; 6];
        // SAFETY: `FloatWindow::new` has asserted that the rows and the weights of a block lie in the slices.
        unsafe {
            let mut weights = window.weights.as_ptr().add(part * 16);
            let mut x = window.x.as_ptr();
            for _ in 0..window.inputs {
                let w = [_mm256_loadu_ps(weights), _mm256_loadu_ps(weights.add(8))];
                for (row, sums) in all.iter_mut().enumerate() {
                    let x = _mm256_set1_ps(*x.add(row * window.row_step));
                    sums[0] = _mm256_fmadd_ps(x, w[0], sums[0]);
                    sums[1] = _mm256_fmadd_ps(x, w[1], sums[1]);
                }
                x = x.add(1);
                weights = weights.add(LANES);
            }
        }
        for (sums, [left, right]) in sums.iter_mut().zip(all) {
            let lanes = &mut sums[part * 16..][..16];
            // SAFETY: the slice has the sixteen lanes that are stored.
            unsafe {
                _mm256_storeu_ps(lanes.as_mut_ptr(), left);
                _mm256_storeu_ps(lanes.as_mut_ptr().add(8), right);
            }
        }
    }
}

#[target_feature(enable = "avx2,fma,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
#[inline]
fn float512(window: &FloatWindow<'_>, sums: &mut Sums<f32>) {
    let mut all = [[_mm512_setzero_ps(); 2]; 12];
    // SAFETY: `FloatWindow::new` has asserted that the rows and the weights of a block lie in the slices.
    unsafe {
        let mut weights = window.weights.as_ptr();
        let mut x = window.x.as_ptr();
        for _ in 0..window.inputs {
            let w = [_mm512_loadu_ps(weights), _mm512_loadu_ps(weights.add(16))];
            for (row, sums) in all.iter_mut().enumerate() {
                let x = _mm512_set1_ps(*x.add(row * window.row_step));
                sums[0] = _mm512_fmadd_ps(x, w[0], sums[0]);
                sums[1] = _mm512_fmadd_ps(x, w[1], sums[1]);
            }
            x = x.add(1);
            weights = weights.add(LANES);
        }
    }
    for (sums, [left, right]) in sums.iter_mut().zip(all) {
        // SAFETY: a row of sums has the thirty-two lanes that are stored.
        unsafe {
            _mm512_storeu_ps(sums.as_mut_ptr(), left);
            _mm512_storeu_ps(sums.as_mut_ptr().add(16), right);
        }
    }
}
