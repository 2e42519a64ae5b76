//! Music and signals: what `show.toml` names, read from any common format or made here, faded, levelled against the
//! speech, and mixed where the timeline says.

mod bed;
mod built_in;
mod decode;
mod fades;
mod settings;

use std::fs::File;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use serde::{Deserialize, Serialize};

use crate::{Loudness, Measurement, Meter};

pub use built_in::compose;
pub use decode::{LONGEST, decode};
pub use settings::{Music, MusicSource};

/// Seconds in which a bed comes in and goes out.
pub const BED_FADE: f64 = 1.0;

/// What a piece of music is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Before the first word.
    Intro,
    /// Between two chapters.
    Sting,
    /// Behind the last word.
    Outro,
    /// Under the opening and the closing.
    Bed,
}

impl Part {
    /// All of them.
    pub const ALL: [Part; 4] = [Part::Intro, Part::Sting, Part::Outro, Part::Bed];

    /// Its key in `show.toml`.
    pub fn key(self) -> &'static str {
        match self {
            Part::Intro => "intro",
            Part::Sting => "sting",
            Part::Outro => "outro",
            Part::Bed => "bed",
        }
    }

    fn setting(self, music: &Music) -> MusicSource<'_> {
        Music::source(match self {
            Part::Intro => &music.intro,
            Part::Sting => &music.sting,
            Part::Outro => &music.outro,
            Part::Bed => &music.bed,
        })
    }
}

/// A stretch of an episode in which a piece is heard: samples from its start.
#[derive(Debug, Clone, PartialEq)]
pub struct Cue {
    /// The piece.
    pub part: Part,
    /// Its first sample.
    pub start: u64,
    /// One past its last.
    pub end: u64,
    /// The stretches below which a bed stays; none for other pieces.
    pub under: Vec<Range<u64>>,
}

/// What each piece is made of, for the hash of an episode's inputs: the bytes of its file, or the version of ours. None
/// for silence.
///
/// # Errors
/// The author's, naming the file: it cannot be read.
pub fn fingerprints(music: &Music, folder: &Path) -> Result<[Option<String>; 4]> {
    let mut prints = [const { None }; 4];
    for (part, print) in Part::ALL.into_iter().zip(&mut prints) {
        *print = match part.setting(music) {
            MusicSource::Silence => None,
            MusicSource::BuiltIn => Some(built_in::VERSION.to_string()),
            MusicSource::File(name) => {
                let path = folder.join(name);
                let cannot = |e| named(part, Error::io(tr!("read the music"), &path, e));
                let mut hash = blake3::Hasher::new();
                hash.update_reader(File::open(&path).map_err(cannot)?).map_err(cannot)?;
                Some(hash.finalize().to_hex().to_string())
            }
        };
    }
    Ok(prints)
}

/// The music of a show in memory, faded.
#[derive(Debug, Clone, Default)]
pub struct Pieces([Option<Piece>; 4]);

#[derive(Debug, Clone)]
struct Piece {
    samples: Vec<f32>,
    measured: Measurement,
}

impl Pieces {
    /// Reads or makes what `music` names; files are relative to `folder`.
    ///
    /// # Errors
    /// The author's, naming the file: missing, no music, in a codec that cannot be read, damaged, too long, silent.
    pub fn load(music: &Music, folder: &Path) -> Result<Pieces> {
        let mut pieces = Pieces::default();
        for (part, piece) in Part::ALL.into_iter().zip(&mut pieces.0) {
            let samples = match part.setting(music) {
                MusicSource::Silence => continue,
                MusicSource::BuiltIn => compose(part),
                MusicSource::File(name) => {
                    let path = folder.join(name);
                    let mut samples = decode(&path).map_err(|e| named(part, e))?;
                    if part != Part::Bed {
                        fades::fade(&mut samples, music.fade_in, music.fade_out);
                    }
                    if Meter::measure(&samples)?.loudness == f64::NEG_INFINITY {
                        let silent = Error::author(tr!("this music is silent")).in_file(&path);
                        return Err(named(part, silent.fix(tr!("give another file, or write \"none\""))));
                    }
                    samples
                }
            };
            let measured = Meter::measure(&samples)?;
            *piece = Some(Piece { samples, measured });
        }
        Ok(pieces)
    }

    /// The length of a piece in samples; 0 if there is none. A bed is as long as it has to be.
    pub fn length(&self, part: Part) -> u64 {
        self.piece(part).map_or(0, |p| p.samples.len() as u64)
    }

    fn piece(&self, part: Part) -> Option<&Piece> {
        self.0.get(part as usize).and_then(Option::as_ref)
    }
}

/// Says also which setting names the file.
fn named(part: Part, error: Error) -> Error {
    let mut named = Error::author(tr!("[music] {key}: {what}", key = part.key(), what = error.what())).by(error.kind);
    if let Some(path) = error.place().0 {
        named = named.in_file(path);
    }
    if let Some(fix) = error.advice() {
        named = named.fix(fix);
    }
    named.caused_by(error)
}

/// How loud the speech is that the music is levelled against.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SpeechLevel {
    /// All of it, in LUFS.
    pub loudness: f64,
    /// The quietest passage under which a bed lies.
    pub quietest: f64,
}

/// All music of an episode where it is heard, at its level.
#[derive(Debug, Clone, Default)]
pub struct Mix(Vec<(u64, Arc<[f32]>)>);

impl Mix {
    /// Levels `pieces` against `speech` and puts them where `cues` say. No piece is so loud that the limiter, at the gain
    /// that brings the speech to `target`, would have to hold it down.
    ///
    /// # Errors
    /// A bug's.
    pub fn new(pieces: &Pieces, cues: &[Cue], speech: SpeechLevel, music: &Music, target: &Loudness) -> Result<Mix> {
        let highest = target.true_peak - (target.target - speech.loudness);
        let gain = |piece: &Piece, level: f64| {
            (speech.loudness + level - piece.measured.loudness).min(highest - piece.measured.true_peak)
        };
        let levelled = |part: Part, level: f64| -> Option<Arc<[f32]>> {
            let piece = pieces.piece(part)?;
            let factor = amplitude(gain(piece, level));
            Some(piece.samples.iter().map(|s| s * factor).collect())
        };
        let signals = [(Part::Intro, music.level), (Part::Sting, music.sting_level), (Part::Outro, music.level)];
        let signals = signals.map(|(part, level)| (part, levelled(part, level)));
        let mut placed = Vec::with_capacity(cues.len());
        for cue in cues {
            let signal = signals.iter().find(|s| s.0 == cue.part).and_then(|s| s.1.clone());
            let samples = match (signal, pieces.piece(cue.part)) {
                (Some(signal), _) => signal,
                (None, Some(bed)) => {
                    let mut samples = bed::repeat(&bed.samples, (cue.end - cue.start) as usize);
                    let full = gain(bed, music.bed_level);
                    // By its loudest moment, so that it is low enough in every other.
                    let down = speech.quietest - music.bed_under - fades::loudest(&samples)?;
                    let under: Vec<_> = cue.under.iter().map(|u| inside(u, cue)).collect();
                    bed::duck(&mut samples, &under, amplitude(full), amplitude(down.min(full)), BED_FADE);
                    samples.into()
                }
                (None, None) => continue,
            };
            placed.push((cue.start, samples));
        }
        Ok(Mix(placed))
    }

    /// Adds to `block`, which begins at the sample `at` of the episode, what is heard in it.
    pub fn add(&self, at: u64, block: &mut [f32]) {
        let end = at + block.len() as u64;
        for (start, samples) in &self.0 {
            let (from, to) = ((*start).max(at), (start + samples.len() as u64).min(end));
            if from < to {
                let music = &samples[(from - start) as usize..(to - start) as usize];
                let heard = &mut block[(from - at) as usize..(to - at) as usize];
                heard.iter_mut().zip(music).for_each(|(sum, m)| *sum += m);
            }
        }
    }
}

fn inside(stretch: &Range<u64>, cue: &Cue) -> Range<usize> {
    let at = |sample: u64| (sample.clamp(cue.start, cue.end) - cue.start) as usize;
    at(stretch.start)..at(stretch.end)
}

fn amplitude(decibels: f64) -> f32 {
    10f64.powf(decibels / 20.0) as f32
}
