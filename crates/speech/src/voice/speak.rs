//! Speaking with a guard: what is too long is cut, what comes back is checked, given its pauses, trimmed and joined.

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use altavoce_sound::SAMPLE_RATE;

use crate::voice::alarm::{Fault, examine, sounds};
use crate::voice::high_pass::high_pass;
use crate::voice::listener::Listener;
use crate::voice::pauses::insert_pauses;
use crate::voice::snap_to_silence::snap_to_silence;
use crate::voice::split::{halves, pieces};
use crate::voice::trim::trim;
use crate::voice::{Delivery, Speech, Utterance, Voice};

/// The longest input, in phonemes or letters. Up to 250 the network speaks its best; but every phoneme costs a worker
/// 1.9 MB, and with this length two workers and the network stay below 1 GB.
const LONGEST: usize = 200;

/// Raised whenever cutting, checking, filtering, trimming or joining change what [`speak`] gives: with the voice's fingerprint and the
/// speed, part of the key under which its result is kept.
pub const SPEAK_VERSION: u32 = 6;

/// A piece that failed is cut no further than this, in phonemes or letters.
const SHORTEST: usize = 12;

/// The pace of a second attempt: the network then makes other durations of the same words.
const OTHER_PACE: f32 = 0.95;

/// What was spoken, and what is still wrong with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Spoken {
    /// The speech, as [`speak`] gives it.
    pub speech: Speech,
    /// What every attempt had wrong with it, or the best of them.
    pub fault: Option<Fault>,
}

/// How a sentence is spoken.
#[derive(Clone, Copy)]
enum Way {
    Whole,
    OtherPace,
    Halves,
}

/// Speaks an utterance: mono f32 at [`SAMPLE_RATE`], without silence around it, possibly beyond ±1; and the sample at which
/// each character of its phonemes ends, all of them, in ascending order, if the voice's engine can tell.
///
/// What is longer than the voice speaks well is cut at clause ends and joined with short pauses. A result that is no
/// speech (not a number, silent, far too short or long) is tried again in smaller pieces.
///
/// # Errors
/// The author's, naming the sentence: it has no sound to say, or gave no speech however small the pieces. Or the
/// engine's own.
pub fn speak(voice: &dyn Voice, utterance: &Utterance, speed: f32) -> Result<Speech> {
    speak_checked(voice, utterance, speed, None).map(|spoken| spoken.speech)
}

/// [`speak`], and what is wrong with the result: a sentence that is suspect (its level, a silence inside it, clipping, or what
/// `listener` heard) is spoken again at another pace, then in halves, and the best is kept.
///
/// # Errors
/// As there; or the listener's.
pub fn speak_checked(
    voice: &dyn Voice,
    utterance: &Utterance,
    speed: f32,
    listener: Option<&Listener>,
) -> Result<Spoken> {
    let whole = if voice.wants_phonemes() { &utterance.phonemes } else { &utterance.text };
    if sounds(whole) == 0 {
        let what = tr!("there is nothing to say in “{text}”", text = utterance.text);
        return Err(Error::author(what).fix(tr!("write it in words, or leave it out")));
    }
    let mut best: Option<(f64, Spoken)> = None;
    for way in [Way::Whole, Way::OtherPace, Way::Halves] {
        let mut spoken = match attempt(voice, whole, utterance.delivery, speed, way) {
            Ok(Some(spoken)) => spoken,
            Ok(None) => continue,
            // there is something that can be heard already
            Err(_) if best.is_some() => continue,
            Err(Failure::Engine(e)) => return Err(e),
            Err(Failure::NoSpeech(fault)) => {
                let what = tr!(
                    "the voice `{voice}` cannot speak “{text}”: {fault}",
                    voice = voice.name(),
                    text = utterance.text
                );
                return Err(Error::author(what).fix(tr!("reword that sentence")));
            }
        };
        if let Some(listener) = listener.filter(|_| spoken.fault.is_none()) {
            spoken.fault = listener.fault(&spoken.speech.samples, &utterance.text)?;
        }
        let Some(fault) = spoken.fault else { return Ok(spoken) };
        log::warn!("“{}” is suspect: {fault}", utterance.text);
        if best.as_ref().is_none_or(|(least, _)| fault.badness() < *least) {
            best = Some((fault.badness(), spoken));
        }
    }
    let none = || Error::bug(tr!("no way was tried to speak “{text}”", text = utterance.text));
    best.map(|(_, spoken)| spoken).ok_or_else(none)
}

/// Speaks the text one way; nothing if it cannot be spoken so.
fn attempt(
    voice: &dyn Voice,
    whole: &str,
    delivery: Delivery,
    speed: f32,
    way: Way,
) -> Result<Option<Spoken>, Failure> {
    let speed = if matches!(way, Way::OtherPace) { speed * OTHER_PACE } else { speed };
    let cut = match way {
        Way::Halves => match halves(whole.trim()) {
            Some((left, right)) if whole.chars().count() > SHORTEST => [(left, JOINT), (right, 0.0)].to_vec(),
            _ => return Ok(None),
        },
        _ => vec![(whole, 0.0)],
    };
    let mut todo = Vec::new();
    for (part, pause) in cut {
        let mut left = pieces(part, LONGEST);
        if let Some(last) = left.last_mut() {
            last.pause = pause;
        }
        todo.extend(left);
    }
    let mut joined = Joined::of(whole);
    let mut fault = None;
    let last = todo.len().saturating_sub(1);
    for (n, piece) in todo.into_iter().enumerate() {
        let (speech, wrong) = say(voice, piece.text, delivery.of_piece(n == 0, n == last), speed)?;
        fault = fault.or(wrong);
        joined.add(piece.text, speech, piece.pause);
    }
    Ok(Some(Spoken { speech: joined.finish(), fault }))
}

/// The speech of a text that is spoken in pieces.
struct Joined<'a> {
    speech: Speech,
    /// What of the text is not spoken yet.
    rest: &'a str,
    /// Whether every piece so far told its times.
    timed: bool,
}

impl<'a> Joined<'a> {
    fn of(text: &'a str) -> Joined<'a> {
        Joined { speech: Speech::default(), rest: text, timed: true }
    }

    /// Puts the next piece of the text behind, and `pause` seconds of silence. The spaces before it end where it begins.
    fn add(&mut self, piece: &str, spoken: Speech, pause: f64) {
        let Speech { samples, ends } = &mut self.speech;
        self.timed &= spoken.ends.len() == piece.chars().count();
        let begun = samples.len();
        let text = self.rest.trim_start();
        let spaces = self.rest[..self.rest.len() - text.len()].chars();
        ends.extend(spaces.map(|_| begun));
        ends.extend(spoken.ends.iter().map(|end| begun + end));
        self.rest = text.strip_prefix(piece).unwrap_or_default();
        samples.extend(spoken.samples);
        samples.extend(silence(pause));
    }

    fn finish(mut self) -> Speech {
        let whole = self.speech.samples.len();
        self.speech.ends.extend(self.rest.chars().map(|_| whole));
        if !self.timed {
            self.speech.ends.clear();
        }
        self.speech
    }
}

enum Failure {
    Engine(Error),
    NoSpeech(Fault),
}

/// Seconds of silence between the halves of a sentence that was to be spoken in one.
const JOINT: f64 = 0.04;

/// Speaks one piece, and if the result is no speech its halves; and what else is wrong with it.
fn say(voice: &dyn Voice, piece: &str, delivery: Delivery, speed: f32) -> Result<(Speech, Option<Fault>), Failure> {
    let utterance = if voice.wants_phonemes() {
        Utterance { text: String::new(), phonemes: piece.into(), delivery }
    } else {
        Utterance { text: piece.into(), phonemes: String::new(), delivery }
    };
    let mut speech = voice.synthesize(&utterance, speed).map_err(Failure::Engine)?;
    let fault = match examine(&speech, piece, speed, voice.loudness()) {
        Some(fault) if fault.is_fatal() => fault,
        fault => {
            high_pass(&mut speech.samples);
            let paused = insert_pauses(speech, piece, speed, delivery.liveliness);
            return Ok((snap_to_silence(trim(paused), piece), fault));
        }
    };
    log::warn!("speaking “{piece}” again in two pieces: {fault}");
    match halves(piece) {
        Some((left, right)) if piece.chars().count() > SHORTEST => {
            let mut joined = Joined::of(piece);
            let (speech, first) = say(voice, left, delivery.of_piece(true, false), speed)?;
            joined.add(left, speech, JOINT);
            let (speech, second) = say(voice, right, delivery.of_piece(false, true), speed)?;
            joined.add(right, speech, 0.0);
            Ok((joined.finish(), first.or(second)))
        }
        _ => Err(Failure::NoSpeech(fault)),
    }
}

fn silence(seconds: f64) -> impl Iterator<Item = f32> {
    std::iter::repeat_n(0.0, (seconds * f64::from(SAMPLE_RATE)).round() as usize)
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::voice::Speech;
    use altavoce_base::error::Kind;

    /// A voice that does with each piece, by its count and itself, what the test says.
    struct Scripted<F> {
        phonemes: bool,
        act: F,
        heard: Mutex<Vec<String>>,
    }

    fn scripted<F: Fn(usize, &str) -> Vec<f32> + Send + Sync>(phonemes: bool, act: F) -> Scripted<F> {
        Scripted { phonemes, act, heard: Mutex::default() }
    }

    impl<F: Fn(usize, &str) -> Vec<f32> + Send + Sync> Voice for Scripted<F> {
        fn name(&self) -> &str {
            "prova"
        }
        fn fingerprint(&self) -> &str {
            "prova"
        }
        fn wants_phonemes(&self) -> bool {
            self.phonemes
        }
        fn loudness(&self) -> f64 {
            -18.0
        }
        fn synthesize(&self, utterance: &Utterance, _speed: f32) -> Result<Speech> {
            let piece = if self.phonemes { &utterance.phonemes } else { &utterance.text };
            let mut heard = self.heard.lock().unwrap();
            heard.push(piece.clone());
            Ok((self.act)(heard.len(), piece).into())
        }
    }

    fn utterance(text: &str) -> Utterance {
        Utterance { text: text.into(), phonemes: text.into(), delivery: Delivery::default() }
    }

    fn tone(seconds: f64) -> Vec<f32> {
        let speech = (0..(seconds * f64::from(SAMPLE_RATE)) as usize).map(|n| 0.3 * (n as f32 * 0.1).sin());
        silence(0.25).chain(speech).chain(silence(0.5)).collect()
    }

    /// As long as a reader takes.
    fn spoken(piece: &str) -> Vec<f32> {
        tone(0.075 * piece.chars().count() as f64)
    }

    const TEXT: &str = "la prima parte della frase, e poi la seconda parte";

    #[test]
    fn bad_results_are_spoken_again_in_smaller_pieces() {
        type Act = fn(usize, &str) -> Vec<f32>;
        let rows: [(&str, Act); 5] = [
            ("not a number", |n, p| if n == 1 { vec![f32::NAN; 24_000] } else { spoken(p) }),
            ("infinite", |n, p| if n == 1 { vec![f32::INFINITY; 24_000] } else { spoken(p) }),
            ("silent", |n, p| if n == 1 { vec![0.0; 48_000] } else { spoken(p) }),
            ("too short", |n, p| if n == 1 { tone(0.4) } else { spoken(p) }),
            ("too long", |n, p| if n == 1 { tone(30.0) } else { spoken(p) }),
        ];
        let mut failed = Vec::new();
        for (name, act) in rows {
            let voice = scripted(true, act);
            let seconds = speak(&voice, &utterance(TEXT), 1.0).unwrap().samples.len() as f64 / f64::from(SAMPLE_RATE);
            let heard = voice.heard.lock().unwrap().clone();
            if heard != [TEXT, "la prima parte della frase,", "e poi la seconda parte"]
                || !(3.5..4.2).contains(&seconds)
            {
                failed.push(format!("{name}: {seconds} s of {heard:?}"));
            }
        }
        assert!(failed.is_empty(), "{}", failed.join("\n"));
    }

    #[test]
    fn what_cannot_be_spoken_is_an_error_that_names_the_sentence() {
        for phonemes in [true, false] {
            let e = speak(&scripted(phonemes, |_, _| vec![0.0; 24_000]), &utterance(TEXT), 1.0).unwrap_err();
            let expected =
                format!("the voice `prova` cannot speak “{TEXT}”: the sound is silent; reword that sentence");
            assert_eq!(e.to_string(), expected);
            assert_eq!(e.kind, Kind::Author);
        }
    }

    #[test]
    fn nothing_to_say_is_the_authors_and_names_the_text() {
        for (phonemes, text, given) in
            [(true, "“…”", ""), (true, "ʻ—", "— …"), (true, "'", "ˈː."), (false, "*** !", "")]
        {
            let voice = scripted(phonemes, |_, p| spoken(p));
            let said = Utterance { text: text.into(), phonemes: given.into(), delivery: Delivery::default() };
            let e = speak(&voice, &said, 1.0).unwrap_err();
            let expected = format!("there is nothing to say in “{text}”; write it in words, or leave it out");
            assert_eq!((e.kind, e.to_string()), (Kind::Author, expected));
            assert!(voice.heard.lock().unwrap().is_empty());
        }
    }

    #[test]
    fn long_utterances_are_cut_and_joined() {
        let text = ["una frase abbastanza lunga, con le sue pause"; 11].join("; ");
        for phonemes in [true, false] {
            let voice = scripted(phonemes, |_, p| spoken(p));
            let samples = speak(&voice, &utterance(&text), 1.0).unwrap().samples;
            let heard = voice.heard.lock().unwrap().clone();
            assert!(heard.len() >= 3 && heard.iter().all(|p| p.chars().count() <= LONGEST), "{heard:?}");
            assert_eq!(heard.join(" "), text);
            // Trimmed at both ends, with the pauses of the cuts between.
            let speech = 0.075 * heard.iter().map(|p| p.chars().count()).sum::<usize>() as f64;
            let seconds = samples.len() as f64 / f64::from(SAMPLE_RATE);
            let pauses = 0.2 * (heard.len() - 1) as f64;
            assert!((seconds - speech - pauses).abs() < 0.07 * heard.len() as f64, "{seconds} s");
        }
    }

    /// A voice that takes 1800 samples a character, between silences, and fails its first `faults` calls.
    struct Even {
        faults: usize,
        calls: Mutex<usize>,
    }

    impl Voice for Even {
        fn name(&self) -> &str {
            "pari"
        }
        fn fingerprint(&self) -> &str {
            "pari"
        }
        fn wants_phonemes(&self) -> bool {
            true
        }
        fn loudness(&self) -> f64 {
            -18.0
        }
        fn synthesize(&self, utterance: &Utterance, _speed: f32) -> Result<Speech> {
            let mut calls = self.calls.lock().unwrap();
            *calls += 1;
            if *calls <= self.faults {
                return Ok(vec![0.0; 48_000].into());
            }
            let count = utterance.phonemes.chars().count();
            let samples = tone(0.075 * count as f64);
            Ok(Speech { samples, ends: (1..=count).map(|n| 6000 + 1800 * n).collect() })
        }
    }

    /// A voice that says 1800 samples a character, with its times, and does to its first `faults` results what `spoil` does.
    struct Spoilt {
        faults: usize,
        spoil: fn(&mut Vec<f32>),
        said: Mutex<Vec<(String, f32)>>,
    }

    impl Voice for Spoilt {
        fn name(&self) -> &str {
            "guasta"
        }
        fn fingerprint(&self) -> &str {
            "guasta"
        }
        fn wants_phonemes(&self) -> bool {
            true
        }
        fn loudness(&self) -> f64 {
            -10.5
        }
        fn synthesize(&self, utterance: &Utterance, speed: f32) -> Result<Speech> {
            let mut said = self.said.lock().unwrap();
            said.push((utterance.phonemes.clone(), speed));
            let count = utterance.phonemes.chars().count();
            let mut samples = tone(0.075 * count as f64);
            if said.len() <= self.faults {
                (self.spoil)(&mut samples);
            }
            Ok(Speech { samples, ends: (1..=count).map(|n| 6000 + 1800 * n).collect() })
        }
    }

    #[test]
    fn what_is_suspect_is_spoken_again_another_way_and_then_told() {
        let text = "una frase intera senza alcun segno che la fermi";
        type Spoil = fn(&mut Vec<f32>);
        let rows: [(&str, Spoil); 3] = [
            ("the sound is 20 dB too soft", |s| s.iter_mut().for_each(|x| *x *= 0.1)),
            ("of the sound is clipped", |s| s.iter_mut().for_each(|x| *x = (3.0 * *x).clamp(-0.4, 0.4))),
            ("the sound breaks off for 0.50 s between two marks", |s| s[24_000..36_000].fill(0.0)),
        ];
        let ways = [(text, 1.0), (text, 0.95), ("una frase intera senza", 1.0), ("alcun segno che la fermi", 1.0)];
        for (told, spoil) in rows {
            for (faults, attempts) in [(0, 1), (1, 2), (2, 4), (9, 3)] {
                let voice = Spoilt { faults, spoil, said: Mutex::default() };
                let spoken = speak_checked(&voice, &utterance(text), 1.0, None).unwrap();
                let said = voice.said.lock().unwrap().clone();
                let told_now = spoken.fault.map(|fault| fault.to_string()).unwrap_or_default();
                if faults < 9 {
                    let said: Vec<(&str, f32)> = said.iter().map(|(text, speed)| (text.as_str(), *speed)).collect();
                    assert_eq!((said.as_slice(), told_now.as_str()), (&ways[..attempts], ""), "{told}");
                } else {
                    assert!(said.len() >= attempts && told_now.contains(told), "{told}: {told_now}");
                }
                assert_eq!(spoken.speech.ends.len(), text.chars().count());
            }
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_a_listener_does_not_hear_is_spoken_again() {
        let voice = Spoilt { faults: 0, spoil: |_| {}, said: Mutex::default() };
        let text = "una frase intera senza alcun segno che la fermi";
        let deaf = Listener::new("sh -c 'echo una frase soltanto' {wav}").unwrap();
        let spoken = speak_checked(&voice, &utterance(text), 1.0, Some(&deaf)).unwrap();
        assert_eq!(spoken.fault, Some(Fault::Misheard { missing: 7, of: 9 }));
        assert_eq!(voice.said.lock().unwrap().len(), 4);
        let broken = Listener::new("altavoce-no-such-recogniser {wav}").unwrap();
        assert!(speak_checked(&voice, &utterance(text), 1.0, Some(&broken)).is_err());
    }

    #[test]
    fn every_character_has_its_end_however_the_text_was_cut() {
        let long = ["una frase abbastanza lunga con le sue pause"; 11].join(" ");
        for (text, faults) in [(long.as_str(), 0), (&long, 1), (&long, 2), (TEXT, 1), (" due  parole sole ", 0)] {
            let voice = Even { faults, calls: Mutex::default() };
            let Speech { samples, ends } = speak(&voice, &utterance(text), 1.0).unwrap();
            let chars: Vec<char> = text.chars().collect();
            assert_eq!(ends.len(), chars.len(), "{text}");
            assert!(ends.is_sorted() && *ends.last().unwrap() <= samples.len(), "{text}");
            // each takes its 1800 samples wherever it is; only beside a space or a mark there may be a pause and margins
            for i in 1..chars.len() {
                let taken = ends[i] - ends[i - 1];
                let at_cut = chars[i - 1..chars.len().min(i + 2)].iter().any(|c| !c.is_alphabetic());
                assert!(taken == 1800 || at_cut && taken <= 1800 + 5760, "{text}: {i} takes {taken}");
            }
            let first = text.len() - text.trim_start().len();
            assert!(ends[first].abs_diff(1800) <= 480, "{text}: {:?}", &ends[..3]);
        }
    }

    #[test]
    fn no_times_are_told_where_a_piece_has_none() {
        let voice = scripted(true, |_, p| spoken(p));
        assert!(speak(&voice, &utterance(TEXT), 1.0).unwrap().ends.is_empty());
    }

    #[test]
    fn bounds_follow_the_speed() {
        for speed in [0.5, 1.0, 2.0] {
            let voice = scripted(true, |_, p| tone(0.075 * p.chars().count() as f64 / f64::from(speed)));
            assert!(speak(&voice, &utterance(TEXT), speed).is_ok(), "{speed}");
        }
    }
}
