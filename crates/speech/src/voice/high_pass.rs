//! What lies below the voice goes: nicola comes with a rumble around 33 Hz, 32 dB under his speech and there whenever he is,
//! so that no pause of his is silent, and where his words end cannot be seen.

use altavoce_sound::mastering::filter;

/// Where the filter lets half of the power pass, in Hz: men's voices begin at 80.
const EDGE: f64 = 60.0;

/// The sharpness (Q) of the two halves of a Butterworth filter of the fourth order.
const HALVES: [f64; 2] = [0.541_196_1, 1.306_563];

/// Takes out of `samples` what lies under 60 Hz: 21 dB at 33 Hz, less than a tenth of a decibel at 100 Hz. Nothing rings
/// ahead of a sound, and what is heard of a voice moves by less than a millisecond.
pub fn high_pass(samples: &mut [f32]) {
    HALVES.into_iter().for_each(|q| filter::high_pass(EDGE, q, samples.iter_mut()));
}

#[cfg(test)]
mod tests {
    use altavoce_sound::SAMPLE_RATE;

    use super::*;

    const LENGTH: usize = 48_000;

    /// A tone that swells and fades.
    fn tone(hertz: f64) -> Vec<f32> {
        let shape = |n: usize| (std::f64::consts::PI * n as f64 / LENGTH as f64).sin().powi(2);
        let turn = std::f64::consts::TAU * hertz / f64::from(SAMPLE_RATE);
        (0..LENGTH).map(|n| (0.3 * shape(n) * (turn * n as f64).sin()) as f32).collect()
    }

    fn power(samples: &[f32]) -> f64 {
        samples.iter().map(|x| f64::from(x * x)).sum()
    }

    #[test]
    fn rumble_goes_and_the_voice_stays() {
        let rows = [(20.0, -60.0, -36.0), (33.0, -22.0, -19.0), (100.0, -0.1, 0.01), (4000.0, -0.01, 0.01)];
        let mut wrong = Vec::new();
        for (hertz, least, most) in rows {
            let before = tone(hertz);
            let mut after = before.clone();
            high_pass(&mut after);
            let gain = 10.0 * (power(&after) / power(&before)).log10();
            if !(least..=most).contains(&gain) {
                wrong.push(format!("{hertz} Hz: {gain:.2} dB"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn nothing_comes_before_its_time() {
        let mut samples = vec![0.0; 6_000];
        samples.extend(tone(400.0));
        high_pass(&mut samples);
        assert!(samples[..6_000].iter().all(|x| *x == 0.0));
        // where half of the power is behind
        let half = power(&samples) / 2.0;
        let mut so_far = 0.0;
        let middle = samples.iter().position(|x| {
            so_far += f64::from(x * x);
            so_far >= half
        });
        assert!(middle.unwrap().abs_diff(6_000 + LENGTH / 2) <= 24, "{middle:?}");
    }
}
