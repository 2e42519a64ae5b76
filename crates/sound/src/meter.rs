//! How loud a sound is: integrated loudness (ITU-R BS.1770, EBU R128) and true peak.

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use ebur128::{Channel, EbuR128, Mode};

use super::Track;
use super::oversample::{LATENCY, Oversampler};
use crate::SAMPLE_RATE;

/// Samples of the meter's window, 400 ms: a shorter sound is measured with silence behind it.
const WINDOW: u64 = SAMPLE_RATE as u64 * 4 / 10;

/// A meter for mono sound at [`crate::SAMPLE_RATE`] that is played on two channels.
pub struct Meter {
    loudness: EbuR128,
    oversampler: Oversampler,
    peak: f32,
    samples: u64,
}

/// What a meter read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measurement {
    /// Integrated loudness in LUFS; minus infinity when all is below the meter's gate of -70 LUFS.
    pub loudness: f64,
    /// True peak in dBFS; minus infinity for digital silence.
    pub true_peak: f64,
    /// Samples heard.
    pub samples: u64,
}

impl Meter {
    /// A meter that has heard nothing.
    ///
    /// # Errors
    /// None that a caller can cause: a bug.
    pub fn new() -> Result<Self> {
        Ok(Meter { loudness: ebu(Mode::I)?, oversampler: Oversampler::new(), peak: 0.0, samples: 0 })
    }

    /// Listens to the next samples, in any number.
    ///
    /// # Errors
    /// A bug when a sample is not a finite number; it names the sample.
    pub fn add(&mut self, block: &[f32]) -> Result<()> {
        if let Some(at) = block.iter().position(|x| !x.is_finite()) {
            let at = self.samples + at as u64;
            let what = tr!(
                "sample {at} of the sound, at {seconds:.3} s, is not a number",
                seconds = at as f64 / f64::from(SAMPLE_RATE)
            );
            return Err(Error::bug(what));
        }
        self.samples += block.len() as u64;
        self.hear(block)
    }

    fn hear(&mut self, block: &[f32]) -> Result<()> {
        self.loudness.add_frames_f32(block).map_err(meter_fault)?;
        let mut peak = self.peak;
        self.oversampler.push(block, peak, |_, p| peak = peak.max(p));
        self.peak = peak;
        Ok(())
    }

    /// What was heard so far, at the end.
    ///
    /// # Errors
    /// None that a caller can cause: a bug.
    pub fn finish(mut self) -> Result<Measurement> {
        let missing = WINDOW.saturating_sub(self.samples) as usize;
        self.hear(&vec![0.0; missing])?;
        // The last peaks come out of the oversampler; the loudness has no part in this silence.
        let mut peak = self.peak;
        self.oversampler.push(&[0.0; 2 * LATENCY], peak, |_, p| peak = peak.max(p));
        let loudness = self.loudness.loudness_global().map_err(meter_fault)?;
        Ok(Measurement { loudness, true_peak: decibels(f64::from(peak)), samples: self.samples })
    }

    /// Plays `track` to a meter.
    ///
    /// # Errors
    /// The track's, or as [`Meter::add`].
    pub fn measure(track: &dyn Track) -> Result<Measurement> {
        let mut meter = Meter::new()?;
        track.play(&mut |block| block.chunks(super::BLOCK).try_for_each(|part| meter.add(part)))?;
        meter.finish()
    }
}

/// An amplitude in dBFS.
pub fn decibels(amplitude: f64) -> f64 {
    20.0 * amplitude.log10()
}

/// An amplitude from dBFS.
pub fn amplitude(decibels: f64) -> f64 {
    10f64.powf(decibels / 20.0)
}

/// The loudness of what was heard last, as a sound goes along.
pub struct RunningLoudness {
    meter: EbuR128,
    window: Window,
}

/// How much of a sound [`RunningLoudness`] weighs at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// 400 ms: what EBU R128 calls momentary.
    Momentary,
    /// 3 s: short-term.
    ShortTerm,
}

impl RunningLoudness {
    /// A course that has heard nothing.
    ///
    /// # Errors
    /// None that a caller can cause: a bug.
    pub fn new(window: Window) -> Result<Self> {
        let mode = match window {
            Window::Momentary => Mode::M,
            Window::ShortTerm => Mode::S,
        };
        Ok(RunningLoudness { meter: ebu(mode)?, window })
    }

    /// The loudness in LUFS of the window that ends with `block`.
    ///
    /// # Errors
    /// None that a caller can cause: a bug.
    pub fn add(&mut self, block: &[f32]) -> Result<f64> {
        self.meter.add_frames_f32(block).map_err(meter_fault)?;
        let loudness = match self.window {
            Window::Momentary => self.meter.loudness_momentary(),
            Window::ShortTerm => self.meter.loudness_shortterm(),
        };
        loudness.map_err(meter_fault)
    }
}

/// A meter of mono sound that is heard on both speakers: 3 dB more than one channel alone.
fn ebu(mode: Mode) -> Result<EbuR128> {
    let mut meter = EbuR128::new(1, SAMPLE_RATE, mode).map_err(meter_fault)?;
    meter.set_channel(0, Channel::DualMono).map_err(meter_fault)?;
    Ok(meter)
}

fn meter_fault(error: ebur128::Error) -> Error {
    Error::bug(tr!("the loudness meter refused its settings")).caused_by(error)
}
