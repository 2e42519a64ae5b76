//! Pauses at the marks inside an utterance. The network makes almost none: sara leaves a median of 50 ms at a comma, 45 at a
//! semicolon, 10 at a colon, 25 at a dash and none at brackets and `…` (27 sentences), so they are ours to make.

use altavoce_sound::SAMPLE_RATE;

use crate::phonemes::alphabet::is_sound;
use crate::voice::Speech;

/// What a reader leaves at a mark, in seconds at speed 1.0; between sentences, and around chapters, the show's own pauses
/// are longer.
fn length(mark: char) -> f64 {
    match mark {
        '.' | '!' | '?' | '…' => 0.35,
        ';' | ':' => 0.28,
        '—' => 0.24,
        ',' | '(' | ')' => 0.15,
        _ => 0.0,
    }
}

/// By how much of itself a pause is shorter or longer between what is short or long.
const BREATH: f64 = 0.25;

/// How many sounds, signs of stress among them, lie between two marks as a rule: in four issues the median is 21 to 40 letters.
const CLAUSE: f64 = 32.0;

/// By what a pause is multiplied that parts two stretches of so many letters or sounds, of which `usual` are usual: a reader
/// takes more breath, and leaves more time to think, between long ones. 1 between usual ones, 0.75 to 1.25 in all.
pub fn breath(before: usize, behind: usize, usual: f64) -> f64 {
    let length = (before + behind).max(1) as f64 / 2.0;
    1.0 + BREATH * (length / usual).log2().tanh()
}

/// Levels are taken over 5 ms.
const FRAME: usize = SAMPLE_RATE as usize / 200;

/// A frame so far under the utterance's own level, in dB, is silence already.
const SILENT: f32 = -40.0;

/// Where the voice runs on through a mark it fades out and in over these: shorter ones click, longer ones eat sounds.
const FADE: usize = 3 * FRAME;

/// How far around a mark its quietest moment is looked for: the network's times are exact to a frame of 25 ms.
const AROUND: usize = 5 * FRAME;

/// The speech with a pause at every mark between its words; what silence is there already counts. `ends` move along: the
/// sounds before a mark end before its pause, and those behind it begin behind it. `liveliness`, from 0 to 1, is how much
/// the pauses heed the length of what they part.
pub fn insert_pauses(speech: Speech, phonemes: &str, speed: f32, liveliness: f32) -> Speech {
    let Speech { samples, mut ends } = speech;
    if ends.is_empty() {
        return Speech { samples, ends };
    }
    let own = power(&samples);
    let mut paused =
        Speech { samples: Vec::with_capacity(samples.len() * 5 / 4), ends: Vec::with_capacity(ends.len()) };
    let mut copied = 0;
    for place in places(phonemes, &ends, f64::from(liveliness.clamp(0.0, 1.0))) {
        let at = quietest(&samples, place.from.max(copied), place.to);
        let wanted = (place.seconds / f64::from(speed) * f64::from(SAMPLE_RATE)) as usize;
        let missing = wanted.saturating_sub(quiet_around(&samples, at, own));
        if missing < FRAME || at <= copied {
            continue;
        }
        // the network's times may place a sound of one side on the other
        ends[..place.sound].iter_mut().for_each(|end| *end = (*end).min(at));
        ends[place.next - 1..].iter_mut().for_each(|end| *end = (*end).max((at + 1).min(samples.len())));
        paused.ends.extend(
            ends[paused.ends.len()..]
                .iter()
                .take_while(|end| **end <= at)
                .map(|end| end + paused.samples.len() - copied),
        );
        paused.samples.extend_from_slice(&samples[copied..at]);
        fade(&mut paused.samples, true);
        paused.samples.resize(paused.samples.len() + missing, 0.0);
        copied = at;
        let resumed = paused.samples.len();
        // what follows is faded in when it is there
        paused.samples.extend(samples[at..].iter().take(FADE));
        fade(&mut paused.samples[resumed..], false);
        copied += paused.samples.len() - resumed;
    }
    let shift = paused.samples.len() - copied;
    paused.ends.extend(ends[paused.ends.len()..].iter().map(|end| end + shift));
    paused.samples.extend_from_slice(&samples[copied..]);
    paused
}

/// Where a pause belongs.
struct PausePoint {
    /// How many characters end before it, up to the last sound.
    sound: usize,
    /// The first character behind it.
    next: usize,
    /// The samples among which its middle is.
    from: usize,
    to: usize,
    seconds: f64,
}

/// A place for every run of marks that stands between sounds.
fn places(phonemes: &str, ends: &[usize], liveliness: f64) -> Vec<PausePoint> {
    let chars: Vec<char> = phonemes.chars().take(ends.len()).collect();
    let is_word = |c: &char| is_sound(*c) && *c != ' ';
    let mut places = Vec::new();
    let mut i = chars.iter().position(is_word).unwrap_or(chars.len());
    while let Some(first) = (i..chars.len()).find(|&j| !is_word(&chars[j])) {
        let Some(next) = (first..chars.len()).find(|&j| is_word(&chars[j])) else { break };
        let seconds = chars[first..next].iter().map(|c| length(*c)).fold(0.0, f64::max);
        if seconds > 0.0 {
            let (from, to) = (ends[first - 1].saturating_sub(AROUND), ends[next - 1] + AROUND);
            let unbroken = |c: &&char| length(**c) == 0.0;
            let before = chars[..first].iter().rev().take_while(unbroken).filter(|c| is_word(c)).count();
            let behind = chars[next..].iter().take_while(unbroken).filter(|c| is_word(c)).count();
            let seconds = seconds * (1.0 + liveliness * (breath(before, behind, CLAUSE) - 1.0));
            places.push(PausePoint { sound: first, next, from, to, seconds });
        }
        i = next;
    }
    places
}

fn power(samples: &[f32]) -> f32 {
    samples.iter().map(|x| x * x).sum::<f32>() / samples.len().max(1) as f32 + 1e-12
}

/// The middle of the quietest two frames of `from..to`.
pub fn quietest(samples: &[f32], from: usize, to: usize) -> usize {
    let to = to.min(samples.len());
    let frames = |at: usize| power(&samples[at..(at + 2 * FRAME).min(samples.len())]);
    let starts = (from..to).step_by(FRAME / 2);
    starts.min_by(|a, b| frames(*a).total_cmp(&frames(*b))).map_or(from, |at| (at + FRAME).min(samples.len()))
}

/// How many samples around `at` are silent in a stretch.
fn quiet_around(samples: &[f32], at: usize, own: f32) -> usize {
    let silent = |frame: &[f32]| 10.0 * (power(frame) / own).log10() < SILENT;
    let before = samples[..at].rchunks(FRAME).take_while(|frame| silent(frame)).count();
    let after = samples[at..].chunks(FRAME).take_while(|frame| silent(frame)).count();
    (before + after) * FRAME
}

/// Fades the last samples out, or the first in.
fn fade(samples: &mut [f32], out: bool) {
    let count = samples.len();
    let length = FADE.min(count);
    for n in 0..length {
        let gain = (n as f32 + 0.5) / length as f32;
        let at = if out { count - 1 - n } else { n };
        samples[at] *= gain;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(samples: usize) -> Vec<f32> {
        (0..samples).map(|n| 0.3 * (n as f32 * 0.1).sin()).collect()
    }

    /// Each character takes 1200 samples.
    fn ends(phonemes: &str) -> Vec<usize> {
        (1..=phonemes.chars().count()).map(|n| n * 1200).collect()
    }

    fn longest_silence(samples: &[f32]) -> usize {
        samples.split(|x| x.abs() > 1e-6).map(<[f32]>::len).max().unwrap_or(0)
    }

    #[test]
    fn a_mark_that_the_voice_runs_through_gets_its_pause() {
        for (phonemes, seconds) in
            [("ab, cd", 0.15), ("ab… cd", 0.35), ("ab) — cd", 0.24), ("ab cd", 0.0), ("ab cd.", 0.0)]
        {
            let samples = tone(1200 * phonemes.chars().count());
            let whole = samples.len();
            let made = insert_pauses(Speech { samples, ends: ends(phonemes) }, phonemes, 1.0, 0.0);
            let added = (made.samples.len() - whole) as f64 / f64::from(SAMPLE_RATE);
            assert!((added - seconds).abs() < 0.011, "{phonemes}: {added}");
            assert!(longest_silence(&made.samples) as f64 >= (seconds - 0.011) * f64::from(SAMPLE_RATE));
            let last = *made.ends.last().unwrap();
            assert_eq!((made.ends.len(), last), (phonemes.chars().count(), made.samples.len()), "{phonemes}");
            assert!(made.ends.is_sorted());
        }
    }

    #[test]
    fn silence_that_is_there_counts_and_speed_shortens() {
        let phonemes = "ab, cd";
        let mut samples = tone(7200);
        samples[2400..4400].fill(0.0);
        let made_at = |samples: &[f32], speed| {
            insert_pauses(Speech { samples: samples.to_vec(), ends: ends(phonemes) }, phonemes, speed, 0.0)
                .samples
                .len()
        };
        let added = made_at(&samples, 1.0) - 7200;
        assert!(added.abs_diff(3600 - 2000) <= 2 * FRAME, "{added}");
        let fast = made_at(&tone(7200), 2.0) - 7200;
        assert!(fast.abs_diff(1800) <= FRAME, "{fast}");
    }

    #[test]
    fn speech_without_times_stays() {
        let speech = Speech::from(tone(4800));
        assert_eq!(insert_pauses(speech.clone(), "ab, cd", 1.0, 1.0), speech);
    }

    #[test]
    fn pauses_breathe_with_what_they_part() {
        assert_eq!(breath(60, 60, 60.0), 1.0);
        let lengths = [0, 5, 30, 60, 120, 4000];
        let breaths = lengths.map(|n| breath(n, n, 60.0));
        assert!(breaths.is_sorted_by(|a, b| a < b), "{breaths:?}");
        assert!(breaths.iter().all(|b| (0.75..=1.25).contains(b)), "{breaths:?}");
        // between long clauses, between short ones, and what a reader leaves who does not heed them
        let long = "abababababababababababababababababababab";
        let pause = |phonemes: &str, liveliness: f32| {
            let samples = tone(1200 * phonemes.chars().count());
            let whole = samples.len();
            insert_pauses(Speech { samples, ends: ends(phonemes) }, phonemes, 1.0, liveliness).samples.len() - whole
        };
        let (long, short) = (format!("{long}, {long}"), "abab, abab");
        assert!(pause(&long, 1.0) > pause(&long, 0.0) && pause(short, 1.0) < pause(short, 0.0));
        assert_eq!(pause(&long, 0.0), pause(short, 0.0));
    }
}
