//! Music of our own: a motif of four notes in D major on soft mallets over a slow chord. Every sample is computed here, so
//! that an episode sounds finished with no file from anybody.

use std::f64::consts::{PI, TAU};

use super::Part;
use super::fades::fade;
use crate::SAMPLE_RATE;

/// Changes whenever a sample of ours does: episodes with our music are then made again.
pub const VERSION: &str = "altavoce 1";

/// The highest sample: half of full scale.
const PEAK: f32 = 0.5;
/// Seconds of the last fade: what still rings goes out in it.
const LAST: f64 = 0.6;

/// Notes by their MIDI numbers.
const D3: u8 = 50;
const A3: u8 = 57;
const B3: u8 = 59;
const E4: u8 = 64;
const FIS4: u8 = 66;
const A4: u8 = 69;
const D5: u8 = 74;
const E5: u8 = 76;
const FIS5: u8 = 78;

/// What sounds, from when in seconds.
#[derive(Clone)]
struct Note {
    at: f64,
    midi: u8,
    level: f64,
    timbre: Timbre,
}

#[derive(Clone)]
enum Timbre {
    /// Struck, and ringing until nothing is left of it.
    Mallet,
    /// A held tone: seconds of attack, of everything together, of release.
    Held(f64, f64, f64),
}

/// The samples of one of our pieces: they begin and end at zero.
pub fn compose(part: Part) -> Vec<f32> {
    let (seconds, notes) = match part {
        Part::Intro => (3.4, [motif(&[(0.0, A4), (0.26, D5), (0.52, E5), (1.04, FIS5)]), chord(0.0, 3.4)].concat()),
        Part::Sting => (1.2, motif(&[(0.0, A4), (0.13, D5), (0.26, FIS5)])),
        // The motif the other way round, home to its key.
        Part::Outro => (4.6, [motif(&[(0.0, FIS5), (0.3, E5), (0.6, A4), (1.2, D5)]), chord(0.3, 4.3)].concat()),
        Part::Bed => (16.0, [held(0.0, 8.75, &[D3, A3, E4, FIS4]), held(7.25, 8.75, &[D3, B3, FIS4, A4])].concat()),
    };
    let mut sum = vec![0.0; (seconds * f64::from(SAMPLE_RATE)).round() as usize];
    for note in &notes {
        add(note, &mut sum);
    }
    let highest = sum.iter().fold(0.0f64, |most, s| most.max(s.abs()));
    let mut samples: Vec<f32> = sum.iter().map(|s| (s / highest) as f32 * PEAK).collect();
    fade(&mut samples, 0.0, LAST);
    samples
}

/// Mallet notes, the last one a little stronger.
fn motif(notes: &[(f64, u8)]) -> Vec<Note> {
    let last = notes.len() - 1;
    let level = |n: usize| if n == last { 1.0 } else { 0.8 };
    notes
        .iter()
        .enumerate()
        .map(|(n, &(at, midi))| Note { at, midi, level: level(n), timbre: Timbre::Mallet })
        .collect()
}

/// The chord below the motif.
fn chord(at: f64, seconds: f64) -> Vec<Note> {
    let held = |&(midi, level)| Note { at, midi, level, timbre: Timbre::Held(0.8, seconds, 1.7) };
    [(D3, 0.16), (A3, 0.11), (FIS4, 0.07)].iter().map(held).collect()
}

/// A chord of the bed; two of them cross in the middle of their edges.
fn held(at: f64, seconds: f64, notes: &[u8]) -> Vec<Note> {
    notes.iter().map(|&midi| Note { at, midi, level: 1.0, timbre: Timbre::Held(1.5, seconds, 1.5) }).collect()
}

/// In equal temperament from A at 440 Hz.
fn frequency(midi: u8) -> f64 {
    440.0 * 2f64.powf((f64::from(midi) - 69.0) / 12.0)
}

fn add(note: &Note, sum: &mut [f64]) {
    /// How strong each overtone of a mallet is, and of a held tone.
    const STRUCK: [f64; 4] = [1.0, 0.28, 0.09, 0.05];
    const WARM: [f64; 5] = [1.0, 0.34, 0.16, 0.07, 0.03];
    /// Two strings of a held tone, this far apart: about three cents, a slow beat.
    const APART: f64 = 1.0009;
    let pitch = frequency(note.midi);
    match note.timbre {
        Timbre::Mallet => {
            for (n, strength) in (1u32..).zip(STRUCK) {
                // Low tones ring longer, overtones shorter.
                let ring = 0.55 * (440.0 / pitch).sqrt() / f64::from(n).powf(0.8);
                partial(sum, note.at, f64::INFINITY, pitch * f64::from(n), |t| {
                    note.level * strength * rise(t / 0.008) * (-t / ring).exp()
                });
            }
        }
        Timbre::Held(attack, seconds, release) => {
            for (n, strength) in (1u32..).zip(WARM) {
                for tuned in [pitch, pitch * APART] {
                    partial(sum, note.at, seconds, tuned * f64::from(n), |t| {
                        note.level * strength / 2.0 * rise(t / attack) * rise((seconds - t) / release)
                    });
                }
            }
        }
    }
}

/// Adds a sine from `at`, for at most `seconds`, under an envelope over the seconds since its start.
fn partial(sum: &mut [f64], at: f64, seconds: f64, hertz: f64, envelope: impl Fn(f64) -> f64) {
    let rate = f64::from(SAMPLE_RATE);
    let most = if seconds.is_finite() { (seconds * rate) as usize } else { usize::MAX };
    for (n, sample) in sum.iter_mut().skip((at * rate) as usize).take(most).enumerate() {
        let t = n as f64 / rate;
        *sample += envelope(t) * (TAU * hertz * t).sin();
    }
}

/// From 0 to 1 along half a wave, and 1 from there on.
fn rise(x: f64) -> f64 {
    (1.0 - (PI * x.clamp(0.0, 1.0)).cos()) / 2.0
}

#[cfg(test)]
mod tests {
    use altavoce_fourier::magnitudes;

    use super::*;

    /// How strong each note is in `samples`, looked for over 2 Hz on either side, against the strongest frequency.
    fn strengths(samples: &[f32], notes: &[u8]) -> Vec<f64> {
        let size = samples.len().next_power_of_two();
        let bins = magnitudes(samples, size);
        let at = |hertz: f64| (hertz * size as f64 / f64::from(SAMPLE_RATE)).round() as usize;
        let most = |from: f64, to: f64| bins[at(from)..=at(to)].iter().fold(0.0f64, |m, b| m.max(*b));
        let all = most(20.0, 11_000.0);
        notes.iter().map(|m| most(frequency(*m) - 2.0, frequency(*m) + 2.0) / all).collect()
    }

    #[test]
    fn the_notes_of_the_motif_are_what_sounds() {
        let rows: [(Part, &[u8], &[u8]); 4] = [
            (Part::Intro, &[A4, D5, E5, FIS5, D3, A3], &[68, 70, 73, 75, 77, 79]),
            (Part::Sting, &[A4, D5, FIS5], &[68, 70, 73, 75, 76, 79]),
            (Part::Outro, &[FIS5, E5, A4, D5, D3], &[68, 70, 73, 75, 77, 79]),
            (Part::Bed, &[D3, A3, E4, FIS4, B3, A4], &[49, 51, 56, 58, 60, 63, 65, 67]),
        ];
        let mut wrong = Vec::new();
        for (part, notes, others) in rows {
            let samples = compose(part);
            let (heard, stray) = (strengths(&samples, notes), strengths(&samples, others));
            let weakest = heard.iter().fold(1.0, |m: f64, s| m.min(*s));
            let loudest = stray.iter().fold(0.0, |m: f64, s| m.max(*s));
            if weakest < 0.1 || loudest > weakest / 2.0 {
                wrong.push(format!("{part:?}: {notes:?} are {heard:.3?}, but {others:?} {stray:.3?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn they_begin_and_end_at_zero_and_never_click() {
        for part in Part::ALL {
            let samples = compose(part);
            assert!(samples[0] == 0.0 && samples[samples.len() - 1] == 0.0, "{part:?}");
            assert!(samples.iter().all(|s| s.abs() <= PEAK + 1e-6), "{part:?}");
            // A step from one sample to the next is never longer than a full-scale tone of 3 kHz makes.
            let step = samples.windows(2).fold(0.0f32, |most, w| most.max((w[1] - w[0]).abs()));
            assert!(step < PEAK * 0.78, "{part:?} {step}");
            let edge = samples.len() - 240;
            assert!(samples[edge..].iter().all(|s| s.abs() < 1e-3), "{part:?} stops");
        }
    }

    #[test]
    fn they_are_as_short_as_signals_are() {
        let seconds = Part::ALL.map(|part| compose(part).len() as f64 / f64::from(SAMPLE_RATE));
        assert_eq!(seconds, [3.4, 1.2, 4.6, 16.0]);
    }
}
