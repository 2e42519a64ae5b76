#![doc = include_str!("../README.md")]

mod resample;
mod spectrum;

pub use resample::{Resampler, resample, resampled_len};
pub use spectrum::magnitudes;
