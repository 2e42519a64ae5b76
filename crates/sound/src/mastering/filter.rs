//! Biquad filters over sound in memory. Their coefficients are R. Bristow-Johnson's, as the crate `biquad` has them.

use biquad::{Biquad, Coefficients, DirectForm2Transposed, Type};

use crate::SAMPLE_RATE;

/// The coefficients of a filter at a frequency; none for a frequency or a Q that no filter can have.
pub(super) fn coefficients(filter: Type<f64>, hertz: f64, q: f64) -> Option<Coefficients<f64>> {
    Coefficients::from_normalized_params(filter, hertz / (f64::from(SAMPLE_RATE) / 2.0), q).ok()
}

/// Leaves of `samples` what is above `hertz`, and half of the power there if `q` is √½; nothing changes at a frequency that no
/// filter can have.
pub fn high_pass<'s>(hertz: f64, q: f64, samples: impl Iterator<Item = &'s mut f32>) {
    if let Some(filter) = coefficients(Type::HighPass, hertz, q) {
        run(filter, samples);
    }
}

/// Runs a filter, at rest before the first sample.
pub(super) fn run<'s>(filter: Coefficients<f64>, samples: impl Iterator<Item = &'s mut f32>) {
    let mut filter = DirectForm2Transposed::<f64>::new(filter);
    samples.for_each(|sample| *sample = filter.run(f64::from(*sample)) as f32);
}
