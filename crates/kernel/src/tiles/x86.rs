//! x86-64: AVX2, and the byte dot products of AVX-VNNI and AVX-512.

use std::arch::x86_64::*;

use super::{FloatWindow, Sums, Window};
use crate::quantized::Byte;
use crate::weights::{DOT, DOTS, LANES, STEP};

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

/// A tile of ROWS × REGISTERS sums of 256 bits at a time, over the LANES of a block from left to right. `step` adds the dots of one
/// step, if it can; `rest` adds those that it cannot.
macro_rules! tile256 {
    ($name:ident, $features:literal, $rows:literal, $registers:literal, $step:ident, $rest:ident) => {
        #[target_feature(enable = $features)]
        #[inline]
        fn $name(window: &Window<'_>, sums: &mut Sums<i32>) {
            for part in 0..LANES / 8 / $registers {
                let mut all = [[_mm256_setzero_si256(); $registers]; $rows];
                // SAFETY: `Window::new` has asserted that rows, taps, steps and the weights of a block lie in the slices.
                unsafe {
                    let mut weights = window.weights.as_ptr().cast::<i8>().add(part * $registers * 32);
                    let mut narrow = window.narrow.as_ptr();
                    for tap in 0..window.taps {
                        let mut x = window.x.as_ptr().add(tap * window.from_tap);
                        for _ in 0..window.steps {
                            $step(&mut all, x, window.from_row, weights, *narrow);
                            x = x.add(STEP);
                            weights = weights.add(STEP * LANES);
                            narrow = narrow.add(1);
                        }
                    }
                    $rest(&mut all, window, part * $registers * 32);
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

tile256!(avx2, "avx2,fma", 4, 2, avx2_narrow, avx2_wide);
tile256!(avx_vnni, "avx2,fma,avxvnni", 6, 2, avx_vnni_all, nothing);
tile256!(vnni256, "avx2,fma,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni", 6, 4, vnni256_all, nothing);

/// The dots of a step, of so many rows and outputs, if its weights are narrow: `x` and `weights` stand at the first of them.
///
/// # Safety
///
/// All rows and all weights of the step are there to be read.
#[target_feature(enable = "avx2,fma")]
#[inline]
unsafe fn avx2_narrow<const ROWS: usize, const REGISTERS: usize>(
    all: &mut [[__m256i; REGISTERS]; ROWS],
    x: *const Byte,
    from_row: usize,
    weights: *const i8,
    narrow: bool,
) {
    if !narrow {
        return;
    }
    // A row at a time: sixteen registers have no room for the halves of all rows beside their sums.
    for (row, sums) in all.iter_mut().enumerate() {
        let mut halves = [_mm256_setzero_si256(); REGISTERS];
        for dot in 0..DOTS {
            // SAFETY: the caller's.
            let (x, w) = unsafe {
                (broadcast256(x.add(row * from_row + dot * DOT)), load256::<REGISTERS>(weights.add(dot * LANES * DOT)))
            };
            for (half, w) in halves.iter_mut().zip(w) {
                *half = _mm256_add_epi16(*half, _mm256_maddubs_epi16(x, w));
            }
        }
        for (sum, half) in sums.iter_mut().zip(halves) {
            *sum = _mm256_add_epi32(*sum, _mm256_madd_epi16(half, _mm256_set1_epi16(1)));
        }
    }
}

/// The dots of all steps whose weights are not narrow: one weight of two at a time, whose product fits in any case.
///
/// # Safety
///
/// The weights from `first` on have `REGISTERS` registers, and the window `ROWS` rows.
#[target_feature(enable = "avx2,fma")]
#[inline]
unsafe fn avx2_wide<const ROWS: usize, const REGISTERS: usize>(
    all: &mut [[__m256i; REGISTERS]; ROWS],
    window: &Window<'_>,
    first: usize,
) {
    let odd = _mm256_set1_epi16(0x00ff);
    for (step, _) in window.narrow[..window.taps * window.steps].iter().enumerate().filter(|(_, narrow)| !**narrow) {
        let (tap, step_of_tap) = (step / window.steps, step % window.steps);
        for dot in 0..DOTS {
            // SAFETY: `Window::new` has asserted that rows, taps, steps and the weights of a block lie in the slices.
            unsafe {
                let weights = window.weights.as_ptr().cast::<i8>().add(step * STEP * LANES + dot * LANES * DOT + first);
                let x = window.x.as_ptr().add(tap * window.from_tap + step_of_tap * STEP + dot * DOT);
                for (row, sums) in all.iter_mut().enumerate() {
                    let x = broadcast256(x.add(row * window.from_row));
                    for (sum, w) in sums.iter_mut().zip(load256::<REGISTERS>(weights)) {
                        for w in [_mm256_and_si256(w, odd), _mm256_andnot_si256(odd, w)] {
                            let product = _mm256_madd_epi16(_mm256_maddubs_epi16(x, w), _mm256_set1_epi16(1));
                            *sum = _mm256_add_epi32(*sum, product);
                        }
                    }
                }
            }
        }
    }
}

macro_rules! all256 {
    ($name:ident, $features:literal, $dot:ident) => {
        /// The dots of a step, of so many rows and outputs: `x` and `weights` stand at the first of them.
        ///
        /// # Safety
        ///
        /// All rows and all weights of the step are there to be read.
        #[target_feature(enable = $features)]
        #[inline]
        unsafe fn $name<const ROWS: usize, const REGISTERS: usize>(
            all: &mut [[__m256i; REGISTERS]; ROWS],
            x: *const Byte,
            from_row: usize,
            weights: *const i8,
            _narrow: bool,
        ) {
            for dot in 0..DOTS {
                // SAFETY: the caller's.
                let w = unsafe { load256::<REGISTERS>(weights.add(dot * LANES * DOT)) };
                for (row, sums) in all.iter_mut().enumerate() {
                    // SAFETY: the caller's.
                    let x = unsafe { broadcast256(x.add(row * from_row + dot * DOT)) };
                    for (sum, w) in sums.iter_mut().zip(w) {
                        *sum = $dot(*sum, x, w);
                    }
                }
            }
        }
    };
}
all256!(avx_vnni_all, "avx2,fma,avxvnni", _mm256_dpbusd_avx_epi32);
all256!(vnni256_all, "avx2,fma,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni", _mm256_dpbusd_epi32);

/// What is left where every step could be added.
#[inline(always)]
unsafe fn nothing<const ROWS: usize, const REGISTERS: usize>(
    _: &mut [[__m256i; REGISTERS]; ROWS],
    _: &Window<'_>,
    _: usize,
) {
}

/// Weights of as many registers, one behind the other.
///
/// # Safety
///
/// They are there to be read.
#[target_feature(enable = "avx2,fma")]
#[inline]
unsafe fn load256<const REGISTERS: usize>(weights: *const i8) -> [__m256i; REGISTERS] {
    let mut w = [_mm256_setzero_si256(); REGISTERS];
    for (index, w) in w.iter_mut().enumerate() {
        // SAFETY: the caller's.
        *w = unsafe { _mm256_load_si256(weights.add(index * 32).cast()) };
    }
    w
}

/// Four bytes, for every output.
///
/// # Safety
///
/// They are there to be read.
#[target_feature(enable = "avx2,fma")]
#[inline]
unsafe fn broadcast256(x: *const Byte) -> __m256i {
    // SAFETY: the caller's.
    _mm256_set1_epi32(unsafe { x.cast::<i32>().read_unaligned() })
}

#[target_feature(enable = "avx2,fma,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
#[inline]
fn vnni512(window: &Window<'_>, sums: &mut Sums<i32>) {
    let mut all = [[_mm512_setzero_si512(); 2]; 12];
    // SAFETY: `Window::new` has asserted that rows, taps, steps and the weights of a block lie in the slices.
    unsafe {
        let mut weights = window.weights.as_ptr().cast::<i8>();
        for tap in 0..window.taps {
            let mut x = window.x.as_ptr().add(tap * window.from_tap);
            for _ in 0..window.steps * DOTS {
                let w = [_mm512_load_si512(weights.cast()), _mm512_load_si512(weights.add(64).cast())];
                for (row, sums) in all.iter_mut().enumerate() {
                    let x = _mm512_set1_epi32(x.add(row * window.from_row).cast::<i32>().read_unaligned());
                    sums[0] = _mm512_dpbusd_epi32(sums[0], x, w[0]);
                    sums[1] = _mm512_dpbusd_epi32(sums[1], x, w[1]);
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
