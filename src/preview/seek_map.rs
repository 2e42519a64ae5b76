//! Where each chapter and sentence of a playback lies in time, so that a listener can go there.

use altavoce_podcast::manifest::Manifest;

/// Behind this many seconds of a chapter, "previous" goes to its own start, as on any player.
const RESTART_AFTER: f64 = 3.0;
/// Letters a second, spaces counted, until the voice has shown its own pace: Sara and Nicola read 13 to 17.
const LETTERS_PER_SECOND: f64 = 15.0;
/// The voice's own pace counts from so many letters on.
const ENOUGH_LETTERS: u64 = 150;

/// A position in a playback: a sentence, and samples from its start. It stays right when an earlier sentence turns out
/// longer than was thought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The sentence, from 0.
    pub sentence: usize,
    /// Samples from its start.
    pub offset: u64,
}

/// A sentence and the silence around it, up to the start of the next.
#[derive(Debug, Clone, PartialEq)]
pub struct SeekPoint {
    /// As the author wrote it.
    pub text: String,
    /// Its chapter, from 0.
    pub chapter: usize,
    /// Samples of silence in it.
    pub silence: u64,
    /// Samples with the silence; `None` until it is synthesised.
    pub length: Option<u64>,
}

/// Chapters of sentences on one timeline; what is not synthesised yet is estimated.
#[derive(Debug, Clone, PartialEq)]
pub struct SeekMap {
    sample_rate: u32,
    chapter_titles: Vec<String>,
    /// Never empty, in the order of their chapters; each chapter has one at least.
    sentences: Vec<SeekPoint>,
    /// Where each sentence starts, and the end.
    starts: Vec<u64>,
}

impl SeekMap {
    /// A map at `sample_rate` samples a second; each title has its sentences, in order.
    pub fn new(sample_rate: u32, chapter_titles: Vec<String>, sentences: Vec<SeekPoint>) -> SeekMap {
        let sample_rate = sample_rate.max(1);
        let mut seek_map = SeekMap { sample_rate, chapter_titles, sentences, starts: Vec::new() };
        seek_map.update_starts();
        seek_map
    }

    /// One stretch of `length` samples.
    pub fn single(sample_rate: u32, title: String, length: u64) -> SeekMap {
        let text = String::new();
        SeekMap::new(sample_rate, vec![title], vec![SeekPoint { text, chapter: 0, silence: 0, length: Some(length) }])
    }

    /// The map of a made episode. A manifest that tells no passages gives a stretch a chapter.
    pub fn from_manifest(manifest: &Manifest) -> SeekMap {
        let sample = |seconds: f64| (seconds.max(0.0) * f64::from(manifest.sample_rate)).round() as u64;
        let chapters = &manifest.chapters;
        if chapters.is_empty() {
            return SeekMap::single(manifest.sample_rate, manifest.title.clone(), manifest.samples);
        }
        // What stands before a chapter's first sentence, silence or music, is heard with it.
        let mut marks: Vec<(usize, u64, &str)> = Vec::new();
        for (n, chapter) in chapters.iter().enumerate() {
            let mut passages = manifest.passages.iter().filter(|p| p.chapter == n);
            marks.push((n, sample(chapter.start), passages.next().map_or("", |p| &p.text)));
            marks.extend(passages.map(|p| (n, sample(p.start), p.text.as_str())));
        }
        let ends = marks.iter().skip(1).map(|m| m.1).chain([manifest.samples]);
        let sentences = marks.iter().zip(ends).map(|(&(chapter, start, text), end)| SeekPoint {
            text: text.to_string(),
            chapter,
            silence: 0,
            length: Some(end.saturating_sub(start)),
        });
        let sentences = sentences.collect();
        SeekMap::new(manifest.sample_rate, chapters.iter().map(|c| c.title.clone()).collect(), sentences)
    }

    /// Works out where every sentence starts.
    fn update_starts(&mut self) {
        let known = self.sentences.iter().filter_map(|s| Some((letters(s), s.length?.saturating_sub(s.silence))));
        let (read, taken) = known.fold((0, 0), |(a, b), (letters, samples)| (a + letters, b + samples));
        let samples_per_letter = if read >= ENOUGH_LETTERS {
            taken as f64 / read as f64
        } else {
            f64::from(self.sample_rate) / LETTERS_PER_SECOND
        };
        let mut at = 0;
        self.starts = self
            .sentences
            .iter()
            .map(|s| {
                let start = at;
                at += s.length.unwrap_or(s.silence + (letters(s) as f64 * samples_per_letter) as u64);
                start
            })
            .collect();
        self.starts.push(at);
    }

    /// Notes how many samples a sentence takes, with its silence.
    pub fn set_length(&mut self, sentence: usize, length: u64) {
        self.sentences[sentence].length = Some(length);
        self.update_starts();
    }

    /// The sentence at a position.
    pub fn sentence_at(&self, position: Position) -> &SeekPoint {
        &self.sentences[position.sentence.min(self.sentences.len() - 1)]
    }

    /// The titles of the chapters.
    pub fn chapter_titles(&self) -> &[String] {
        &self.chapter_titles
    }

    /// Seconds from the start to the end.
    pub fn duration(&self) -> f64 {
        self.seconds_at(self.end())
    }

    /// Whether nothing of the duration is an estimate.
    pub fn is_exact(&self) -> bool {
        self.sentences.iter().all(|s| s.length.is_some())
    }

    /// The samples from the start to a position.
    pub fn sample_at(&self, position: Position) -> u64 {
        let sentence = position.sentence.min(self.sentences.len() - 1);
        let length = self.starts[sentence + 1] - self.starts[sentence];
        self.starts[sentence] + if position.sentence > sentence { length } else { position.offset.min(length) }
    }

    /// The position so many samples from the start, the end for what is beyond. In a sentence that is not synthesised
    /// yet it is the nearer of its ends.
    pub fn at_sample(&self, samples: u64) -> Position {
        let sentence = self.starts.partition_point(|start| *start <= samples).saturating_sub(1);
        if sentence >= self.sentences.len() {
            return self.end();
        }
        let offset = samples - self.starts[sentence];
        let length = self.starts[sentence + 1] - self.starts[sentence];
        match self.sentences[sentence].length {
            Some(_) => Position { sentence, offset },
            None if offset > length / 2 && sentence + 1 < self.sentences.len() => self.sentence_start(sentence + 1),
            None => self.sentence_start(sentence),
        }
    }

    /// Seconds from the start to a position.
    pub fn seconds_at(&self, position: Position) -> f64 {
        self.sample_at(position) as f64 / f64::from(self.sample_rate)
    }

    /// The position so many seconds from the start.
    pub fn at_seconds(&self, seconds: f64) -> Position {
        self.at_sample((seconds.max(0.0) * f64::from(self.sample_rate)).round() as u64)
    }

    /// The end.
    pub fn end(&self) -> Position {
        Position { sentence: self.sentences.len(), offset: 0 }
    }

    /// The start of a sentence.
    pub fn sentence_start(&self, sentence: usize) -> Position {
        Position { sentence: sentence.min(self.sentences.len()), offset: 0 }
    }

    /// The start of a chapter, from 0; the end for what is beyond.
    pub fn chapter_start(&self, chapter: usize) -> Position {
        self.sentence_start(self.sentences.partition_point(|s| s.chapter < chapter))
    }

    /// Where "next" goes; from the last chapter to the end.
    pub fn next_chapter(&self, position: Position) -> Position {
        self.chapter_start(self.sentence_at(position).chapter + 1)
    }

    /// Where "previous" goes.
    pub fn previous_chapter(&self, position: Position) -> Position {
        let here = self.sentence_at(position).chapter;
        let restart = self.seconds_at(position) - self.seconds_at(self.chapter_start(here)) > RESTART_AFTER;
        self.chapter_start(if restart { here } else { here.saturating_sub(1) })
    }

    /// The sentence of this map that stands where `sentence` of `old` stood, before the author changed something: the
    /// same one, or what has come in its place.
    pub fn sentence_after_edit(&self, old: &SeekMap, sentence: usize) -> usize {
        let (was, now) = (&old.sentences, &self.sentences);
        let same = |(a, b): &(&SeekPoint, &SeekPoint)| a.text == b.text;
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

fn letters(sentence: &SeekPoint) -> u64 {
    sentence.text.chars().count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A map at 10 samples a second; a chapter ends where a `;` stands.
    fn seek_map(texts: &str, length: impl Fn(usize) -> Option<u64>) -> SeekMap {
        let chapters: Vec<&str> = texts.split(';').collect();
        let texts =
            chapters.iter().enumerate().flat_map(|(n, c)| c.split_whitespace().map(move |t| (n, t.to_string())));
        let sentences = texts
            .enumerate()
            .map(|(i, (chapter, text))| SeekPoint { text, chapter, silence: 0, length: length(i) })
            .collect();
        SeekMap::new(10, chapters.iter().map(|c| c.to_string()).collect(), sentences)
    }

    #[test]
    fn keys_find_their_chapter() {
        let seek_map = seek_map("a;b;c", |i| Some([100, 20, 80][i]));
        // seconds, the chapter there, where "next" goes, where "previous" goes
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
        for (seconds, at, next, previous) in rows {
            let position = seek_map.at_seconds(seconds);
            let (after, before) = (seek_map.next_chapter(position), seek_map.previous_chapter(position));
            let chapter = seek_map.sentence_at(position).chapter;
            let got = (chapter, seek_map.seconds_at(after), seek_map.seconds_at(before));
            if got != (at, next, previous) {
                wrong.push(format!("{seconds}: {got:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn what_is_synthesised_is_exact_and_the_rest_an_estimate() {
        let long = "x".repeat(150);
        let mut seek_map = seek_map(&format!("{long} {long} {long}"), |_| None);
        assert_eq!((seek_map.duration(), seek_map.is_exact()), (30.0, false), "fifteen letters a second");
        // not synthesised: the nearer end
        assert_eq!(seek_map.at_seconds(4.0), Position { sentence: 0, offset: 0 });
        assert_eq!(seek_map.at_seconds(6.0), Position { sentence: 1, offset: 0 });
        seek_map.set_length(0, 300);
        assert_eq!((seek_map.duration(), seek_map.is_exact()), (90.0, false), "the others are read as slowly");
        assert_eq!(seek_map.at_seconds(6.0), Position { sentence: 0, offset: 60 });
        let position = Position { sentence: 1, offset: 7 };
        assert_eq!(seek_map.seconds_at(position), 30.7);
        seek_map.set_length(1, 100);
        seek_map.set_length(2, 50);
        assert_eq!((seek_map.duration(), seek_map.is_exact()), (45.0, true));
        assert_eq!(seek_map.seconds_at(seek_map.end()), 45.0);
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
            let (was_map, now_map) = (seek_map(was, |_| None), seek_map(now, |_| None));
            let got = now_map.sentence_after_edit(&was_map, at);
            if got != expected {
                wrong.push(format!("{was} → {now}, {at}: {got} instead of {expected}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
