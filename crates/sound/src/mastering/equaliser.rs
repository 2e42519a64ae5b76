//! A parametric equaliser.

use altavoce_base::toml_file::{SettingError, in_range};
use biquad::Type;
use serde::{Deserialize, Serialize};

use super::filter;
use crate::meter::amplitude;

/// The colour of a voice: bands one behind the other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Equaliser {
    /// What is turned up or down.
    pub bands: Vec<Band>,
    /// In dB, for the whole sound: it makes up for what the bands change of the voice's loudness, so that a show that
    /// turns the equaliser off has its voices matched all the same.
    #[serde(default)]
    pub gain: f64,
}

/// A filter of the second order.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// What it acts on.
    #[serde(default)]
    pub shape: Shape,
    /// The middle of a peak; where a shelf has half of its gain in dB.
    pub hertz: f64,
    /// In dB.
    pub gain: f64,
    /// The sharpness. A shelf overshoots above 0.7.
    #[serde(default = "butterworth")]
    pub q: f64,
}

/// What a band acts on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// What lies around its frequency.
    #[default]
    Peak,
    /// What lies below it.
    LowShelf,
    /// What lies above it.
    HighShelf,
}

fn butterworth() -> f64 {
    std::f64::consts::FRAC_1_SQRT_2
}

impl Equaliser {
    /// Checks that every number is in its range.
    ///
    /// # Errors
    /// The first that is not.
    pub fn check(&self) -> Result<(), SettingError> {
        for (n, band) in self.bands.iter().enumerate() {
            band.check().map_err(|e| e.below(n).below("bands"))?;
        }
        in_range("gain", self.gain, -24.0, 24.0)
    }

    /// Equalises a passage. A band that [`Equaliser::check`] refuses is left out.
    pub fn apply(&self, samples: &mut [f32]) {
        for band in &self.bands {
            let shape = match band.shape {
                Shape::Peak => Type::PeakingEQ(band.gain),
                Shape::LowShelf => Type::LowShelf(band.gain),
                Shape::HighShelf => Type::HighShelf(band.gain),
            };
            if let Some(filter) = filter::coefficients(shape, band.hertz, band.q) {
                filter::run(filter, samples.iter_mut());
            }
        }
        let gain = amplitude(self.gain) as f32;
        samples.iter_mut().for_each(|sample| *sample *= gain);
    }
}

impl Band {
    fn check(&self) -> Result<(), SettingError> {
        in_range("hertz", self.hertz, 20.0, 11_000.0)?;
        in_range("gain", self.gain, -18.0, 18.0)?;
        in_range("q", self.q, 0.1, 10.0)
    }
}
