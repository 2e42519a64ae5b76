#![doc = include_str!("../README.md")]
#![deny(unsafe_code)]

mod convolution;
mod float;
mod instructions;
mod moments;
mod pointwise;
mod quantized;
mod tiles;
mod weights;

pub use convolution::{Add, Convolution, Epilogue};
pub use float::{FloatConvolution, Padded};
pub use instructions::{InstructionSet, UnknownInstructionSet, VARIABLE};
pub use moments::{BLOCK_ROWS, Moments};
pub use pointwise::{Activation, Pointwise};
pub use quantized::{Quantization, Quantized, QuantizedRows, Span};
pub use weights::{PackError, PackedWeights, Shape};
