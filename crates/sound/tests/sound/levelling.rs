use altavoce_base::error::{Error, Kind, Result};
use altavoce_sound::Loudness;
use altavoce_sound::{Track, normalize};
use ebur128::{Channel, EbuR128, Mode};

use crate::outsiders::heard;
use crate::signals::{RATE, noise, scaled, sine, speech};

fn played(track: &dyn Track) -> Vec<f32> {
    let mut all = Vec::new();
    track
        .play(&mut |block| {
            all.extend_from_slice(block);
            Ok(())
        })
        .unwrap();
    all
}

/// Peaks that stand far above the rest: speech with a hard click every second.
fn impulsive() -> Vec<f32> {
    let mut sound = scaled(&speech(20.0), 0.2);
    sound.iter_mut().skip(5000).step_by(RATE).for_each(|x| *x = 1.0);
    sound
}

/// Loud and quiet halves.
fn uneven() -> Vec<f32> {
    let mut sound = speech(30.0);
    sound[15 * RATE..].iter_mut().for_each(|x| *x *= 0.2);
    sound
}

#[test]
fn ffmpeg_hears_the_target_and_no_peak_above_the_ceiling() {
    let rows = [
        ("noise", noise(10.0)),
        ("speech", speech(30.0)),
        ("speech, very quiet", scaled(&speech(20.0), 0.000_5)),
        ("speech, very loud", scaled(&speech(20.0), 30.0)),
        ("speech with clicks", impulsive()),
        ("loud, then quiet", uneven()),
        ("a tone", scaled(&sine(5.0, 997.0, 0.0), 0.01)),
        ("half a second", speech(0.5)),
    ];
    // The lower ceiling makes the limiter work hard: most of these have peaks 12 dB above their loudness.
    let ceilings = [-1.5, -8.0].map(|true_peak| Loudness { target: -16.0, true_peak });
    let mut wrong = Vec::new();
    for ((name, sound), wanted) in rows.iter().flat_map(|row| ceilings.map(|wanted| (row, wanted))) {
        let levelled = normalize(sound, &wanted).unwrap();
        let out = played(&levelled);
        assert_eq!((out.len(), levelled.samples()), (sound.len(), sound.len() as u64), "{name}");
        let heard = heard(&out);
        println!("{name}: {:.2} LUFS, {:.2} dBFS; ffmpeg {heard:?}", levelled.loudness(), levelled.true_peak());
        let near = (levelled.loudness() - wanted.target).abs() <= 0.1 && (heard.loudness - wanted.target).abs() <= 0.15;
        let low = levelled.true_peak() <= wanted.true_peak && heard.true_peak <= wanted.true_peak;
        if !(near && low) {
            wrong.push((name, wanted.true_peak, levelled.loudness(), levelled.true_peak(), heard));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Sounds whose peaks lie between the samples, or come out of nothing.
fn treacherous() -> Vec<(&'static str, Vec<f32>)> {
    let quarter = RATE as f64 / 4.0;
    let bursts = (0..10 * RATE).map(|n| match (n / 2000) % 5 {
        0 if (n / 40) % 2 == 0 => 1.0,
        0 => -1.0,
        _ => 0.0,
    });
    let clicks = (0..10 * RATE).map(|n| if n % 7001 == 3000 { 1.0 } else { 0.001 * (n as f32 * 0.3).sin() });
    let pairs = (0..10 * RATE).map(|n| match n % 6007 {
        3000 | 3001 => 1.0,
        2999 | 3002 => -1.0,
        _ => 0.002 * (n as f32 * 0.3).sin(),
    });
    let start: Vec<f32> = sine(3.0, 300.0, 1.5);
    let gated = sine(10.0, quarter, std::f64::consts::FRAC_PI_4)
        .iter()
        .enumerate()
        .map(|(n, x)| if (n / 1200) % 4 == 0 { *x } else { 0.05 * x })
        .collect();
    vec![
        ("a quarter of the rate at 45°", sine(5.0, quarter, std::f64::consts::FRAC_PI_4)),
        ("the same in bursts", gated),
        ("square bursts", bursts.collect()),
        ("isolated clicks", clicks.collect()),
        ("clicks between two samples", pairs.collect()),
        ("a third of the rate", sine(5.0, RATE as f64 / 3.0, 0.3)),
        ("a full-scale start", start),
    ]
}

#[test]
fn treacherous_peaks_are_held_wherever_they_lie() {
    // Far too loud a target, so that the limiter has to hold all of them down.
    let wanted = Loudness { target: -4.0, true_peak: -6.0 };
    let mut wrong = Vec::new();
    for (name, sound) in treacherous() {
        // ffmpeg's interpolator makes peaks of its own from a file that starts or ends in full sound.
        let silence = [0.0; 1000];
        let sound = [&silence[..], &sound, &silence].concat();
        // Soft speech below it all is worth the gain that drives the peaks into the limiter.
        let sound: Vec<f32> = sound.iter().zip(speech(11.0)).map(|(x, y)| x + 0.05 * y).collect();
        let levelled = normalize(&sound, &wanted).unwrap();
        let out = played(&levelled);
        let (theirs, ebu) = (heard(&out).true_peak, true_peak_of(&out));
        println!(
            "{name}: ours {:.2}, ffmpeg {theirs}, ebur128 {ebu:.2} dBFS; {:.1} LUFS, gain {:.1}",
            levelled.true_peak(),
            levelled.loudness(),
            levelled.gain()
        );
        let idle = levelled.true_peak() < wanted.true_peak - 0.2;
        if idle || levelled.true_peak() > wanted.true_peak || theirs > wanted.true_peak || ebu > wanted.true_peak {
            wrong.push((name, levelled.true_peak(), theirs, ebu));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The true peak in dBFS by the crate's own interpolation, not ours.
fn true_peak_of(sound: &[f32]) -> f64 {
    let mut meter = EbuR128::new(1, RATE as u32, Mode::TRUE_PEAK).unwrap();
    meter.set_channel(0, Channel::DualMono).unwrap();
    meter.add_frames_f32(sound).unwrap();
    meter.add_frames_f32(&[0.0; 100]).unwrap();
    20.0 * meter.true_peak(0).unwrap().log10()
}

#[test]
fn below_the_ceiling_there_is_nothing_but_the_gain() {
    let sound = scaled(&noise(5.0), 0.02);
    let levelled = normalize(&sound, &Loudness { target: -25.0, true_peak: -1.5 }).unwrap();
    let gain = 10f64.powf(levelled.gain() / 20.0) as f32;
    assert!((levelled.loudness() + 25.0).abs() < 0.1);
    let out = played(&levelled);
    let ratio = out[100] / sound[100];
    assert!((ratio - gain).abs() < 1e-6 * gain, "{ratio} is not {gain}");
    let plain = scaled(&sound, gain);
    let other = out.iter().zip(&plain).filter(|(a, b)| a != b).count();
    assert_eq!(other, 0, "samples changed by more than the gain");
}

#[test]
fn chapters_keep_their_balance() {
    let (loud, quiet) = (scaled(&speech(10.0), 0.02), scaled(&speech(10.0), 0.01));
    let both = [loud, quiet].concat();
    let out = played(&normalize(&both, &Loudness { target: -25.0, true_peak: -1.5 }).unwrap());
    let before = heard(&both[..10 * RATE]).loudness - heard(&both[10 * RATE..]).loudness;
    let after = heard(&out[..10 * RATE]).loudness - heard(&out[10 * RATE..]).loudness;
    assert!((before - after).abs() <= 0.11, "{before} LU became {after} LU");
}

/// A track that gives its samples in blocks of one size.
struct Cut(Vec<f32>, usize);

impl Track for Cut {
    fn play(&self, sink: &mut dyn FnMut(&[f32]) -> Result<()>) -> Result<()> {
        self.0.chunks(self.1).try_for_each(sink)
    }
}

#[test]
fn the_same_sound_gives_the_same_samples_however_it_is_cut() {
    let sound = impulsive();
    let wanted = Loudness::default();
    let whole = played(&normalize(&Cut(sound.clone(), sound.len()), &wanted).unwrap());
    for size in [1, 1000, 4096, 99_999] {
        let track = Cut(sound.clone(), size);
        let levelled = normalize(&track, &wanted).unwrap();
        assert!(played(&levelled) == whole, "blocks of {size}");
        assert!(played(&levelled) == whole, "blocks of {size}, again");
    }
}

#[test]
fn silence_and_next_to_nothing_stay_as_they_are() {
    let rows: [(&str, Vec<f32>); 6] = [
        ("nothing", vec![]),
        ("one silent sample", vec![0.0]),
        ("silence", vec![0.0; 50_000]),
        ("a hush under the meter's gate", scaled(&noise(3.0), 1e-5)),
        ("one faint sample", vec![1e-6]),
        ("denormal numbers", vec![1e-40; 30_000]),
    ];
    for (name, sound) in rows {
        let levelled = normalize(&sound, &Loudness::default()).unwrap();
        assert_eq!(levelled.loudness(), f64::NEG_INFINITY, "{name}");
        assert!(played(&levelled) == sound, "{name}");
    }
}

#[test]
fn sounds_shorter_than_the_meters_window_are_levelled_as_if_silence_followed() {
    for samples in [1, 2, 100, 2400, 9599, 9600] {
        let sound: Vec<f32> = sine(1.0, 700.0, 0.5)[..samples].to_vec();
        let levelled = normalize(&sound, &Loudness::default()).unwrap();
        let out = played(&levelled);
        assert_eq!(out.len(), samples);
        let silence = vec![0.0; 9600 - samples];
        let heard = heard(&[out, silence, vec![0.0; 100]].concat());
        assert!(levelled.true_peak() <= -1.5 && heard.true_peak <= -1.5, "{samples} samples: {heard:?}");
        if samples >= 2400 {
            assert!((heard.loudness + 16.0).abs() <= 0.15, "{samples} samples: {heard:?}");
        }
    }
}

#[test]
fn what_is_not_a_number_is_a_bug_and_says_where() {
    for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let mut sound = speech(2.0);
        sound[36_000] = bad;
        let e = normalize(&sound, &Loudness::default()).err().unwrap();
        assert_eq!(e.kind, Kind::Bug);
        assert_eq!(e.to_string(), "sample 36000 of the sound, at 1.500 s, is not a number");
    }
}

#[test]
fn a_track_that_fails_ends_it() {
    struct Broken;
    impl Track for Broken {
        fn play(&self, sink: &mut dyn FnMut(&[f32]) -> Result<()>) -> Result<()> {
            sink(&[0.1; 10])?;
            Err(Error::operator("the voice fell silent"))
        }
    }
    let e = normalize(&Broken, &Loudness::default()).err().unwrap();
    assert_eq!(e.to_string(), "the voice fell silent");
}
