//! An episode's WAV, read from disk as the device asks for it.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use hound::{SampleFormat, WavReader};
use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Resampler};

use crate::episode::manifest::Manifest;
use crate::error::{Error, Result};

/// Input samples that are read and resampled at a time: 53 ms at 24 kHz, and long enough for a clean filter.
const BLOCK: usize = 1280;

/// A mono 16-bit WAV with a place in it, and a resampler to the device's rate: rodio's own draws straight lines between
/// samples, which dulls the sibilants that a listener wants to judge.
pub struct Tape {
    path: PathBuf,
    wav: WavReader<BufReader<File>>,
    length: u64,
    place: u64,
    resampler: Option<Fft<f32>>,
    block: Vec<f32>,
    output: Vec<f32>,
    /// Output samples to be dropped after a start or a seek: the filter's delay.
    early: usize,
    /// Input samples of silence that push the last sound through the filter.
    flush: usize,
}

impl Tape {
    /// Opens a WAV, which must be the one that `manifest` describes if there is one.
    ///
    /// # Errors
    /// The operator's: unreadable, or not the WAV of that manifest.
    pub fn open(path: &Path, manifest: Option<&Manifest>) -> Result<Tape> {
        let wrong = |what: String| Error::operator(what).in_file(path).fix("make the episode again");
        let file = File::open(path).map_err(|e| Error::io("read", path, e))?;
        let wav = WavReader::new(BufReader::with_capacity(1 << 16, file))
            .map_err(|e| wrong(format!("this is not a WAV that can be played: {e}")).caused_by(e))?;
        let spec = wav.spec();
        if (spec.channels, spec.bits_per_sample, spec.sample_format) != (1, 16, SampleFormat::Int) {
            return Err(wrong("this is not a WAV of 16 bits in one channel".into()));
        }
        let length = u64::from(wav.duration());
        if spec.sample_rate == 0 {
            return Err(wrong("this WAV has no sample rate".into()));
        }
        if let Some(m) = manifest.filter(|m| (m.samples, m.sample_rate) != (length, spec.sample_rate)) {
            return Err(wrong(format!("the file has {length} samples but its manifest says {}", m.samples)));
        }
        let path = path.to_path_buf();
        let (block, output) = (vec![0.0; BLOCK], vec![0.0; BLOCK]);
        Ok(Tape { path, wav, length, place: 0, resampler: None, block, output, early: 0, flush: 0 })
    }

    /// Samples a second in the file.
    pub fn rate(&self) -> u32 {
        self.wav.spec().sample_rate
    }

    /// Length in samples.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// The sample that is read next.
    pub fn place(&self) -> u64 {
        self.place
    }

    /// Gives samples at `rate` from now on.
    ///
    /// # Errors
    /// The operator's: a rate that no resampler makes.
    pub fn resample(&mut self, rate: u32) -> Result<()> {
        self.resampler = None;
        if rate != self.rate() {
            let (from, to) = (self.rate() as usize, rate as usize);
            // Only over an even number of the smallest steps is the filter's delay a whole number of output samples.
            let steps = 2 * from / common_divisor(from, to);
            let fft = Fft::new(from, to, BLOCK.next_multiple_of(steps), 1, FixedSync::Both).map_err(|e| {
                let what = format!("the sound device asks for {rate} samples a second, which cannot be made");
                Error::operator(what).fix("choose another device or rate in the system's sound settings").caused_by(e)
            })?;
            self.block = vec![0.0; fft.input_frames_max()];
            self.output = vec![0.0; fft.output_frames_max()];
            self.resampler = Some(fft);
        }
        self.rewind_filter();
        Ok(())
    }

    /// Goes to a sample; past the end is the end.
    ///
    /// # Errors
    /// The operator's: the file cannot be read any more.
    pub fn seek(&mut self, place: u64) -> Result<()> {
        self.place = place.min(self.length);
        // A WAV counts its samples in 32 bits, so `length` and all below it fit.
        let place = u32::try_from(self.place).unwrap_or(u32::MAX);
        self.wav.seek(place).map_err(|e| Error::io("read", &self.path, e))?;
        self.rewind_filter();
        Ok(())
    }

    fn rewind_filter(&mut self) {
        (self.early, self.flush) = (0, 0);
        if let Some(fft) = &mut self.resampler {
            fft.reset();
            self.early = fft.output_delay();
            self.flush = (self.early as f64 / fft.resample_ratio()).ceil() as usize;
        }
    }

    /// The next samples at the device's rate, in [-1, 1]; none at the end.
    ///
    /// # Errors
    /// The operator's: the file cannot be read any more. A bug: the resampler refuses what it asked for.
    pub fn read(&mut self) -> Result<&[f32]> {
        loop {
            let wanted = self.block.len();
            let mut read = 0;
            for sample in self.wav.samples::<i16>().take(wanted) {
                let sample = sample.map_err(|e| {
                    let error = Error::operator(format!("the WAV cannot be read any further: {e}"));
                    error.in_file(&self.path).fix("make the episode again").caused_by(e)
                })?;
                self.block[read] = f32::from(sample) / 32768.0;
                read += 1;
            }
            self.place += read as u64;
            let Some(fft) = &mut self.resampler else { return Ok(&self.block[..read]) };
            if read < wanted {
                if read == 0 && self.flush == 0 {
                    return Ok(&[]);
                }
                self.block[read..].fill(0.0);
                self.flush = self.flush.saturating_sub(wanted - read);
            }
            let most = self.output.len();
            let fault = |e: &dyn std::fmt::Display| Error::bug(format!("the resampler failed: {e}"));
            let input = InterleavedSlice::new(&self.block, 1, wanted).map_err(|e| fault(&e))?;
            let mut output = InterleavedSlice::new_mut(&mut self.output, 1, most).map_err(|e| fault(&e))?;
            let (_, made) = fft.process_into_buffer(&input, &mut output, None).map_err(|e| fault(&e))?;
            let dropped = self.early.min(made);
            self.early -= dropped;
            if dropped < made {
                return Ok(&self.output[dropped..made]);
            }
        }
    }
}

fn common_divisor(a: usize, b: usize) -> usize {
    if b == 0 { a.max(1) } else { common_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tape of a 440 Hz tone, a little over a second long.
    fn tone(path: &Path) -> Tape {
        let spec =
            hound::WavSpec { channels: 1, sample_rate: 24_000, bits_per_sample: 16, sample_format: SampleFormat::Int };
        let mut wav = hound::WavWriter::create(path, spec).unwrap();
        (0..25_001).for_each(|n| wav.write_sample((at(f64::from(n) / 24_000.0) * 32768.0) as i16).unwrap());
        wav.finalize().unwrap();
        let wav = WavReader::new(BufReader::with_capacity(1 << 16, File::open(path).unwrap())).unwrap();
        let (block, output) = (vec![0.0; BLOCK], vec![0.0; BLOCK]);
        let (path, length) = (path.to_path_buf(), 25_001);
        Tape { path, wav, length, place: 0, resampler: None, block, output, early: 0, flush: 0 }
    }

    fn at(seconds: f64) -> f64 {
        0.5 * (std::f64::consts::TAU * 440.0 * seconds).sin()
    }

    #[test]
    fn every_rate_keeps_its_place_and_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let mut wrong = Vec::new();
        for rate in [8_000, 16_000, 22_050, 24_000, 44_100, 48_000, 96_000, 192_000] {
            let mut tape = tone(&folder.path().join("tone.wav"));
            tape.resample(rate).unwrap();
            for start in [0u32, 7_001, 12_000] {
                tape.seek(u64::from(start)).unwrap();
                let mut heard = Vec::new();
                loop {
                    match tape.read().unwrap() {
                        [] => break,
                        samples => heard.extend_from_slice(samples),
                    }
                }
                let due = ((25_001 - start) as f64 * f64::from(rate) / 24_000.0) as usize;
                let true_at = |n: usize| at(f64::from(start) / 24_000.0 + n as f64 / f64::from(rate));
                // The filter rings where the tone is cut off, so 10 ms at either end are not compared.
                let edge = rate as usize / 100;
                let worst = (edge..due.min(heard.len()) - edge)
                    .map(|n| (f64::from(heard[n]) - true_at(n)).abs())
                    .fold(0.0, f64::max);
                if heard.len() < due || worst > 2e-3 || tape.place() != 25_001 {
                    wrong.push(format!("{rate} Hz from {start}: {} of {due} samples, {worst:.4} off", heard.len()));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
