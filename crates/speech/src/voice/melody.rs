//! The melody of a sentence among others. By itself the network says every sentence to one tune: of 57 in a row the contours
//! correlate by 0.57, their middles spread over half a semitone, a paragraph's last one ends no lower than the others, and an
//! item of a list falls as if nothing followed (docs/pronunciation.md). So the pitch that it predicts is bent by the sentence's [`Delivery`],
//! before the sound is made of it: a few semitones at most, so that the network's own accents stay.

use crate::voice::delivery::{Aspect, Delivery, Kind, Place};

/// Below this many Hz the curve says that there is no voice.
const VOICED: f32 = 20.0;

/// Whether a place of a curve has a pitch.
pub fn is_voiced(hz: f32) -> bool {
    hz > VOICED && hz.is_finite()
}

/// How far sentences lie above or below each other, in semitones up and down, whatever they are.
const REGISTER: f32 = 0.9;

/// How much more or less than by itself one falls from its beginning to its end, in semitones up and down.
const SLOPE: f32 = 3.0;

/// How far the word that stands out is lifted, and one far from it lowered, in semitones.
const FOCUS: f32 = 2.0;

/// How far to each side both draw the others along, as a part of the sentence.
const REACH: f32 = 0.28;

/// What a delivery does to a curve, in semitones but for the width.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Melody {
    /// How far the whole is lifted.
    register: f32,
    /// By what the distance of each pitch from the middle is multiplied.
    width: f32,
    /// How much more than by itself it falls from beginning to end.
    slope: f32,
    /// How far its end goes up or down, from the last stress on.
    end: f32,
}

impl Melody {
    fn of(delivery: &Delivery) -> Melody {
        let by_place = match delivery.place {
            Place::Only => Melody { register: 0.3, width: 1.0, slope: 0.3, end: -1.6 },
            Place::First => Melody { register: 1.6, width: 1.0, slope: 0.3, end: 0.8 },
            Place::Middle => Melody { register: 0.0, width: 1.0, slope: -0.3, end: 1.0 },
            Place::Last => Melody { register: -0.9, width: 1.0, slope: 0.3, end: -2.2 },
        };
        let mut melody = match delivery.kind {
            Kind::Text => by_place,
            Kind::Heading => Melody { register: 0.8, width: 1.05, slope: 0.3, end: 0.0 },
            Kind::Quotation => Melody { register: by_place.register - 1.0, ..by_place },
            Kind::Item => Melody { register: 0.4, width: 1.0, slope: -0.5, end: 6.5 },
            Kind::LastItem => Melody { register: -0.4, width: 1.0, slope: 0.3, end: -1.0 },
        };
        if delivery.opens {
            melody.register += 0.5;
            melody.width += 0.12;
        }
        melody.register += REGISTER * delivery.vary(Aspect::Register);
        melody.slope += SLOPE * delivery.vary(Aspect::Slope);
        melody
    }
}

/// Bends a curve of pitches in Hz. `ends` are the places in the curve where each character of the phonemes ends; what lies
/// behind them is left alone.
pub fn bend(curve: &mut [f32], phonemes: &str, ends: &[usize], delivery: &Delivery) {
    if delivery.is_neutral() {
        return;
    }
    let chars: Vec<char> = phonemes.chars().take(ends.len()).collect();
    let start = |i: usize| if i == 0 { 0 } else { ends[i - 1].min(curve.len()) };
    let voiced = |n: &usize| is_voiced(curve[*n]);
    let (Some(first), Some(last)) = ((0..start(chars.len())).find(voiced), (0..start(chars.len())).rfind(voiced))
    else {
        return;
    };

    let melody = Melody::of(delivery);
    let stresses: Vec<usize> = (0..chars.len()).filter(|i| chars[*i] == 'ˈ').map(start).collect();
    let ending = stresses.last().map_or(last, |stress| (*stress).clamp(first, last));
    // a question has an end of its own, and what announces is not over
    let is_open = chars.iter().rev().find(|c| !c.is_whitespace()).is_some_and(|c| matches!(c, '?' | ':'));
    let end = if is_open { melody.end.max(0.0) } else { melody.end };
    let (lifted, lowered) = focus(&stresses, delivery);
    let reach = (REACH * (last - first) as f32).max(1.0);
    let near = |n: usize, stress: Option<usize>| stress.map_or(0.0, |at| bump((n as f32 - at as f32) / reach));

    let middle = middle(&curve[first..=last]);
    let liveliness = delivery.liveliness.min(1.0);
    for (n, hz) in curve.iter_mut().enumerate().take(last + 1).skip(first).filter(|(_, hz)| is_voiced(**hz)) {
        let own = 12.0 * (*hz / middle).log2();
        let done = (n - first) as f32 / (last - first).max(1) as f32;
        let ended = n.saturating_sub(ending) as f32 / (last - ending).max(1) as f32;
        let by = melody.register
            + own * (melody.width - 1.0)
            + melody.slope * (0.5 - done)
            + FOCUS * (near(n, lifted) - near(n, lowered))
            + end * ended;
        *hz *= 2f32.powf(liveliness * by / 12.0);
    }
}

/// The places of the stress that stands out and of the one that steps back for it, half the sentence away. The last stress is
/// neither: it is the end's.
fn focus(stresses: &[usize], delivery: &Delivery) -> (Option<usize>, Option<usize>) {
    let eligible = &stresses[..stresses.len().saturating_sub(1)];
    let count = eligible.len();
    let chosen = ((delivery.vary(Aspect::Focus) + 1.0) / 2.0 * count as f32) as usize;
    let chosen = chosen.min(count.saturating_sub(1));
    let other = if count > 2 { eligible.get((chosen + count / 2) % count) } else { None };
    (eligible.get(chosen).copied(), other.copied())
}

/// 1 at 0, falling to 0 at −1 and 1 and beyond.
fn bump(x: f32) -> f32 {
    if x.abs() < 1.0 { 0.5 + 0.5 * (x * std::f32::consts::PI).cos() } else { 0.0 }
}

/// The median of what is voiced.
pub fn middle(curve: &[f32]) -> f32 {
    let mut voiced: Vec<f32> = curve.iter().copied().filter(|hz| is_voiced(*hz)).collect();
    voiced.sort_by(f32::total_cmp);
    voiced.get(voiced.len() / 2).copied().unwrap_or(VOICED)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::voice::intonation::tests::even;

    const SENTENCE: &str = "la kˈaza dɪ mˈarta ɛ lontˈana da kwˈɪ, ma bˈɛla.";

    fn delivery(kind: Kind, place: Place) -> Delivery {
        // the middle of all that varies
        Delivery { kind, place, opens: false, variation: 0x8080_8080, liveliness: 1.0 }
    }

    /// A sentence at 200 Hz throughout, bent.
    fn bent(phonemes: &str, delivery: &Delivery) -> Vec<f32> {
        let (mut curve, ends) = even(phonemes, 200.0);
        bend(&mut curve, phonemes, &ends, delivery);
        curve
    }

    fn semitones(curve: &[f32]) -> Vec<f32> {
        curve.iter().filter(|hz| is_voiced(**hz)).map(|hz| 12.0 * (hz / 200.0).log2()).collect()
    }

    fn end(curve: &[f32]) -> f32 {
        *semitones(curve).last().unwrap() - 12.0 * (middle(curve) / 200.0).log2()
    }

    fn correlation(a: &[f32], b: &[f32]) -> f32 {
        let centred = |x: &[f32]| x.iter().map(|v| v - x.iter().sum::<f32>() / x.len() as f32).collect::<Vec<_>>();
        let dot = |x: &[f32], y: &[f32]| x.iter().zip(y).map(|(a, b)| a * b).sum::<f32>();
        let (a, b) = (centred(a), centred(b));
        dot(&a, &b) / (dot(&a, &a) * dot(&b, &b)).sqrt()
    }

    #[test]
    fn paragraphs_begin_high_and_end_low() {
        let places = [Place::First, Place::Middle, Place::Last];
        let curves = places.map(|place| bent(SENTENCE, &delivery(Kind::Text, place)));
        let middles: Vec<f32> = curves.iter().map(|curve| middle(curve)).collect();
        assert!(middles.is_sorted_by(|a, b| a > b), "{middles:?}");
        assert!(end(&curves[2]) < end(&curves[1]) - 1.5, "{} {}", end(&curves[2]), end(&curves[1]));
        let opens = Delivery { opens: true, ..delivery(Kind::Text, Place::First) };
        assert!(middle(&bent(SENTENCE, &opens)) > middles[0]);
        assert!(middle(&bent(SENTENCE, &delivery(Kind::Quotation, Place::First))) < middles[0]);
    }

    #[test]
    fn items_rise_and_the_last_one_falls() {
        let item = bent("ɪl pˈane frˈesko.", &delivery(Kind::Item, Place::Only));
        let last = bent("ɪl pˈane frˈesko.", &delivery(Kind::LastItem, Place::Only));
        assert!(end(&item) > 4.0 && end(&last) < 0.0, "{} {}", end(&item), end(&last));
        // what announces does not end, and a question has its own end
        for mark in [':', '?'] {
            let open = bent(&SENTENCE.replace('.', &mark.to_string()), &delivery(Kind::Text, Place::Last));
            assert!(end(&open) > end(&bent(SENTENCE, &delivery(Kind::Text, Place::Last))), "{mark}");
        }
    }

    #[test]
    fn sentences_of_one_place_have_melodies_of_their_own() {
        let texts = ["uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove", "dieci"];
        let vary = |text: &&str| {
            let variation = Delivery::variation_of(text);
            bent(SENTENCE, &Delivery { variation, ..delivery(Kind::Text, Place::Middle) })
        };
        let curves: Vec<Vec<f32>> = texts.iter().map(vary).collect();
        let all: Vec<Vec<f32>> = curves.iter().map(|curve| semitones(curve)).collect();
        let pairs = (0..all.len()).flat_map(|n| (0..n).map(move |m| (n, m)));
        let alike: Vec<f32> = pairs.map(|(n, m)| correlation(&all[n], &all[m])).collect();
        let mean = alike.iter().sum::<f32>() / alike.len() as f32;
        assert!(mean < 0.4, "{mean}");
        assert!(all.iter().flatten().all(|by| by.abs() < 6.0), "never far from the network's own");
    }

    #[test]
    fn what_must_stay_stays() {
        let neutral = Delivery { liveliness: 0.0, ..delivery(Kind::Item, Place::Last) };
        assert_eq!(bent(SENTENCE, &neutral), even(SENTENCE, 200.0).0);
        let half = Delivery { liveliness: 0.5, ..delivery(Kind::Text, Place::First) };
        let whole = Delivery { liveliness: 1.0, ..half };
        let (half, whole) = (semitones(&bent(SENTENCE, &half)), semitones(&bent(SENTENCE, &whole)));
        assert!(half.iter().zip(&whole).all(|(h, w)| (2.0 * h - w).abs() < 0.01));
        // what is behind the utterance's own words, and where there is no voice
        let (mut curve, ends) = even(SENTENCE, 200.0);
        bend(&mut curve, &SENTENCE[..9], &ends, &delivery(Kind::Text, Place::First));
        assert!(curve[..40].iter().all(|hz| *hz > 200.0) && curve[90..300].iter().all(|hz| *hz == 200.0));
        assert_eq!(curve.last(), Some(&0.0));
    }

    #[test]
    fn any_curve_is_survived() {
        let lively = delivery(Kind::Item, Place::Last);
        let odd = [vec![], vec![0.0; 40], vec![f32::NAN; 40], vec![150.0], vec![f32::INFINITY, 100.0, -5.0]];
        for curve in odd {
            for phonemes in ["", "ˈa", "ˈa ˈa ˈa.", "a"] {
                for step in [0, 1, 50] {
                    let ends: Vec<usize> = (1..=phonemes.chars().count()).map(|n| n * step).collect();
                    let mut bent = curve.clone();
                    bend(&mut bent, phonemes, &ends, &lively);
                    assert_eq!(bent.len(), curve.len());
                    assert!(bent.iter().zip(&curve).all(|(b, c)| b.is_finite() || !c.is_finite()), "{bent:?}");
                }
            }
        }
    }
}
