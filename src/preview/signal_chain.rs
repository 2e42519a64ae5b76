//! From a source to the device: speed, gain, a limiter, and the device's sample rate.

use std::num::NonZero;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use altavoce_fourier::Resampler;
use altavoce_sound::Limiter;
use wsola::TimeStretch;

use super::seek_map::Position;
use super::source::{AudioSource, BLOCK, ReadStatus};

/// A source and all that its sound goes through. At speed 1.0 and 0 dB, and at the source's own rate, the samples of a
/// made episode come out bit by bit.
pub struct SignalChain {
    source: Box<dyn AudioSource>,
    device_rate: u32,
    speed: f32,
    /// Made when the speed first changes and kept until the next seek, so that every change of speed is seamless.
    stretch: Option<TimeStretch>,
    /// Stretched samples still to be dropped: those that were played before the stretching began.
    pre_roll: usize,
    /// Samples by which the stretching is behind, as it looks a little ahead.
    latency: f64,
    /// The last samples that went by unstretched.
    history: Vec<f32>,
    /// The gain that is reached, and the one that is wanted, as amplitudes.
    gain: (f32, f32),
    limiter: Limiter,
    /// `None` behind the end.
    resampler: Option<Resampler>,
    block: Vec<f32>,
    limited: Vec<f32>,
}

impl SignalChain {
    /// The sound of `source` at `device_rate` samples a second.
    ///
    /// # Errors
    /// The operator's: a rate that no resampler makes.
    pub fn new(source: Box<dyn AudioSource>, device_rate: u32) -> Result<SignalChain> {
        let limiter = Limiter::new(source.ceiling());
        let resampler = resampler(source.as_ref(), device_rate)?;
        Ok(SignalChain {
            source,
            device_rate,
            speed: 1.0,
            stretch: None,
            pre_roll: 0,
            latency: 0.0,
            history: Vec::new(),
            gain: (1.0, 1.0),
            limiter,
            resampler: Some(resampler),
            block: Vec::new(),
            limited: Vec::new(),
        })
    }

    /// Takes another source, from a position.
    ///
    /// # Errors
    /// As [`SignalChain::new`], and as [`AudioSource::seek`].
    pub fn load(&mut self, source: Box<dyn AudioSource>, position: Position) -> Result<()> {
        self.source = source;
        self.seek(position)
    }

    /// What is read next.
    pub fn position(&self) -> Position {
        self.source.position()
    }

    /// Goes to a position.
    ///
    /// # Errors
    /// As [`AudioSource::seek`].
    pub fn seek(&mut self, position: Position) -> Result<()> {
        self.stretch = None;
        self.history.clear();
        self.limiter = Limiter::new(self.source.ceiling());
        self.resampler = Some(resampler(self.source.as_ref(), self.device_rate)?);
        self.source.seek(position)
    }

    /// The speed from here on, 1.0 as it is; the pitch stays.
    pub fn set_speed(&mut self, speed: f32) {
        self.speed = speed;
    }

    /// The gain from here on, as an amplitude.
    pub fn set_gain(&mut self, gain: f32) {
        self.gain.1 = gain;
    }

    /// Adds the next samples to `out`; with [`ReadStatus::Samples`] at least one.
    ///
    /// # Errors
    /// As [`AudioSource::read`].
    pub fn read(&mut self, out: &mut Vec<f32>) -> Result<ReadStatus> {
        let before = out.len();
        while out.len() == before {
            if self.resampler.is_none() {
                return Ok(ReadStatus::EndOfStream);
            }
            let mut block = std::mem::take(&mut self.block);
            block.clear();
            match self.source.read(&mut block)? {
                ReadStatus::Samples => self.push(&block, out)?,
                ReadStatus::Buffering => return Ok(ReadStatus::Buffering),
                ReadStatus::EndOfStream => self.finish(out)?,
            }
            self.block = block;
        }
        Ok(ReadStatus::Samples)
    }

    /// Adds silence to `out`, at least a sample, that stands for what is not there yet.
    ///
    /// # Errors
    /// A bug's, in the resampler.
    pub fn silence(&mut self, out: &mut Vec<f32>) -> Result<()> {
        let before = out.len();
        while out.len() == before {
            self.push(&[0.0; BLOCK], out)?;
        }
        Ok(())
    }

    fn push(&mut self, block: &[f32], out: &mut Vec<f32>) -> Result<()> {
        if self.stretch.is_none() && self.speed == 1.0 {
            let kept = hop(self.source.sample_rate());
            self.history.extend_from_slice(block);
            self.history.drain(..self.history.len().saturating_sub(kept));
            return self.output(block.to_vec(), out);
        }
        let stretched = self.time_stretch(block, false)?;
        self.latency += block.len() as f64 / f64::from(self.speed) - stretched.len() as f64;
        self.output(stretched, out)
    }

    fn finish(&mut self, out: &mut Vec<f32>) -> Result<()> {
        if self.stretch.is_some() {
            // It wants to look a frame ahead, so the last block is followed by silence, which is cut off again.
            let ahead = 4 * hop(self.source.sample_rate());
            let mut stretched = self.time_stretch(&vec![0.0; ahead], true)?;
            stretched.truncate(self.latency.round().max(0.0) as usize);
            self.output(stretched, out)?;
        }
        let limiter = std::mem::replace(&mut self.limiter, Limiter::new(self.source.ceiling()));
        self.limited.clear();
        limiter.finish(&mut self.limited);
        let Some(mut resampler) = self.resampler.take() else { return Ok(()) };
        let mut sink = |block: &[f32]| {
            out.extend_from_slice(block);
            Ok(())
        };
        resampler.push(&self.limited, &mut sink)?;
        resampler.finish(&mut sink)
    }

    /// Faster or slower. The stretching begins a hop before `block`, with sound that was played already: that hop fades
    /// in, and is dropped.
    fn time_stretch(&mut self, block: &[f32], last: bool) -> Result<Vec<f32>> {
        let rate = self.source.sample_rate();
        if self.stretch.is_none() {
            let mut stretch = TimeStretch::new(NonZero::new(rate).unwrap_or(NonZero::<u32>::MIN), NonZero::<u16>::MIN)
                .map_err(|e| Error::bug(tr!("the speed cannot be changed")).caused_by(e))?;
            self.pre_roll = stretch.min_output_buff_size();
            let missing = self.pre_roll.saturating_sub(self.history.len());
            stretch.push(&vec![0.0; missing]);
            stretch.push(&self.history);
            self.history.clear();
            self.latency = 0.0;
            self.stretch = Some(stretch);
        }
        let Some(stretch) = &mut self.stretch else { return Ok(Vec::new()) };
        stretch.set_tempo(self.speed);
        stretch.push(block);
        if last {
            stretch.set_draining();
        }
        let mut stretched = Vec::new();
        let mut hop = vec![0.0; stretch.min_output_buff_size()];
        // An error only says that it wants more sound first.
        while let Ok(made) = stretch.pull(&mut hop) {
            let dropped = self.pre_roll.min(made);
            self.pre_roll -= dropped;
            stretched.extend_from_slice(&hop[dropped..made]);
        }
        Ok(stretched)
    }

    /// Gain, limiter and sample rate.
    fn output(&mut self, mut block: Vec<f32>, out: &mut Vec<f32>) -> Result<()> {
        let (from, to) = self.gain;
        if (from, to) != (1.0, 1.0) {
            let step = (to - from) / block.len().max(1) as f32;
            block.iter_mut().enumerate().for_each(|(n, x)| *x *= from + step * (n + 1) as f32);
            self.gain.0 = if block.is_empty() { from } else { to };
        }
        self.limited.clear();
        self.limiter.push(&block, &mut self.limited);
        let Some(resampler) = &mut self.resampler else { return Ok(()) };
        resampler.push(&self.limited, &mut |block| {
            out.extend_from_slice(block);
            Ok(())
        })
    }
}

/// Samples of a stretcher's hop.
fn hop(rate: u32) -> usize {
    (rate as f32 * wsola::Config::default().hop_ms / 1000.0).round() as usize
}

/// To the device's rate: rodio's own resampler draws straight lines between samples, which dulls the sibilants that a
/// listener wants to judge.
fn resampler(source: &dyn AudioSource, device_rate: u32) -> Result<Resampler> {
    Resampler::new(source.sample_rate(), device_rate).map_err(|e| {
        let what = tr!("the sound device asks for {device_rate} samples a second, which cannot be made");
        Error::operator(what).fix(tr!("choose another device, or its rate in the system's sound settings")).caused_by(e)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: u32 = 24_000;

    /// Samples in memory.
    struct MemorySource {
        samples: Vec<f32>,
        at: usize,
    }

    impl AudioSource for MemorySource {
        fn sample_rate(&self) -> u32 {
            RATE
        }
        fn ceiling(&self) -> f32 {
            1.0
        }
        fn position(&self) -> Position {
            Position { sentence: 0, offset: self.at as u64 }
        }
        fn seek(&mut self, position: Position) -> Result<()> {
            self.at = self.samples.len().min(position.offset as usize);
            Ok(())
        }
        fn read(&mut self, block: &mut Vec<f32>) -> Result<ReadStatus> {
            let end = self.samples.len().min(self.at + BLOCK);
            block.extend_from_slice(&self.samples[self.at..end]);
            let status = if end > self.at { ReadStatus::Samples } else { ReadStatus::EndOfStream };
            self.at = end;
            Ok(status)
        }
    }

    fn tone(n: usize) -> f32 {
        (0.5 * (std::f64::consts::TAU * 440.0 * n as f64 / f64::from(RATE)).sin()) as f32
    }

    /// A little over a second of 440 Hz.
    fn chain(rate: u32) -> SignalChain {
        SignalChain::new(Box::new(MemorySource { samples: (0..25_001).map(tone).collect(), at: 0 }), rate).unwrap()
    }

    fn rest(chain: &mut SignalChain) -> Vec<f32> {
        let mut heard = Vec::new();
        while chain.read(&mut heard).unwrap() != ReadStatus::EndOfStream {}
        heard
    }

    #[test]
    fn untouched_the_samples_come_out_bit_by_bit() {
        let mut chain = chain(RATE);
        assert!(rest(&mut chain) == (0..25_001).map(tone).collect::<Vec<_>>());
        chain.seek(Position { sentence: 0, offset: 7_001 }).unwrap();
        assert!(rest(&mut chain) == (7_001..25_001).map(tone).collect::<Vec<_>>());
    }

    #[test]
    fn every_rate_keeps_its_place_and_its_end() {
        let mut wrong = Vec::new();
        for rate in [8_000, 16_000, 22_050, 44_100, 48_000, 96_000, 192_000] {
            let mut chain = chain(rate);
            for start in [0usize, 7_001, 12_000] {
                chain.seek(Position { sentence: 0, offset: start as u64 }).unwrap();
                let heard = rest(&mut chain);
                let due = ((25_001 - start) as f64 * f64::from(rate) / f64::from(RATE)).round() as usize;
                let at = |n: usize| {
                    let seconds = start as f64 / f64::from(RATE) + n as f64 / f64::from(rate);
                    0.5 * (std::f64::consts::TAU * 440.0 * seconds).sin()
                };
                // The filter rings where the tone is cut off, so 10 ms at either end are not compared.
                let edge = rate as usize / 100;
                let worst = (edge..due.min(heard.len()) - edge)
                    .map(|n| (f64::from(heard[n]) - at(n)).abs())
                    .fold(0.0, f64::max);
                if heard.len() != due || worst > 2e-3 || chain.position().offset != 25_001 {
                    wrong.push(format!("{rate} Hz from {start}: {} of {due} samples, {worst:.4} off", heard.len()));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn the_speed_changes_the_length_and_not_the_pitch() {
        let mut wrong = Vec::new();
        for speed in [0.5, 0.8, 1.3, 1.5, 2.0] {
            let mut chain = chain(RATE);
            chain.set_speed(speed);
            let heard = rest(&mut chain);
            let due = 25_001.0 / speed;
            // A tone of 440 Hz goes up through zero 440 times a second.
            let middle = &heard[2_000..due as usize - 2_000];
            let waves = middle.windows(2).filter(|w| w[0] < 0.0 && w[1] >= 0.0).count();
            let pitch = waves as f64 * f64::from(RATE) / middle.len() as f64;
            let loudest = middle.iter().fold(0.0f32, |m, x| m.max(x.abs()));
            if (heard.len() as f32 - due).abs() > 1.0 || (pitch - 440.0).abs() > 6.0 || !(0.45..0.55).contains(&loudest)
            {
                wrong.push(format!("{speed}: {} samples, due {due}; {pitch:.1} Hz, {loudest}", heard.len()));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn a_change_of_speed_or_gain_is_no_click() {
        let mut chain = chain(RATE);
        let mut heard = Vec::new();
        for (speed, gain) in [(1.0, 1.0), (1.5, 1.0), (1.0, 1.0), (0.7, 0.5), (1.0, 1.0)] {
            chain.set_speed(speed);
            chain.set_gain(gain);
            for _ in 0..3 {
                chain.read(&mut heard).unwrap();
            }
        }
        // Of a tone of 440 Hz and amplitude 0.5 no two samples are farther apart than this.
        let most = 0.5 * std::f32::consts::TAU * 440.0 / RATE as f32 * 1.1;
        let steepest = heard.windows(2).map(|w| (w[1] - w[0]).abs()).fold(0.0, f32::max);
        assert!(steepest <= most, "{steepest} a sample, {most} at most");
        // nor does the sound fade where the stretching begins: each wave, 55 samples, is whole
        let faintest = heard[..5 * BLOCK].chunks_exact(64).map(|w| w.iter().fold(0.0f32, |m, x| m.max(x.abs())));
        assert!(faintest.fold(1.0, f32::min) > 0.45);
    }

    #[test]
    fn the_gain_is_an_amplitude_and_what_is_too_loud_is_limited() {
        for (gain, low, high) in [(0.1, 0.049, 0.051), (0.5, 0.249, 0.251), (4.0, 0.9, 1.001)] {
            let mut chain = chain(RATE);
            chain.set_gain(gain);
            let heard = rest(&mut chain);
            let loudest = heard[3 * BLOCK..].iter().fold(0.0f32, |m, x| m.max(x.abs()));
            assert!((low..high).contains(&loudest), "{gain}: {loudest}");
        }
    }
}
