//! An issue as its sentences are spoken.

use std::sync::{Arc, Condvar, Mutex};
use std::thread;

use altavoce_base::error::Result;
use altavoce_sound::{Loudness, SAMPLE_RATE};
use altavoce_speech::cache::Cache;
use altavoce_speech::synthesis::Job;

use super::chain::{Flow, PIECE, Reel};
use super::desk::{Desk, State, Work};
use super::score::{Place, Score, Sentence, lock};
use crate::episode::timeline::{LEAD, TRAIL, samples};
use crate::narration::Narration;
use crate::script::Pauses;

/// The reel of an issue that is spoken while it is heard. Ends its threads when dropped, each behind its sentence.
pub struct Live {
    desk: Arc<Desk>,
    /// Silence before and behind each sentence, and the factor that brings its voice to the show's loudness.
    around: Vec<(u64, u64, f32)>,
    ceiling: f32,
    at: usize,
    /// The sentence at the ears with its silences, once it is needed.
    sound: Option<Vec<f32>>,
    offset: usize,
}

impl Live {
    /// Begins to speak `narration`, of which `jobs` are the passages, from the sentence `first`, `workers` at a time.
    ///
    /// An episode is levelled when all of it is known; here each voice is, by what its manifest says of it, and a limiter
    /// takes the peaks.
    pub fn begin(
        narration: &Narration,
        jobs: &Arc<[Job]>,
        pauses: &Pauses,
        loudness: &Loudness,
        cache: &Cache,
        workers: usize,
        first: impl Fn(&Score) -> usize,
    ) -> Live {
        let (mut around, mut sentences) = (Vec::new(), Vec::new());
        let last = jobs.len().saturating_sub(1);
        for (chapter, part) in narration.chapters.iter().enumerate() {
            for (n, passage) in part.passages.iter().enumerate() {
                let Some(job) = jobs.get(around.len()) else { break };
                let before = samples(if around.is_empty() { LEAD } else { 0.0 });
                let behind = samples(match around.len() {
                    i if i == last => TRAIL,
                    _ if n + 1 == part.passages.len() => pauses.chapter,
                    _ => pauses.seconds(passage.written.pause),
                });
                let gain = 10f64.powf((loudness.target - job.voice.loudness()) / 20.0) as f32;
                around.push((before, behind, gain));
                let silence = before + behind;
                let length = cache.length(&job.key).map(|length| length as u64 + silence);
                sentences.push(Sentence { text: passage.written.text.clone(), chapter, silence, length });
            }
        }
        let known = |s: &Sentence| if s.length.is_some() { State::Ready } else { State::Untouched };
        let states = sentences.iter().map(known).collect();
        let titles = narration.chapters.iter().map(|c| c.title.clone()).collect();
        let score = Score::new(SAMPLE_RATE, titles, sentences);
        let ears = first(&score);
        let desk = Arc::new(Desk {
            jobs: Arc::clone(jobs),
            cache: cache.clone(),
            score: Arc::new(Mutex::new(score)),
            work: Mutex::new(Work { states, ears, over: false }),
            news: Condvar::new(),
        });
        for _ in 0..workers.max(1) {
            let desk = Arc::clone(&desk);
            // Not joined: a listener who quits does not wait for a sentence that takes seconds.
            thread::spawn(move || desk.speak());
        }
        let ceiling = 10f64.powf(loudness.true_peak / 20.0) as f32;
        Live { desk, around, ceiling, at: ears, sound: None, offset: 0 }
    }

    /// What is said, and when as far as it is known.
    pub fn score(&self) -> Arc<Mutex<Score>> {
        Arc::clone(&self.desk.score)
    }

    /// Tells the speaking threads where the ears are.
    fn listen_at(&mut self, sentence: usize, offset: usize) {
        (self.at, self.offset, self.sound) = (sentence, offset, None);
        lock(&self.desk.work).ears = sentence;
        self.desk.news.notify_all();
    }

    /// The sentence at the ears with its silences, if it is spoken.
    fn load(&mut self) -> Result<Option<Vec<f32>>> {
        let key = &self.desk.jobs[self.at].key;
        let mut work = lock(&self.desk.work);
        let state = &mut work.states[self.at];
        match state {
            State::Ready => {}
            State::Untouched | State::InTheAir => return Ok(None),
            // Told once; whoever goes on listening has it tried again.
            State::Failed(_) => match std::mem::replace(state, State::Untouched) {
                State::Failed(e) => return Err(e),
                _ => return Ok(None),
            },
        }
        drop(work);
        let Some(speech) = self.desk.cache.load(key) else {
            // Damaged, or removed by another: spoken again.
            self.desk.cache.forget(key);
            lock(&self.desk.work).states[self.at] = State::Untouched;
            self.desk.news.notify_all();
            return Ok(None);
        };
        let (before, behind, gain) = self.around[self.at];
        let mut sound = vec![0.0; before as usize];
        sound.extend(speech.samples.iter().map(|x| x * gain));
        sound.resize(sound.len() + behind as usize, 0.0);
        Ok(Some(sound))
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        lock(&self.desk.work).over = true;
        self.desk.news.notify_all();
    }
}

impl Reel for Live {
    fn rate(&self) -> u32 {
        SAMPLE_RATE
    }

    fn ceiling(&self) -> f32 {
        self.ceiling
    }

    fn place(&self) -> Place {
        Place { sentence: self.at, offset: self.offset as u64 }
    }

    fn seek(&mut self, place: Place) -> Result<()> {
        self.listen_at(place.sentence.min(self.around.len()), place.offset as usize);
        Ok(())
    }

    fn read(&mut self, block: &mut Vec<f32>) -> Result<Flow> {
        loop {
            if self.at >= self.around.len() {
                return Ok(Flow::End);
            }
            if self.sound.is_none() {
                self.sound = self.load()?;
            }
            let Some(sound) = &self.sound else { return Ok(Flow::Waiting) };
            let start = self.offset.min(sound.len());
            let end = sound.len().min(start + PIECE);
            block.extend_from_slice(&sound[start..end]);
            self.offset = end;
            if end == sound.len() {
                self.listen_at(self.at + 1, 0);
            }
            if end > start {
                return Ok(Flow::Sound);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::{Duration, Instant};

    use super::*;
    use crate::issue::Issue;
    use crate::narration::SpokenPassage;
    use crate::project::{Folders, Project};
    use crate::settings::Show;
    use altavoce_base::error::Kind;
    use altavoce_speech::cache::Key;
    use altavoce_speech::pronunciation::Lexicon;
    use altavoce_speech::voice::{Speech, Utterance, Voice};

    /// Sentences of the issue.
    const SENTENCES: usize = 8;

    /// A voice that begins to say anything at once and ends when it is let, sentence by sentence.
    struct Gated {
        allowed: Mutex<usize>,
        news: Condvar,
        begun: Mutex<Vec<usize>>,
        /// The sentence of which it makes no sound.
        mute: Option<usize>,
    }

    impl Voice for Gated {
        fn name(&self) -> &str {
            "prova"
        }
        fn fingerprint(&self) -> &str {
            "prova"
        }
        fn wants_phonemes(&self) -> bool {
            false
        }
        fn loudness(&self) -> f64 {
            -22.0
        }
        fn synthesize(&self, utterance: &Utterance, _: f32) -> Result<Speech> {
            // What made no sound is tried again in pieces.
            let Some(number) = (0..SENTENCES).find(|n| utterance.text.contains(NAMES[*n])) else {
                return Ok(vec![0.0; 12_000].into());
            };
            self.begun.lock().unwrap().push(number);
            let mut allowed = self.allowed.lock().unwrap();
            while *allowed <= number {
                allowed = self.news.wait(allowed).unwrap();
            }
            let seconds = if self.mute == Some(number) { 0.0 } else { 0.07 * utterance.text.len() as f32 };
            let tone = |n: usize| 0.1 * (n as f32 * (0.1 + 0.01 * number as f32)).sin();
            Ok((0..12_000).map(|_| 0.0).chain((0..(seconds * 24_000.0) as usize).map(tone)).collect::<Vec<_>>().into())
        }
    }

    const NAMES: [&str; SENTENCES] = ["Anna", "Bruno", "Carla", "Dario", "Elena", "Fabio", "Gina", "Hugo"];

    struct Room {
        voice: Arc<Gated>,
        live: Live,
        cache: Cache,
        _folder: tempfile::TempDir,
    }

    fn room(workers: usize, mute: Option<usize>) -> Room {
        let silent = Show { opening: vec![], closing: vec![], disclosure: String::new(), ..Show::default() };
        let project = Project::of(silent, Lexicon::default(), Folders::default(), |_| true);
        let said = NAMES.map(|name| format!("Oggi racconta la sua storia {name} con tutta la calma che ci vuole.\n\n"));
        let issue = Issue::parse(Path::new("a.md"), said.concat().as_bytes()).unwrap();
        let narration = project.narrate(&issue);
        let voice = Arc::new(Gated { allowed: Mutex::new(0), news: Condvar::new(), begun: Mutex::default(), mute });
        let job = |passage: &SpokenPassage| {
            let utterance = Utterance { text: passage.spoken.text.clone(), phonemes: String::new() };
            let mut job = Job::new(Arc::clone(&voice) as Arc<dyn Voice>, utterance, 1.0);
            job.place = Some(("a.md".into(), passage.written.line));
            job
        };
        let jobs: Arc<[Job]> = narration.passages().map(job).collect();
        assert_eq!(jobs.len(), SENTENCES);
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path()).unwrap();
        let live = Live::begin(&narration, &jobs, &Pauses::default(), &Loudness::default(), &cache, workers, |_| 0);
        Room { voice, live, cache, _folder: folder }
    }

    impl Room {
        fn allow(&self, sentences: usize) {
            *self.voice.allowed.lock().unwrap() = sentences;
            self.voice.news.notify_all();
        }

        /// Waits for what must come; where it does not, the test fails and does not hang.
        fn wait(&self, what: &str, come: impl Fn(&Room) -> bool) {
            let begun = Instant::now();
            while !come(self) {
                assert!(begun.elapsed() < Duration::from_secs(60), "{what}: it never came");
                thread::sleep(Duration::from_millis(2));
            }
        }

        fn ready(&self, sentence: usize) -> bool {
            matches!(lock(&self.live.desk.work).states[sentence], State::Ready)
        }

        /// What the ears get until they must wait, or the end.
        fn hear(&mut self) -> (usize, Flow) {
            let mut heard = Vec::new();
            loop {
                match self.live.read(&mut heard).unwrap() {
                    Flow::Sound => {}
                    other => return (heard.len(), other),
                }
            }
        }

        /// Samples up to a sentence.
        fn until(&self, sentence: usize) -> usize {
            lock(&self.live.desk.score).samples(Place { sentence, offset: 0 }) as usize
        }
    }

    #[test]
    fn the_first_sentence_sounds_while_no_other_is_spoken() {
        let mut room = room(2, None);
        room.wait("the first sentence begun", |r| !r.voice.begun.lock().unwrap().is_empty());
        // Before it is ready no other is even begun, however many threads there are.
        assert_eq!(lock(&room.live.desk.work).next(), None);
        assert_eq!(*room.voice.begun.lock().unwrap(), [0]);
        assert_eq!(room.hear(), (0, Flow::Waiting));
        room.allow(1);
        room.wait("the first sentence", |r| r.ready(0));
        let (heard, flow) = room.hear();
        assert_eq!((heard, flow), (room.until(1), Flow::Waiting), "all of it with its silences, and no more");
        assert!(heard > 24_000);
        room.allow(SENTENCES);
    }

    #[test]
    fn there_is_no_gap_in_what_is_ready() {
        let mut room = room(2, None);
        for (ready, before) in [(2, 0), (3, 2), (SENTENCES, 3)] {
            room.allow(ready);
            room.wait("the sentences", |r| (0..ready).all(|s| r.ready(s)));
            let (heard, flow) = room.hear();
            assert_eq!(heard, room.until(ready) - room.until(before), "{before} to {ready}");
            assert_eq!(flow, if ready == SENTENCES { Flow::End } else { Flow::Waiting });
        }
        assert!(lock(&room.live.desk.score).exact());
        assert_eq!(room.live.place(), lock(&room.live.desk.score).end());
    }

    #[test]
    fn speaking_follows_the_ears() {
        let mut room = room(1, None);
        room.wait("the first sentence begun", |r| !r.voice.begun.lock().unwrap().is_empty());
        room.live.seek(Place { sentence: 5, offset: 0 }).unwrap();
        room.allow(SENTENCES);
        room.wait("the last sentence", |r| r.ready(7));
        assert_eq!(*room.voice.begun.lock().unwrap(), [0, 5, 6, 7]);
        assert_eq!(room.hear().1, Flow::End);
        room.live.seek(Place { sentence: 3, offset: 0 }).unwrap();
        room.wait("the sentences gone back to", |r| r.ready(3) && r.ready(4));
        assert_eq!(room.hear(), (room.until(SENTENCES) - room.until(3), Flow::End));
        assert!(!room.ready(1), "what nobody asked for is not spoken");
    }

    #[test]
    fn the_voice_comes_at_the_loudness_of_the_show() {
        let mut room = room(2, None);
        room.allow(SENTENCES);
        room.wait("the sentences", |r| r.ready(0));
        let mut heard = Vec::new();
        while heard.len() < 24_000 && room.live.read(&mut heard).unwrap() == Flow::Sound {}
        // -22 LUFS become -16: twice the amplitude.
        // Its tone breaks in, which the filter of what lies below voices answers with a swing.
        let loudest = heard[heard.len() / 2..].iter().fold(0.0f32, |m, x| m.max(x.abs()));
        assert!((loudest - 0.1995).abs() < 0.002, "{loudest}");
    }

    #[test]
    fn a_sentence_that_cannot_be_spoken_is_told_when_it_is_reached() {
        let mut room = room(2, Some(1));
        room.allow(SENTENCES);
        room.wait("the others", |r| r.ready(0) && r.ready(SENTENCES - 1));
        room.wait("the failure", |r| matches!(lock(&r.live.desk.work).states[1], State::Failed(_)));
        let mut heard = Vec::new();
        let e = loop {
            match room.live.read(&mut heard) {
                Ok(Flow::Sound) => {}
                Ok(other) => panic!("{other:?}"),
                Err(e) => break e,
            }
        };
        assert_eq!(heard.len(), room.until(1));
        assert_eq!(e.kind, Kind::Author);
        assert!(e.to_string().starts_with("a.md:3: the voice `prova` cannot speak"), "{e}");
    }

    #[test]
    fn a_damaged_sentence_is_spoken_again() {
        let mut room = room(2, None);
        room.allow(SENTENCES);
        room.wait("the sentences", |r| (0..SENTENCES).all(|s| r.ready(s)));
        let key: &Key = &room.live.desk.jobs[0].key;
        let path = room._folder.path().join(&key.as_str()[..2]).join(key.as_str());
        let mut bytes = std::fs::read(&path).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        std::fs::write(&path, bytes).unwrap();
        assert_eq!(room.hear(), (0, Flow::Waiting));
        room.wait("the sentence", |r| r.ready(0));
        assert_eq!(room.hear(), (room.until(SENTENCES), Flow::End));
        assert!(room.cache.load(&room.live.desk.jobs[0].key).is_some());
        assert_eq!(room.voice.begun.lock().unwrap().iter().filter(|n| **n == 0).count(), 2);
    }
}
