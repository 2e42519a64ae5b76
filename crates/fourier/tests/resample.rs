//! The resampler against ideal tones.

use std::f64::consts::PI;

use altavoce_base::error::Kind;
use altavoce_fourier::{Resampler, resample, resampled_len};

/// Two seconds of a sine of amplitude 1 at `rate`.
fn tone(rate: u32, hertz: f64) -> Vec<f32> {
    (0..2 * rate).map(|n| (2.0 * PI * hertz * f64::from(n) / f64::from(rate) + 0.4).sin() as f32).collect()
}

/// How far the middle of `sound` is from `ideal`, in dB below full scale.
fn error_db(sound: &[f32], ideal: &[f32]) -> f64 {
    let middle = sound.len() / 4..sound.len() * 3 / 4;
    let squares: f64 = middle.clone().map(|n| f64::from(sound[n] - ideal[n]).powi(2)).sum();
    10.0 * (2.0 * squares / middle.len() as f64).log10()
}

/// A tone must come out as the same tone at the other rate: that tells the gain, the delay and the images at once.
#[test]
fn tones_come_out_as_themselves_and_in_their_place() {
    let rows = [
        (24_000, 44_100, &[20.0, 440.0, 997.0, 4000.0, 8000.0, 10_000.0, 11_000.0, 11_500.0][..]),
        (22_050, 24_000, &[50.0, 1000.0, 5000.0, 10_000.0, 10_500.0]),
        (16_000, 24_000, &[50.0, 1000.0, 5000.0, 7500.0]),
        (44_100, 24_000, &[50.0, 1000.0, 5000.0, 11_000.0]),
        (48_000, 24_000, &[50.0, 1000.0, 5000.0, 11_000.0]),
        (11_025, 24_000, &[50.0, 1000.0, 5000.0]),
        (8000, 24_000, &[50.0, 1000.0, 3500.0]),
        (24_000, 24_000, &[1000.0, 11_900.0]),
    ];
    let mut wrong = Vec::new();
    for (from, to, tones) in rows {
        for hertz in tones {
            let out = resample(&tone(from, *hertz), from, to).unwrap();
            let ideal = tone(to, *hertz);
            assert_eq!(out.len(), ideal.len(), "{from} to {to}");
            let error = error_db(&out, &ideal);
            println!("{from} to {to}: {hertz} Hz, error {error:.1} dB");
            if error > -90.0 {
                wrong.push((from, to, hertz, error));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_the_lower_rate_cannot_hold_is_gone() {
    let mut wrong = Vec::new();
    for (from, hertz) in
        [(48_000, 12_500.0), (48_000, 15_000.0), (48_000, 23_000.0), (44_100, 13_000.0), (44_100, 20_000.0)]
    {
        let out = resample(&tone(from, hertz), from, 24_000).unwrap();
        let left = error_db(&out, &vec![0.0; out.len()]);
        if left > -90.0 {
            wrong.push((from, hertz, left));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_sample_lands_in_its_place() {
    // n · 1.8375 is a whole number for these, so the tallest sample tells.
    for n in [0, 80, 800, 8000, 79_920, 79_999] {
        let mut sound = vec![0.0; 80_000];
        sound[n] = 1.0;
        let out = resample(&sound, 24_000, 44_100).unwrap();
        let tallest = (0..out.len()).max_by(|a, b| out[*a].total_cmp(&out[*b])).unwrap();
        assert_eq!(tallest as f64, (n as f64 * 1.8375).round().min(146_999.0), "sample {n}");
    }
}

#[test]
fn lengths_are_exact_and_blocks_do_not_matter() {
    for length in [0usize, 1, 2, 3, 79, 80, 81, 639, 1280, 1281, 5000, 24_001, 100_003] {
        let sound: Vec<f32> = (0..length).map(|n| ((n * 37) % 101) as f32 / 101.0 - 0.5).collect();
        let whole = resample(&sound, 24_000, 44_100).unwrap();
        assert_eq!(whole.len() as f64, (length as f64 * 1.8375).round(), "{length} samples");
        for size in [1, 333, 4096] {
            let mut resampler = Resampler::new(24_000, 44_100).unwrap();
            let mut out = Vec::new();
            let mut sink = |block: &[f32]| {
                out.extend_from_slice(block);
                Ok(())
            };
            for block in sound.chunks(size) {
                resampler.push(block, &mut sink).unwrap();
            }
            resampler.finish(&mut sink).unwrap();
            assert!(out == whole, "{length} samples in blocks of {size}");
        }
    }
    assert_eq!(resampled_len(24_000 * 86_400, 24_000, 44_100), 44_100 * 86_400);
}

#[test]
fn a_rate_of_nothing_is_a_bug() {
    for (from, to) in [(0, 24_000), (24_000, 0), (0, 0)] {
        assert_eq!(resample(&[0.5], from, to).unwrap_err().kind, Kind::Bug, "{from} to {to}");
    }
}
