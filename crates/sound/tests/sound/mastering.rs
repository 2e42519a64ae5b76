use std::f64::consts::PI;

use altavoce_base::toml_file::TomlDocument;
use altavoce_sound::mastering::{Band, Deesser, Equaliser, Mastering, Shape};

use crate::signals::{RATE, noise, scaled, sine, speech};

const DEESSER: Deesser = Deesser { hertz: 4500.0, threshold: -30.0, ratio: 4.0, most: 8.0 };

fn equaliser(bands: &[Band]) -> Mastering {
    Mastering { equaliser: Some(Equaliser { bands: bands.to_vec(), gain: 0.0 }), ..Mastering::NONE }
}

fn deesser(deesser: Deesser) -> Mastering {
    Mastering { deesser: Some(deesser), ..Mastering::NONE }
}

fn mastered(mastering: &Mastering, samples: &[f32]) -> Vec<f32> {
    let mut samples = samples.to_vec();
    mastering.apply(&mut samples);
    samples
}

/// The level in dB of the middle half of `samples`.
fn level(samples: &[f32]) -> f64 {
    let middle = &samples[samples.len() / 4..samples.len() * 3 / 4];
    10.0 * (middle.iter().map(|x| f64::from(x * x)).sum::<f64>() / middle.len() as f64).log10()
}

/// What a filter does to a tone, in dB.
fn gain_at(mastering: &Mastering, hertz: f64) -> f64 {
    let tone = scaled(&sine(0.5, hertz, 0.0), 0.01);
    level(&mastered(mastering, &tone)) - level(&tone)
}

#[test]
fn bands_have_their_gain_where_they_should() {
    let band = |shape, hertz, gain, q| Band { shape, hertz, gain, q };
    let peak = band(Shape::Peak, 1500.0, 4.0, 1.0);
    let low = band(Shape::LowShelf, 200.0, -3.0, 0.7);
    let high = band(Shape::HighShelf, 6000.0, -6.0, 0.7);
    let rows = [
        (&peak, 1500.0, 4.0),
        (&peak, 100.0, 0.0),
        (&peak, 11_500.0, 0.0),
        (&low, 20.0, -3.0),
        (&low, 200.0, -1.5),
        (&low, 3000.0, 0.0),
        (&high, 11_500.0, -6.0),
        (&high, 6000.0, -3.0),
        (&high, 400.0, 0.0),
    ];
    let got = rows.map(|(band, hertz, wanted)| (hertz, wanted, gain_at(&equaliser(&[*band]), hertz)));
    let wrong: Vec<_> = got.iter().filter(|(_, wanted, got)| (wanted - got).abs() > 0.1).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    // one behind the other they add up
    let sum = gain_at(&equaliser(&[peak, low, high]), 1500.0);
    let parts: f64 = [peak, low, high].map(|band| gain_at(&equaliser(&[band]), 1500.0)).iter().sum();
    assert!((sum - parts).abs() < 0.05, "{sum} and {parts}");
}

#[test]
fn bands_follow_the_cookbook_between() {
    // |H| of a peaking filter on the unit circle, worked out from its analogue prototype with the bilinear transform
    let (hertz, gain, q) = (1500.0, 5.0, 0.8);
    let peak = equaliser(&[Band { shape: Shape::Peak, hertz, gain, q }]);
    let warped = |hertz: f64| (PI * hertz / RATE as f64).tan();
    let mut wrong = Vec::new();
    for at in [300.0, 800.0, 1200.0, 2000.0, 3000.0, 6000.0] {
        let w = warped(at) / warped(hertz);
        let a = 10f64.powf(gain / 40.0);
        let square = |width: f64| (1.0 - w * w).powi(2) + (w * width / q).powi(2);
        let wanted = 10.0 * (square(a) / square(1.0 / a)).log10();
        let got = gain_at(&peak, at);
        if (wanted - got).abs() > 0.1 {
            wrong.push((at, wanted, got));
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// A vowel of 180 Hz, a sibilant 3 dB below it, a vowel: 0.3 s each.
fn asa() -> Vec<f32> {
    let vowel = |hertz: f64| scaled(&sine(0.3, hertz, 0.0), 0.2);
    // noise up to 1.5 kHz on either side of 7 kHz
    let hum: Vec<f32> = noise(0.3).windows(8).map(|some| some.iter().sum::<f32>() / 8.0).collect();
    let hiss = hum.iter().zip(sine(0.3, 7000.0, 0.0)).map(|(n, s)| 0.7 * n * s);
    [vowel(180.0), hiss.collect(), vowel(900.0)].concat()
}

#[test]
fn a_sibilant_is_turned_down_and_the_vowels_around_it_are_not() {
    let sound = asa();
    let third = sound.len() / 3;
    let softened = mastered(&deesser(DEESSER), &sound);
    let change = |n: usize| {
        let part = n * third..(n + 1) * third;
        level(&softened[part.clone()]) - level(&sound[part])
    };
    assert!((-8.0..-5.0).contains(&change(1)), "{}", change(1));
    assert!(change(0).abs() < 0.01 && change(2).abs() < 0.01, "{} {}", change(0), change(2));
    // the vowels come through bit by bit but for what is nearer than 20 ms to the sibilant
    let near = RATE / 50;
    assert!(softened[..third - near] == sound[..third - near]);
    assert!(softened[2 * third + near..] == sound[2 * third + near..]);
}

#[test]
fn the_reduction_follows_threshold_ratio_and_limit() {
    // a tone of amplitude 0.2 in the upper band lies at -17 dBFS
    let rows = [(-30.0, 4.0, 20.0, -9.75), (-30.0, 2.0, 20.0, -6.5), (-30.0, 4.0, 5.0, -5.0), (-10.0, 4.0, 20.0, 0.0)];
    let tone = scaled(&sine(0.5, 8000.0, 0.0), 0.2);
    let mut wrong = Vec::new();
    for (threshold, ratio, most, wanted) in rows {
        let softened = mastered(&deesser(Deesser { hertz: 3000.0, threshold, ratio, most }), &tone);
        let got = level(&softened) - level(&tone);
        if (got - wanted).abs() > 0.25 {
            wrong.push((threshold, ratio, most, wanted, got));
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn what_is_not_too_sharp_comes_through_bit_by_bit() {
    let sound = scaled(&speech(4.0), 0.01);
    assert!(mastered(&deesser(DEESSER), &sound) == sound);
    assert!(mastered(&Mastering::NONE, &sound) == sound);
}

#[test]
fn any_length_is_kept_silence_stays_silence_and_nothing_clicks() {
    let bands = [Band { shape: Shape::Peak, hertz: 1500.0, gain: 5.0, q: 0.9 }];
    let both = Mastering { deesser: Some(DEESSER), ..equaliser(&bands) };
    for length in [0, 1, 2, 23, 24, 25, 167, 168, 4097] {
        let sound = noise(1.0)[..length].to_vec();
        let out = mastered(&both, &sound);
        assert_eq!(out.len(), length);
        assert!(out.iter().all(|x| x.is_finite()), "{length}");
        assert!(mastered(&both, &vec![0.0; length]).iter().all(|x| *x == 0.0), "{length}");
        // what is no number harms nobody but itself
        assert_eq!(mastered(&both, &vec![f32::NAN; length]).len(), length);
        assert_eq!(mastered(&both, &vec![f32::MAX; length]).len(), length);
    }
    // the same for every passage, whatever came before: there is no state
    assert!(mastered(&both, &asa()) == mastered(&both, &asa()));
    // where the gain moves, no sample is farther from the one before than in the sound itself
    let step = |sound: &[f32]| sound.windows(2).map(|w| (w[1] - w[0]).abs()).fold(0.0f32, f32::max);
    assert!(step(&mastered(&deesser(DEESSER), &asa())) <= step(&asa()));
}

#[test]
fn wrong_settings_name_their_line_and_a_remedy() {
    let good = "equaliser = { bands = [{ hertz = 1500, gain = 4 }, { shape = \"high-shelf\", hertz = 6000, gain = -2 }] }\n\
                deesser = { hertz = 4500, threshold = -30, ratio = 4, most = 8 }";
    let read = |text: &str| {
        let document = TomlDocument::parse("voice.toml".as_ref(), text)?;
        let mastering: Mastering = document.read()?;
        mastering.check().map(|()| mastering).map_err(|e| document.refuse(e))
    };
    assert_eq!(read(good).unwrap().equaliser.unwrap().bands[1].shape, Shape::HighShelf);
    let rows = [
        ("hertz = 1500", "hertz = 12000", "voice.toml:1: `hertz` is 12000; choose between 20 and 11000"),
        ("gain = -2", "gain = inf", "voice.toml:1: `gain` is inf; choose between -18 and 18"),
        ("gain = -2", "gain = -2, q = 0", "voice.toml:1: `q` is 0; choose between 0.1 and 10"),
        ("high-shelf", "shelf", "voice.toml:1: unknown variant `shelf`"),
        ("most = 8", "most = nan", "voice.toml:2: `most` is NaN; choose between 0 and 24"),
        ("hertz = 4500", "hertz = 200", "voice.toml:2: `hertz` is 200; choose between 2000 and 10000"),
        ("ratio = 4, ", "", "voice.toml:2: missing field `ratio`"),
    ];
    let got = |(old, new, _): &(&str, &str, &str)| read(&good.replacen(old, new, 1)).map_err(|e| e.to_string()).err();
    let wrong: Vec<_> =
        rows.iter().filter(|r| !got(r).is_some_and(|e| e.starts_with(r.2))).map(|r| (r, got(r))).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
