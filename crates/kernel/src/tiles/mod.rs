//! The innermost loops, compiled for each instruction set: the only `unsafe` of the workspace.
//!
//! Two things here need it, and this is why they are sound:
//!
//! - **Calling what is compiled for a target feature.** An [`InstructionSet`] comes from detection alone (its field is private
//!   to its module), and [`kernels`] gives for a level only what is compiled for the features that its detection asked for.
//! - **Reading through pointers.** A tile reads nothing but what a [`Window`] or a [`FloatWindow`] spans, and those can be made
//!   only by their `new`, which asserts that the last byte that any tile of [`TILE`] rows reads lies within its slices. Sums are
//!   kept in registers and written to arrays of fixed size, by safe indexing or by a store of the whole array.

#![allow(unsafe_code)]

#[cfg(target_arch = "aarch64")]
mod arm;
mod scalar;
#[cfg(target_arch = "x86_64")]
mod x86;

use crate::InstructionSet;
use crate::convolution::Layer;
use crate::float::FloatLayer;
use crate::instructions::Level;
use crate::pointwise::Pointwise;
use crate::quantized::{Byte, QuantizedRows, Span};
use crate::weights::{DOTS, Dot, LANES, STEP};

/// Rows of the tallest tile.
pub(crate) const TILE: usize = 12;

/// The sums of a tile: of each row, of each output of a block.
pub(crate) type Sums<T> = [[T; LANES]; TILE];

/// What a tile of bytes reads: [`TILE`] rows of activations, and the weights of one block of outputs.
pub(crate) struct Window<'a> {
    x: &'a [Byte],
    weights: &'a [Dot],
    narrow: &'a [bool],
    from_row: usize,
    from_tap: usize,
    taps: usize,
    steps: usize,
}

impl<'a> Window<'a> {
    /// Rows `from_row` bytes apart, each of `taps` pieces `from_tap` bytes apart, each of `steps` times [`STEP`] bytes.
    ///
    /// # Panics
    ///
    /// If a tile of [`TILE`] rows reached behind the slices.
    #[inline(always)]
    pub(crate) fn new(
        x: &'a [Byte],
        weights: &'a [Dot],
        narrow: &'a [bool],
        (from_row, from_tap): (usize, usize),
        (taps, steps): (usize, usize),
    ) -> Window<'a> {
        assert!(taps > 0 && steps > 0);
        assert!(x.len() >= (TILE - 1) * from_row + (taps - 1) * from_tap + steps * STEP);
        assert!(weights.len() >= taps * steps * DOTS);
        assert!(narrow.len() >= taps * steps);
        Window { x, weights, narrow, from_row, from_tap, taps, steps }
    }
}

/// What a tile of single precision reads.
pub(crate) struct FloatWindow<'a> {
    x: &'a [f32],
    weights: &'a [f32],
    row_step: usize,
    inputs: usize,
}

impl<'a> FloatWindow<'a> {
    /// Rows `row_step` values apart, each of `inputs` values.
    ///
    /// # Panics
    ///
    /// If a tile of [`TILE`] rows reached behind the slices.
    #[inline(always)]
    pub(crate) fn new(x: &'a [f32], weights: &'a [f32], row_step: usize, inputs: usize) -> FloatWindow<'a> {
        assert!(x.len() >= (TILE - 1) * row_step + inputs);
        assert!(weights.len() >= inputs * LANES);
        FloatWindow { x, weights, row_step, inputs }
    }
}

/// Asks for what will be written soon.
#[inline(always)]
pub(crate) fn prefetch(values: &[f32]) {
    #[cfg(target_arch = "x86_64")]
    for line in values.chunks(16) {
        // SAFETY: SSE is of every x86-64, and a prefetch reads nothing that the program could see.
        unsafe { std::arch::x86_64::_mm_prefetch::<{ std::arch::x86_64::_MM_HINT_T0 }>(line.as_ptr().cast()) }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = values;
}

/// What is compiled for one instruction set: each may be called where its features are.
struct Kernels {
    layer: unsafe fn(&Layer<'_>, &mut [f32]),
    integers: unsafe fn(&Layer<'_>, &mut [i32]),
    float_layer: unsafe fn(&FloatLayer<'_>, &mut [f32]),
    span: unsafe fn(&Pointwise<'_>, &[f32]) -> Span,
    quantize: unsafe fn(&Pointwise<'_>, &[f32], QuantizedRows<'_>),
    apply: unsafe fn(&Pointwise<'_>, &[f32], &mut [f32]),
    moments: unsafe fn(&[f32], usize, &mut [f32]),
}

/// Compiles the bodies of the other modules, which are generic and safe, for some features, around the tiles given.
macro_rules! compiled {
    ($name:ident, $(#[$features:meta])*, $rows:literal, $tile:path, $float_rows:literal, $float_tile:path) => {
        pub(in crate::tiles) static $name: $crate::tiles::Kernels = {
            use $crate::tiles::{FloatWindow, Sums, Window};

            $(#[$features])*
            fn layer(layer: &$crate::convolution::Layer<'_>, out: &mut [f32]) {
                // SAFETY: this function has the features of the tile.
                #[allow(unused_unsafe)]
                layer.floats::<$rows>(out, |window: &Window<'_>, sums: &mut Sums<i32>| unsafe { $tile(window, sums) });
            }
            $(#[$features])*
            fn integers(layer: &$crate::convolution::Layer<'_>, out: &mut [i32]) {
                // SAFETY: this function has the features of the tile.
                #[allow(unused_unsafe)]
                layer.integers::<$rows>(out, |window: &Window<'_>, sums: &mut Sums<i32>| unsafe { $tile(window, sums) });
            }
            $(#[$features])*
            fn float_layer(layer: &$crate::float::FloatLayer<'_>, out: &mut [f32]) {
                // SAFETY: this function has the features of the tile.
                #[allow(unused_unsafe)]
                layer.run::<$float_rows>(out, |window: &FloatWindow<'_>, sums: &mut Sums<f32>| unsafe {
                    $float_tile(window, sums)
                });
            }
            $(#[$features])*
            fn span(pass: &$crate::Pointwise<'_>, x: &[f32]) -> $crate::Span {
                pass.span_body(x)
            }
            $(#[$features])*
            fn quantize(pass: &$crate::Pointwise<'_>, x: &[f32], into: $crate::QuantizedRows<'_>) {
                pass.quantize_body(x, into)
            }
            $(#[$features])*
            fn apply(pass: &$crate::Pointwise<'_>, x: &[f32], out: &mut [f32]) {
                pass.apply_body(x, out)
            }
            $(#[$features])*
            fn moments(x: &[f32], channels: usize, out: &mut [f32]) {
                $crate::moments::blocks_body(x, channels, out)
            }
            $crate::tiles::Kernels { layer, integers, float_layer, span, quantize, apply, moments }
        };
    };
}
use compiled;

fn kernels(set: InstructionSet) -> &'static Kernels {
    match set.level() {
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 => &x86::AVX2,
        #[cfg(target_arch = "x86_64")]
        Level::AvxVnni => &x86::AVX_VNNI,
        #[cfg(target_arch = "x86_64")]
        Level::Vnni256 => &x86::VNNI256,
        #[cfg(target_arch = "x86_64")]
        Level::Vnni512 => &x86::VNNI512,
        #[cfg(target_arch = "aarch64")]
        Level::Neon => &arm::NEON,
        _ => &scalar::SCALAR,
    }
}

// SAFETY of all that follow: `set` says that this machine has the features for which its kernels are compiled.

pub(crate) fn layer(set: InstructionSet, layer: &Layer<'_>, out: &mut [f32]) {
    unsafe { (kernels(set).layer)(layer, out) }
}

pub(crate) fn integers(set: InstructionSet, layer: &Layer<'_>, out: &mut [i32]) {
    unsafe { (kernels(set).integers)(layer, out) }
}

pub(crate) fn float_layer(set: InstructionSet, layer: &FloatLayer<'_>, out: &mut [f32]) {
    unsafe { (kernels(set).float_layer)(layer, out) }
}

pub(crate) fn span(set: InstructionSet, pass: &Pointwise<'_>, x: &[f32]) -> Span {
    unsafe { (kernels(set).span)(pass, x) }
}

pub(crate) fn quantize(set: InstructionSet, pass: &Pointwise<'_>, x: &[f32], into: QuantizedRows<'_>) {
    unsafe { (kernels(set).quantize)(pass, x, into) }
}

pub(crate) fn apply(set: InstructionSet, pass: &Pointwise<'_>, x: &[f32], out: &mut [f32]) {
    unsafe { (kernels(set).apply)(pass, x, out) }
}

pub(crate) fn moments(set: InstructionSet, x: &[f32], channels: usize, out: &mut [f32]) {
    unsafe { (kernels(set).moments)(x, channels, out) }
}
