//! The real voice against a reference that its own runtime made (`voice_reference.py`).
//!
//! It runs where the voice is installed, and must run where `ALTAVOCE_REQUIRE_VOICE=1`. A graph that is repaired wrongly
//! still speaks; these numbers are what gives it away.

use std::path::{Path, PathBuf};

use altavoce::phonemes::Phonemizer;
use altavoce::project;
use altavoce::pronunciation::Pronounced;
use altavoce::sound::SAMPLE_RATE;
use altavoce::voice::delivery::Place;
use altavoce::voice::{self, Delivery, Speech, Utterance};
use altavoce_fourier::magnitudes;
use serde::Deserialize;

#[derive(Deserialize)]
struct Reference {
    sound: Vec<Sound>,
}

#[derive(Deserialize)]
struct Sound {
    voice: String,
    phonemes: String,
    seconds: f64,
    level: f64,
    lead: f64,
    trail: f64,
    bands: Vec<f64>,
}

/// The voices folder, if the neural voices are installed there.
fn voices() -> Option<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("voices");
    let folder = std::env::var_os("ALTAVOCE_VOICES").map_or(own, PathBuf::from);
    let listed = project::voices(&folder).list().unwrap();
    let installed = |name: &str| listed.iter().any(|v| v.manifest.name == name && v.installed);
    if installed("sara") && installed("nicola") {
        return Some(folder);
    }
    let required = std::env::var("ALTAVOCE_REQUIRE_VOICE").is_ok_and(|v| v == "1");
    assert!(!required, "the voices sara and nicola are not installed in {}", folder.display());
    eprintln!("skipped: the voices are not installed");
    None
}

fn utterance(phonemes: &str) -> Utterance {
    Utterance { text: phonemes.into(), phonemes: phonemes.into(), delivery: Delivery::default() }
}

fn db(power: f64, floor: f64) -> f64 {
    (10.0 * (power + 1e-30).log10()).max(floor)
}

fn level(samples: &[f32]) -> f64 {
    db(samples.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>() / samples.len() as f64, -120.0)
}

/// As in `voice_reference.py`.
fn bands(samples: &[f32]) -> Vec<f64> {
    let mut power = [0.0f64; 513];
    for start in (0..samples.len() - 1024).step_by(512) {
        let magnitudes = magnitudes(&samples[start..start + 1024], 1024);
        power.iter_mut().zip(magnitudes).for_each(|(p, m)| *p += m * m);
    }
    let mean = |band: usize| {
        let inside = |bin: &usize| (bin * SAMPLE_RATE as usize / 1024) / 500 == band;
        let bins: Vec<f64> = (0..513).filter(inside).map(|bin| power[bin]).collect();
        bins.iter().sum::<f64>() / bins.len() as f64
    };
    let means: Vec<f64> = (0..24).map(mean).collect();
    let loudest = means.iter().copied().fold(0.0, f64::max);
    means.iter().map(|m| db(m / loudest, -60.0)).collect()
}

#[test]
fn the_voice_sounds_as_in_its_own_runtime() {
    let Some(folder) = voices() else { return };
    let text = include_str!("voice_reference.toml");
    let reference: Reference = toml::from_str(text).unwrap();
    let mut failed = Vec::new();
    for sound in reference.sound {
        let voice = project::voices(&folder).load(&sound.voice).unwrap();
        let samples = voice.synthesize(&utterance(&sound.phonemes), 1.0).unwrap().samples;
        let edge = SAMPLE_RATE as usize * 15 / 100;
        let seconds = samples.len() as f64 / f64::from(SAMPLE_RATE);
        let bands = bands(&samples);
        let apart = bands.iter().zip(&sound.bands).map(|(a, b)| (a - b).abs()).sum::<f64>() / bands.len() as f64;
        let rows = [
            ("seconds apart, in hundredths", 100.0 * (seconds / sound.seconds - 1.0).abs(), 5.0),
            ("dB of level apart", (level(&samples) - sound.level).abs(), 1.0),
            ("dB of lead above", level(&samples[..edge]) - sound.lead, 20.0),
            ("dB of trail above", level(&samples[samples.len() - edge..]) - sound.trail, 20.0),
            ("dB of spectrum apart", apart, 1.5),
        ];
        for (what, is, most) in rows {
            println!("{} {what}: {is:.2} (at most {most})", sound.voice);
            // Not a number is no less than anything.
            if is.is_nan() || is > most {
                failed.push(format!("{} “{}”: {is:.2} {what}, at most {most}", sound.voice, sound.phonemes));
            }
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn the_same_input_gives_the_same_samples_whatever_runs_beside() {
    let Some(folder) = voices() else { return };
    let voice = project::voices(&folder).load("sara").unwrap();
    let short = utterance("ɡrˈatsje e a prˈɛsto.");
    let alone = voice::speak(&*voice, &short, 1.0).unwrap();
    let all: Vec<Speech> = std::thread::scope(|s| {
        let runs: Vec<_> = (0..3).map(|_| s.spawn(|| voice::speak(&*voice, &short, 1.0).unwrap())).collect();
        runs.into_iter().map(|r| r.join().unwrap()).collect()
    });
    assert!(all.iter().all(|speech| *speech == alone));
}

/// A word alone is spoken before a carrier sentence: it must begin where the whole begins, and nothing of the carrier be left.
#[test]
fn a_short_sentence_keeps_its_first_sound_and_nothing_else() {
    let Some(folder) = voices() else { return };
    let five_ms = SAMPLE_RATE as usize / 200;
    for (name, phonemes) in [("sara", "neSˈuno."), ("nicola", "skʊzˈate.")] {
        let voice = project::voices(&folder).load(name).unwrap();
        let whole = voice.synthesize(&utterance(phonemes), 1.0).unwrap();
        let lead = level(&whole.samples[..SAMPLE_RATE as usize * 15 / 100]);
        assert!(lead < -50.0, "{name}: {phonemes} begins at {lead:.0} dBFS");
        let Speech { samples, ends } = voice::speak(&*voice, &utterance(phonemes), 1.0).unwrap();
        let (begins, stops) = (level(&samples[..five_ms]), level(&samples[samples.len() - five_ms..]));
        assert!(begins < -50.0 && stops < -45.0, "{name}: {phonemes} from {begins:.0} to {stops:.0} dBFS");
        let seconds = samples.len() as f64 / f64::from(SAMPLE_RATE);
        assert!((0.45..1.0).contains(&seconds), "{name}: {phonemes} takes {seconds:.2} s");
        assert_eq!(ends.len(), phonemes.chars().count());
    }
}

/// The median pitch in Hz of what is voiced, by autocorrelation over 40 ms, as far as a woman's voice goes.
fn pitch(samples: &[f32]) -> f32 {
    let rate = SAMPLE_RATE as usize;
    let likeness = |frame: &[f32], lag: usize| frame.iter().zip(&frame[lag..]).map(|(a, b)| a * b).sum::<f32>();
    let pitch = |frame: &[f32]| {
        let lags = rate / 450..rate / 110;
        let best = lags.max_by(|a, b| likeness(frame, *a).total_cmp(&likeness(frame, *b)))?;
        (likeness(frame, best) > 0.4 * likeness(frame, 0)).then_some(rate as f32 / best as f32)
    };
    let mut found: Vec<f32> =
        samples.chunks_exact(rate / 25).filter(|f| likeness(f, 0) > 1.0).filter_map(pitch).collect();
    found.sort_by(f32::total_cmp);
    found[found.len() / 2]
}

#[test]
fn a_paragraph_begins_higher_than_it_ends() {
    let Some(folder) = voices() else { return };
    let voice = project::voices(&folder).load("sara").unwrap();
    let said = |place: Place| {
        let delivery = Delivery { place, liveliness: 1.0, variation: 0x8080_8080, ..Delivery::default() };
        let utterance = Utterance { delivery, ..utterance("la lˈuna ɪllˈumina ɪl mˈare ɛ la rˈiva.") };
        pitch(&voice::speak(&*voice, &utterance, 1.0).unwrap().samples)
    };
    let (first, last) = (said(Place::First), said(Place::Last));
    let apart = 12.0 * (first / last).log2();
    println!("{first:.0} Hz and {last:.0} Hz, {apart:.1} semitones apart");
    assert!((1.2..5.0).contains(&apart), "{first} Hz, {last} Hz");
}

#[test]
fn what_the_network_does_not_take_is_an_error() {
    let Some(folder) = voices() else { return };
    let voice = project::voices(&folder).load("sara").unwrap();
    let rows = [
        ("a1", "the voice `sara` has no phoneme `1`"),
        ("", "0 phonemes in one utterance; the voice takes 1 to 510"),
        (&"a".repeat(511), "511 phonemes in one utterance"),
    ];
    for (phonemes, message) in rows {
        let e = voice.synthesize(&utterance(phonemes), 1.0).unwrap_err();
        assert!(e.to_string().contains(message), "{e}");
    }
}

/// The silences of 50 ms and more in seconds, looked for in the samples alone: 2 ms count as silent under a hundredth of
/// the loudest.
fn silences(samples: &[f32]) -> Vec<(f64, f64)> {
    let peak = |frame: &[f32]| frame.iter().fold(0.0f32, |most, s| most.max(s.abs()));
    let (least, size) = (peak(samples) / 100.0, 48);
    let at = |frame: usize| (frame * size) as f64 / f64::from(SAMPLE_RATE);
    let silent: Vec<bool> = samples.chunks(size).map(|frame| peak(frame) < least).collect();
    let mut found: Vec<(usize, usize)> = Vec::new();
    for n in (0..silent.len()).filter(|n| silent[*n]) {
        match found.last_mut() {
            Some(last) if last.1 == n => last.1 = n + 1,
            _ => found.push((n, n + 1)),
        }
    }
    found.into_iter().filter(|(from, to)| to - from >= 25).map(|(from, to)| (at(from), at(to))).collect()
}

#[test]
fn words_are_told_where_they_are_heard() {
    let Some(folder) = voices() else { return };
    let texts = [
        "Lunedì, martedì, mercoledì, giovedì, venerdì, sabato, domenica.",
        "La legge, dicono i giuristi, vale anche per noi: nessuno escluso.",
    ];
    let said = Phonemizer::find().unwrap().align(&texts.map(Pronounced::plain)).unwrap();
    let mut apart: Vec<f64> = Vec::new();
    for name in ["sara", "nicola"] {
        let voice = project::voices(&folder).load(name).unwrap();
        for (said, text) in said.iter().zip(texts) {
            let speech = voice::speak(&*voice, &utterance(&said.phonemes), 1.0).unwrap();
            assert_eq!(speech.ends.len(), said.phonemes.chars().count(), "{text}");
            let at = |character: usize| speech.ends[character - 1] as f64 / f64::from(SAMPLE_RATE);
            let silences = silences(&speech.samples);
            let pairs = said.words.windows(2).filter(|w| text[w[0].source.end..].starts_with([',', ':']));
            for pair in pairs {
                let (end, start) = (at(pair[0].phonemes.end), at(pair[1].phonemes.start));
                let between = |s: &&(f64, f64)| s.0 < start && s.1 > end;
                let heard = silences.iter().filter(between).max_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)));
                let heard = heard.unwrap_or_else(|| panic!("{name}: no pause in “{text}” at {end}..{start} s"));
                apart.extend([(end - heard.0).abs(), (start - heard.1).abs()]);
            }
        }
    }
    apart.sort_by(f64::total_cmp);
    let (median, most) = (apart[apart.len() / 2], apart[apart.len() - 1]);
    println!("{} edges of words: {median:.3} s apart in the median, {most:.3} s at most", apart.len());
    assert!(apart.len() == 2 * 2 * 9 && most <= 0.03, "{apart:?}");
}
