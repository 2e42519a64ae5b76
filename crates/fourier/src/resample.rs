//! Another sample rate, with every sample in its place.

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Resampler as _};

/// Input samples that the filter spans, at least. Measured from 24 to 44.1 kHz: tones up to 11.5 kHz come out as
/// themselves with everything else, images too, at least 119 dB below.
const SPAN: usize = 1280;

/// Changes the sample rate of a stream: sample n lands at n·to/from, and `round(n·to/from)` samples come out of n.
pub struct Resampler {
    from: u32,
    to: u32,
    /// None when both rates are the same.
    fft: Option<Fft<f32>>,
    /// Samples that do not fill a step yet.
    input: Vec<f32>,
    output: Vec<f32>,
    /// Samples still to be dropped: the filter's delay.
    early: usize,
    taken: u64,
    given: u64,
}

/// What a [`Resampler`] hands its samples to.
type Sink<'a> = &'a mut dyn FnMut(&[f32]) -> Result<()>;

impl Resampler {
    /// A resampler between two rates in Hz.
    ///
    /// # Errors
    /// A bug when a rate is 0.
    pub fn new(from: u32, to: u32) -> Result<Self> {
        let mut this =
            Resampler { from, to, fft: None, input: Vec::new(), output: Vec::new(), early: 0, taken: 0, given: 0 };
        if from == to && from > 0 {
            return Ok(this);
        }
        let (rate_in, rate_out) = (from as usize, to as usize);
        // The filter's middle falls on a sample at both rates only if it spans an even number of rubato's smallest
        // steps; only then is the delay a whole number that can be cut off.
        let step = rate_in / common_divisor(rate_in, rate_out).max(1);
        let span = SPAN.div_ceil((2 * step).max(1)) * 2 * step;
        let fft = Fft::new(rate_in, rate_out, span.max(1), 1, FixedSync::Both);
        let fft = fft.map_err(|e| Error::bug(tr!("cannot resample from {from} to {to} Hz")).caused_by(e))?;
        this.early = fft.output_delay();
        this.output = vec![0.0; fft.output_frames_max()];
        this.fft = Some(fft);
        Ok(this)
    }

    /// Takes samples in any number; hands on what is ready.
    ///
    /// # Errors
    /// The sink's.
    pub fn push(&mut self, samples: &[f32], sink: Sink) -> Result<()> {
        self.taken += samples.len() as u64;
        let Some(fft) = &self.fft else {
            self.given = self.taken;
            return sink(samples);
        };
        let step = fft.input_frames_next();
        self.input.extend_from_slice(samples);
        let mut done = 0;
        while self.input.len() - done >= step {
            self.step(done, sink)?;
            done += step;
        }
        self.input.drain(..done);
        Ok(())
    }

    /// Hands on what is still inside, up to the exact length.
    ///
    /// # Errors
    /// The sink's.
    pub fn finish(mut self, sink: Sink) -> Result<()> {
        let Some(fft) = &self.fft else { return Ok(()) };
        let step = fft.input_frames_next();
        while self.given < resampled_len(self.taken, self.from, self.to) {
            self.input.resize(step, 0.0);
            self.step(0, sink)?;
            self.input.clear();
        }
        Ok(())
    }

    /// Filters one step of the input from `start`.
    fn step(&mut self, start: usize, sink: Sink) -> Result<()> {
        let Some(fft) = &mut self.fft else { return Ok(()) };
        let fault = |e: &dyn std::fmt::Display| Error::bug(tr!("the resampler failed: {e}"));
        let (step, most) = (fft.input_frames_next(), self.output.len());
        let input = InterleavedSlice::new(&self.input[start..start + step], 1, step).map_err(|e| fault(&e))?;
        let mut output = InterleavedSlice::new_mut(&mut self.output, 1, most).map_err(|e| fault(&e))?;
        let (_, made) = fft.process_into_buffer(&input, &mut output, None).map_err(|e| fault(&e))?;

        let dropped = self.early.min(made);
        self.early -= dropped;
        // Behind the last sample there is only the filter's ringing.
        let room = resampled_len(self.taken, self.from, self.to) - self.given;
        let end = made.min(dropped + usize::try_from(room).unwrap_or(usize::MAX));
        self.given += (end - dropped) as u64;
        if end > dropped { sink(&self.output[dropped..end]) } else { Ok(()) }
    }
}

/// Resamples a whole sound in memory.
///
/// # Errors
/// A bug when a rate is 0.
///
/// ```
/// let second = vec![0.0; 22_050];
/// assert_eq!(altavoce_fourier::resample(&second, 22_050, 24_000)?.len(), 24_000);
/// assert!(altavoce_fourier::resample(&second, 0, 24_000).is_err());
/// # Ok::<(), altavoce_base::error::Error>(())
/// ```
pub fn resample(samples: &[f32], from: u32, to: u32) -> Result<Vec<f32>> {
    let mut resampler = Resampler::new(from, to)?;
    let mut out = Vec::new();
    let mut sink = |block: &[f32]| {
        out.extend_from_slice(block);
        Ok(())
    };
    resampler.push(samples, &mut sink)?;
    resampler.finish(&mut sink)?;
    Ok(out)
}

/// How many samples at `to` Hz last as long as `samples` at `from` Hz, rounded.
pub fn resampled_len(samples: u64, from: u32, to: u32) -> u64 {
    let (from, to) = (u128::from(from.max(1)), u128::from(to));
    ((u128::from(samples) * to + from / 2) / from) as u64
}

fn common_divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { common_divisor(b, a % b) }
}
