//! From a reel to the ears: speed, volume, a limiter, and the device's sample rate.

use std::num::NonZero;

use altavoce_base::error::{Error, Result};
use altavoce_sound::{Limiter, Resampler};
use wsola::TimeStretch;

use super::score::Place;

/// Samples that a reel gives at a time: 53 ms at 24 kHz.
pub const PIECE: usize = 1280;

/// What came of asking for sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// Some.
    Sound,
    /// None yet: the next sentence is still being spoken.
    Waiting,
    /// No more.
    End,
}

/// A sound with a place in it, mono f32.
pub trait Reel: Send {
    /// Samples a second.
    fn rate(&self) -> u32;

    /// The amplitude above which it has to be limited.
    fn ceiling(&self) -> f32;

    /// What is read next.
    fn place(&self) -> Place;

    /// Goes to a place; past the end is the end.
    ///
    /// # Errors
    /// The operator's: the sound cannot be read any more.
    fn seek(&mut self, place: Place) -> Result<()>;

    /// Adds the next samples to `block`, about [`PIECE`] of them.
    ///
    /// # Errors
    /// The operator's: the sound cannot be read any more. The author's: a sentence cannot be spoken.
    fn read(&mut self, block: &mut Vec<f32>) -> Result<Flow>;
}

/// A reel and all that its sound goes through. At speed 1.0 and 0 dB, and at the reel's own rate, the samples of a made
/// episode come out bit by bit.
pub struct Chain {
    reel: Box<dyn Reel>,
    rate: u32,
    speed: f32,
    /// Made when the speed first changes and kept until the next seek, so that every change of speed is seamless.
    stretch: Option<TimeStretch>,
    /// Stretched samples still to be dropped: those that were heard before the stretching began.
    heard: usize,
    /// Samples that the stretching owes for what it got, as it looks a little ahead.
    owed: f64,
    /// The last samples that went by unstretched.
    last: Vec<f32>,
    /// The amplitude that is reached, and the one that is wanted.
    volume: (f32, f32),
    limiter: Limiter,
    /// `None` behind the end.
    resampler: Option<Resampler>,
    piece: Vec<f32>,
    limited: Vec<f32>,
}

impl Chain {
    /// The sound of `reel` at `rate` samples a second.
    ///
    /// # Errors
    /// The operator's: a rate that no resampler makes.
    pub fn new(reel: Box<dyn Reel>, rate: u32) -> Result<Chain> {
        let limiter = Limiter::new(reel.ceiling());
        let resampler = resampler(reel.as_ref(), rate)?;
        Ok(Chain {
            reel,
            rate,
            speed: 1.0,
            stretch: None,
            heard: 0,
            owed: 0.0,
            last: Vec::new(),
            volume: (1.0, 1.0),
            limiter,
            resampler: Some(resampler),
            piece: Vec::new(),
            limited: Vec::new(),
        })
    }

    /// Puts another reel in.
    ///
    /// # Errors
    /// As [`Chain::new`], and as [`Reel::seek`].
    pub fn load(&mut self, reel: Box<dyn Reel>, place: Place) -> Result<()> {
        self.reel = reel;
        self.seek(place)
    }

    /// What is read next.
    pub fn place(&self) -> Place {
        self.reel.place()
    }

    /// Goes to a place.
    ///
    /// # Errors
    /// As [`Reel::seek`].
    pub fn seek(&mut self, place: Place) -> Result<()> {
        self.stretch = None;
        self.last.clear();
        self.limiter = Limiter::new(self.reel.ceiling());
        self.resampler = Some(resampler(self.reel.as_ref(), self.rate)?);
        self.reel.seek(place)
    }

    /// Speed from here on, with the pitch as it is, and volume as an amplitude.
    pub fn set(&mut self, speed: f32, volume: f32) {
        self.speed = speed;
        self.volume.1 = volume;
    }

    /// Adds the next samples to `out`; with [`Flow::Sound`] at least one.
    ///
    /// # Errors
    /// As [`Reel::read`].
    pub fn read(&mut self, out: &mut Vec<f32>) -> Result<Flow> {
        let before = out.len();
        while out.len() == before {
            if self.resampler.is_none() {
                return Ok(Flow::End);
            }
            let mut piece = std::mem::take(&mut self.piece);
            piece.clear();
            match self.reel.read(&mut piece)? {
                Flow::Sound => self.push(&piece, out)?,
                Flow::Waiting => return Ok(Flow::Waiting),
                Flow::End => self.finish(out)?,
            }
            self.piece = piece;
        }
        Ok(Flow::Sound)
    }

    /// Adds silence to `out`, at least a sample, that stands for what is not there yet.
    ///
    /// # Errors
    /// A bug's, in the resampler.
    pub fn silence(&mut self, out: &mut Vec<f32>) -> Result<()> {
        let before = out.len();
        while out.len() == before {
            self.push(&[0.0; PIECE], out)?;
        }
        Ok(())
    }

    fn push(&mut self, piece: &[f32], out: &mut Vec<f32>) -> Result<()> {
        if self.stretch.is_none() && self.speed == 1.0 {
            let kept = hop(self.reel.rate());
            self.last.extend_from_slice(piece);
            self.last.drain(..self.last.len().saturating_sub(kept));
            return self.shape(piece.to_vec(), out);
        }
        let sound = self.stretched(piece, false)?;
        self.owed += piece.len() as f64 / f64::from(self.speed) - sound.len() as f64;
        self.shape(sound, out)
    }

    fn finish(&mut self, out: &mut Vec<f32>) -> Result<()> {
        if self.stretch.is_some() {
            // It wants to look a frame ahead, so the last sound is followed by silence, which is cut off again.
            let ahead = 4 * hop(self.reel.rate());
            let mut sound = self.stretched(&vec![0.0; ahead], true)?;
            sound.truncate(self.owed.round().max(0.0) as usize);
            self.shape(sound, out)?;
        }
        let limiter = std::mem::replace(&mut self.limiter, Limiter::new(self.reel.ceiling()));
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

    /// Faster or slower. The stretching begins a hop before `piece`, with sound that was heard already: that hop fades in,
    /// and is dropped.
    fn stretched(&mut self, piece: &[f32], last: bool) -> Result<Vec<f32>> {
        let rate = self.reel.rate();
        if self.stretch.is_none() {
            let mut stretch = TimeStretch::new(NonZero::new(rate).unwrap_or(NonZero::<u32>::MIN), NonZero::<u16>::MIN)
                .map_err(|e| Error::bug("the speed cannot be changed").caused_by(e))?;
            self.heard = stretch.min_output_buff_size();
            let missing = self.heard.saturating_sub(self.last.len());
            stretch.push(&vec![0.0; missing]);
            stretch.push(&self.last);
            self.last.clear();
            self.owed = 0.0;
            self.stretch = Some(stretch);
        }
        let Some(stretch) = &mut self.stretch else { return Ok(Vec::new()) };
        stretch.set_tempo(self.speed);
        stretch.push(piece);
        if last {
            stretch.set_draining();
        }
        let mut sound = Vec::new();
        let mut hop = vec![0.0; stretch.min_output_buff_size()];
        // An error only says that it wants more sound first.
        while let Ok(made) = stretch.pull(&mut hop) {
            let dropped = self.heard.min(made);
            self.heard -= dropped;
            sound.extend_from_slice(&hop[dropped..made]);
        }
        Ok(sound)
    }

    /// Volume, limiter and sample rate.
    fn shape(&mut self, mut sound: Vec<f32>, out: &mut Vec<f32>) -> Result<()> {
        let (from, to) = self.volume;
        if (from, to) != (1.0, 1.0) {
            let step = (to - from) / sound.len().max(1) as f32;
            sound.iter_mut().enumerate().for_each(|(n, x)| *x *= from + step * (n + 1) as f32);
            self.volume.0 = if sound.is_empty() { from } else { to };
        }
        self.limited.clear();
        self.limiter.push(&sound, &mut self.limited);
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
fn resampler(reel: &dyn Reel, rate: u32) -> Result<Resampler> {
    Resampler::new(reel.rate(), rate).map_err(|e| {
        let what = format!("the sound device asks for {rate} samples a second, which cannot be made");
        Error::operator(what).fix("choose another device, or its rate in the system's sound settings").caused_by(e)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: u32 = 24_000;

    /// Sound in memory.
    struct Memory {
        sound: Vec<f32>,
        at: usize,
    }

    impl Reel for Memory {
        fn rate(&self) -> u32 {
            RATE
        }
        fn ceiling(&self) -> f32 {
            1.0
        }
        fn place(&self) -> Place {
            Place { sentence: 0, offset: self.at as u64 }
        }
        fn seek(&mut self, place: Place) -> Result<()> {
            self.at = self.sound.len().min(place.offset as usize);
            Ok(())
        }
        fn read(&mut self, block: &mut Vec<f32>) -> Result<Flow> {
            let end = self.sound.len().min(self.at + PIECE);
            block.extend_from_slice(&self.sound[self.at..end]);
            let flow = if end > self.at { Flow::Sound } else { Flow::End };
            self.at = end;
            Ok(flow)
        }
    }

    fn tone(n: usize) -> f32 {
        (0.5 * (std::f64::consts::TAU * 440.0 * n as f64 / f64::from(RATE)).sin()) as f32
    }

    /// A little over a second of 440 Hz.
    fn chain(rate: u32) -> Chain {
        Chain::new(Box::new(Memory { sound: (0..25_001).map(tone).collect(), at: 0 }), rate).unwrap()
    }

    fn rest(chain: &mut Chain) -> Vec<f32> {
        let mut heard = Vec::new();
        while chain.read(&mut heard).unwrap() != Flow::End {}
        heard
    }

    #[test]
    fn untouched_the_samples_come_out_bit_by_bit() {
        let mut chain = chain(RATE);
        assert!(rest(&mut chain) == (0..25_001).map(tone).collect::<Vec<_>>());
        chain.seek(Place { sentence: 0, offset: 7_001 }).unwrap();
        assert!(rest(&mut chain) == (7_001..25_001).map(tone).collect::<Vec<_>>());
    }

    #[test]
    fn every_rate_keeps_its_place_and_its_end() {
        let mut wrong = Vec::new();
        for rate in [8_000, 16_000, 22_050, 44_100, 48_000, 96_000, 192_000] {
            let mut chain = chain(rate);
            for start in [0usize, 7_001, 12_000] {
                chain.seek(Place { sentence: 0, offset: start as u64 }).unwrap();
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
                if heard.len() != due || worst > 2e-3 || chain.place().offset != 25_001 {
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
            chain.set(speed, 1.0);
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
    fn a_change_of_speed_or_volume_is_no_click() {
        let mut chain = chain(RATE);
        let mut heard = Vec::new();
        for (speed, volume) in [(1.0, 1.0), (1.5, 1.0), (1.0, 1.0), (0.7, 0.5), (1.0, 1.0)] {
            chain.set(speed, volume);
            for _ in 0..3 {
                chain.read(&mut heard).unwrap();
            }
        }
        // Of a tone of 440 Hz and amplitude 0.5 no two samples are farther apart than this.
        let most = 0.5 * std::f32::consts::TAU * 440.0 / RATE as f32 * 1.1;
        let steepest = heard.windows(2).map(|w| (w[1] - w[0]).abs()).fold(0.0, f32::max);
        assert!(steepest <= most, "{steepest} a sample, {most} at most");
        // nor does the sound fade where the stretching begins: each wave, 55 samples, is whole
        let faintest = heard[..5 * PIECE].chunks_exact(64).map(|w| w.iter().fold(0.0f32, |m, x| m.max(x.abs())));
        assert!(faintest.fold(1.0, f32::min) > 0.45);
    }

    #[test]
    fn the_volume_is_an_amplitude_and_what_is_too_loud_is_limited() {
        for (volume, low, high) in [(0.1, 0.049, 0.051), (0.5, 0.249, 0.251), (4.0, 0.9, 1.001)] {
            let mut chain = chain(RATE);
            chain.set(1.0, volume);
            let heard = rest(&mut chain);
            let loudest = heard[3 * PIECE..].iter().fold(0.0f32, |m, x| m.max(x.abs()));
            assert!((low..high).contains(&loudest), "{volume}: {loudest}");
        }
    }
}
