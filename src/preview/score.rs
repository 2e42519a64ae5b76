//! What is played, as the listener sees it: chapters of sentences, each with its place in time.

use std::sync::{Mutex, MutexGuard, PoisonError};

use altavoce_podcast::manifest::Manifest;

/// Behind this many seconds of a chapter, "previous" goes to its own start, as on any player.
const LISTENED: f64 = 3.0;
/// Letters a second, spaces counted, until the voice has shown its own pace: Sara and Nicola read 13 to 17.
const LETTERS: f64 = 15.0;
/// The voice's own pace counts from so many letters on.
const ENOUGH: u64 = 150;

/// A place in a score: a sentence, and samples from its start. It stays right when an earlier sentence turns out longer
/// than was thought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The sentence, from 0.
    pub sentence: usize,
    /// Samples from its start.
    pub offset: u64,
}

/// A sentence and the silence around it, up to the start of the next.
#[derive(Debug, Clone, PartialEq)]
pub struct Sentence {
    /// As the author wrote it.
    pub text: String,
    /// Its chapter, from 0.
    pub chapter: usize,
    /// Samples of silence in it.
    pub silence: u64,
    /// Samples with the silence; `None` until it is spoken.
    pub length: Option<u64>,
}

/// Chapters of sentences on one timeline, whose unspoken parts are estimated.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    rate: u32,
    titles: Vec<String>,
    /// Never empty, in the order of their chapters; each chapter has one at least.
    sentences: Vec<Sentence>,
    /// Where each sentence starts, and the end.
    starts: Vec<u64>,
}

impl Score {
    /// A score at `rate` samples a second; each title has its sentences, in order.
    pub fn new(rate: u32, titles: Vec<String>, sentences: Vec<Sentence>) -> Score {
        let mut score = Score { rate: rate.max(1), titles, sentences, starts: Vec::new() };
        score.lay();
        score
    }

    /// One stretch of known length.
    pub fn single(rate: u32, title: String, length: u64) -> Score {
        let text = String::new();
        Score::new(rate, vec![title], vec![Sentence { text, chapter: 0, silence: 0, length: Some(length) }])
    }

    /// The score of a made episode. A manifest that tells no passages gives a stretch a chapter.
    pub fn of(manifest: &Manifest) -> Score {
        let sample = |seconds: f64| (seconds.max(0.0) * f64::from(manifest.sample_rate)).round() as u64;
        let chapters = &manifest.chapters;
        if chapters.is_empty() {
            return Score::single(manifest.sample_rate, manifest.title.clone(), manifest.samples);
        }
        // What stands before a chapter's first sentence, silence or music, is heard with it.
        let mut marks: Vec<(usize, u64, &str)> = Vec::new();
        for (n, chapter) in chapters.iter().enumerate() {
            let mut passages = manifest.passages.iter().filter(|p| p.chapter == n);
            marks.push((n, sample(chapter.start), passages.next().map_or("", |p| &p.text)));
            marks.extend(passages.map(|p| (n, sample(p.start), p.text.as_str())));
        }
        let ends = marks.iter().skip(1).map(|m| m.1).chain([manifest.samples]);
        let sentences = marks.iter().zip(ends).map(|(&(chapter, start, text), end)| Sentence {
            text: text.to_string(),
            chapter,
            silence: 0,
            length: Some(end.saturating_sub(start)),
        });
        let sentences = sentences.collect();
        Score::new(manifest.sample_rate, chapters.iter().map(|c| c.title.clone()).collect(), sentences)
    }

    /// Puts every sentence in its place in time.
    fn lay(&mut self) {
        let spoken = self.sentences.iter().filter_map(|s| Some((letters(s), s.length?.saturating_sub(s.silence))));
        let (read, taken) = spoken.fold((0, 0), |(a, b), (letters, samples)| (a + letters, b + samples));
        let pace = if read >= ENOUGH { taken as f64 / read as f64 } else { f64::from(self.rate) / LETTERS };
        let mut at = 0;
        self.starts = self
            .sentences
            .iter()
            .map(|s| {
                let start = at;
                at += s.length.unwrap_or(s.silence + (letters(s) as f64 * pace) as u64);
                start
            })
            .collect();
        self.starts.push(at);
    }

    /// Notes how many samples a sentence takes, with its silence.
    pub fn spoken(&mut self, sentence: usize, length: u64) {
        self.sentences[sentence].length = Some(length);
        self.lay();
    }

    /// The sentence at a place.
    pub fn sentence(&self, place: Place) -> &Sentence {
        &self.sentences[place.sentence.min(self.sentences.len() - 1)]
    }

    /// The titles of the chapters.
    pub fn titles(&self) -> &[String] {
        &self.titles
    }

    /// Seconds from the start to the end.
    pub fn length(&self) -> f64 {
        self.seconds(self.end())
    }

    /// Whether nothing of the length is an estimate.
    pub fn exact(&self) -> bool {
        self.sentences.iter().all(|s| s.length.is_some())
    }

    /// The samples from the start to a place.
    pub fn samples(&self, place: Place) -> u64 {
        let sentence = place.sentence.min(self.sentences.len() - 1);
        let length = self.starts[sentence + 1] - self.starts[sentence];
        self.starts[sentence] + if place.sentence > sentence { length } else { place.offset.min(length) }
    }

    /// The place so many samples from the start, the end for what is beyond. In a sentence that is not spoken yet it is
    /// the nearer of its ends.
    pub fn place(&self, samples: u64) -> Place {
        let sentence = self.starts.partition_point(|start| *start <= samples).saturating_sub(1);
        if sentence >= self.sentences.len() {
            return self.end();
        }
        let offset = samples - self.starts[sentence];
        let length = self.starts[sentence + 1] - self.starts[sentence];
        match self.sentences[sentence].length {
            Some(_) => Place { sentence, offset },
            None if offset > length / 2 && sentence + 1 < self.sentences.len() => self.start_of(sentence + 1),
            None => self.start_of(sentence),
        }
    }

    /// Seconds from the start to a place.
    pub fn seconds(&self, place: Place) -> f64 {
        self.samples(place) as f64 / f64::from(self.rate)
    }

    /// The place so many seconds from the start.
    pub fn at(&self, seconds: f64) -> Place {
        self.place((seconds.max(0.0) * f64::from(self.rate)).round() as u64)
    }

    /// The end.
    pub fn end(&self) -> Place {
        Place { sentence: self.sentences.len(), offset: 0 }
    }

    /// The start of a sentence.
    pub fn start_of(&self, sentence: usize) -> Place {
        Place { sentence: sentence.min(self.sentences.len()), offset: 0 }
    }

    /// The start of a chapter, from 0; the end for what is beyond.
    pub fn chapter(&self, chapter: usize) -> Place {
        self.start_of(self.sentences.partition_point(|s| s.chapter < chapter))
    }

    /// Where "next" goes; from the last chapter to the end.
    pub fn next(&self, place: Place) -> Place {
        self.chapter(self.sentence(place).chapter + 1)
    }

    /// Where "previous" goes.
    pub fn previous(&self, place: Place) -> Place {
        let here = self.sentence(place).chapter;
        let again = self.seconds(place) - self.seconds(self.chapter(here)) > LISTENED;
        self.chapter(if again { here } else { here.saturating_sub(1) })
    }

    /// The sentence of this score that stands where `sentence` of `old` stood, before the author changed something: the
    /// same one, or what has come in its place.
    pub fn follow(&self, old: &Score, sentence: usize) -> usize {
        let (was, now) = (&old.sentences, &self.sentences);
        let same = |(a, b): &(&Sentence, &Sentence)| a.text == b.text;
        let before = was.iter().zip(now).take_while(same).count();
        let shorter = was.len().min(now.len()) - before;
        let behind = was.iter().rev().zip(now.iter().rev()).take_while(same).count().min(shorter);
        if sentence < before {
            return sentence;
        }
        if sentence >= was.len() - behind {
            return (sentence + now.len() - was.len()).min(now.len() - 1);
        }
        // Between: the nearest that says the same, else the one at the same distance from what did not change.
        let changed = before..(now.len() - behind);
        let moved = changed.clone().filter(|&n| now[n].text == was[sentence].text);
        let nearest = moved.min_by_key(|n| n.abs_diff(sentence));
        nearest.unwrap_or(sentence.min(changed.end.saturating_sub(1)).max(before)).min(now.len() - 1)
    }
}

fn letters(sentence: &Sentence) -> u64 {
    sentence.text.chars().count() as u64
}

/// The lock of something that both threads see. A thread that died with it leaves nothing half done.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A score at 10 samples a second; a chapter ends where a `;` stands.
    fn score(texts: &str, length: impl Fn(usize) -> Option<u64>) -> Score {
        let chapters: Vec<&str> = texts.split(';').collect();
        let texts =
            chapters.iter().enumerate().flat_map(|(n, c)| c.split_whitespace().map(move |t| (n, t.to_string())));
        let sentences = texts
            .enumerate()
            .map(|(i, (chapter, text))| Sentence { text, chapter, silence: 0, length: length(i) })
            .collect();
        Score::new(10, chapters.iter().map(|c| c.to_string()).collect(), sentences)
    }

    #[test]
    fn keys_find_their_chapter() {
        let score = score("a;b;c", |i| Some([100, 20, 80][i]));
        // position, the chapter there, where "next" goes, where "previous" goes
        let rows = [
            (0.0, 0, 10.0, 0.0),
            (2.0, 0, 10.0, 0.0),
            (9.0, 0, 10.0, 0.0),
            (9.96, 1, 12.0, 0.0),
            (10.0, 1, 12.0, 0.0),
            (11.0, 1, 12.0, 0.0),
            (12.5, 2, 20.0, 10.0),
            (15.0, 2, 20.0, 10.0),
            (15.1, 2, 20.0, 12.0),
            (20.0, 2, 20.0, 12.0),
            (99.0, 2, 20.0, 12.0),
        ];
        let mut wrong = Vec::new();
        for (position, at, next, previous) in rows {
            let place = score.at(position);
            let got =
                (score.sentence(place).chapter, score.seconds(score.next(place)), score.seconds(score.previous(place)));
            if got != (at, next, previous) {
                wrong.push(format!("{position}: {got:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn what_is_spoken_is_exact_and_the_rest_an_estimate() {
        let long = "x".repeat(150);
        let mut score = score(&format!("{long} {long} {long}"), |_| None);
        assert_eq!((score.length(), score.exact()), (30.0, false), "fifteen letters a second");
        // not spoken: the nearer end
        assert_eq!(score.at(4.0), Place { sentence: 0, offset: 0 });
        assert_eq!(score.at(6.0), Place { sentence: 1, offset: 0 });
        score.spoken(0, 300);
        assert_eq!((score.length(), score.exact()), (90.0, false), "the others are read as slowly");
        assert_eq!(score.at(6.0), Place { sentence: 0, offset: 60 });
        let place = Place { sentence: 1, offset: 7 };
        assert_eq!(score.seconds(place), 30.7);
        score.spoken(1, 100);
        score.spoken(2, 50);
        assert_eq!((score.length(), score.exact()), (45.0, true));
        assert_eq!(score.seconds(score.end()), 45.0);
    }

    #[test]
    fn a_place_follows_the_edit() {
        let rows = [
            ("a b c d", "a b c d", 2, 2),
            ("a b c d", "a X c d", 1, 1),
            ("a b c d", "a X Y c d", 1, 1),
            ("a b c d", "a X Y c d", 2, 3),
            ("a b c d", "a c d", 1, 1),
            ("a b c d", "c d", 0, 0),
            ("a b c d", "c d", 3, 1),
            ("a b c d", "a b", 3, 1),
            ("a b c d", "a X b c Y d", 2, 3),
            ("a b c d", "z", 2, 0),
            ("a a a", "a a", 2, 1),
            ("a", "a b c", 0, 0),
        ];
        let mut wrong = Vec::new();
        for (was, now, at, expected) in rows {
            let (was_score, now_score) = (score(was, |_| None), score(now, |_| None));
            let got = now_score.follow(&was_score, at);
            if got != expected {
                wrong.push(format!("{was} → {now}, {at}: {got} instead of {expected}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
