//! An episode at a glance: what its sound measures, chapter by chapter, and a picture of it.

mod measure;
mod svg;

use std::path::Path;

use altavoce_base::error::Result;
use altavoce_podcast::manifest::Manifest;
use serde::Serialize;

/// What is known of an episode's sound.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct EpisodeReport {
    /// The episode's title.
    pub title: String,
    /// The number.
    pub number: Option<u32>,
    /// Length in seconds.
    pub duration: f64,
    /// Integrated loudness in LUFS as two-channel playback hears it; none for silence.
    pub loudness: Option<f64>,
    /// True peak in dBFS; none for silence.
    pub true_peak: Option<f64>,
    /// The chapters in order.
    pub chapters: Vec<ChapterReport>,
    /// The sound in [`COLUMNS`] equal stretches.
    #[serde(skip)]
    pub columns: Vec<WaveformColumn>,
}

/// What is known of a chapter.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ChapterReport {
    /// The marker's title.
    pub title: String,
    /// Start in seconds.
    pub start: f64,
    /// Length in seconds, with the silence behind it.
    pub duration: f64,
    /// Words spoken in it.
    pub words: usize,
    /// Words spoken a minute of the chapter.
    pub words_per_minute: f64,
    /// Integrated loudness in LUFS; none for silence.
    pub loudness: Option<f64>,
    /// True peak in dBFS; none for silence.
    pub true_peak: Option<f64>,
}

/// A stretch of the sound, a pixel wide.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct WaveformColumn {
    /// The lowest sample, −1 to 1.
    pub low: f32,
    /// The highest sample.
    pub high: f32,
    /// Short-term loudness (three seconds, EBU R128) at its end, in LUFS; minus infinity for silence.
    pub loudness: f64,
}

/// How many stretches a picture shows.
pub const COLUMNS: usize = 1000;

impl EpisodeReport {
    /// Measures the episode in `folder`: its WAV is read once, a block at a time.
    ///
    /// # Errors
    /// The operator's: no manifest, or no WAV that fits it.
    pub fn of(folder: &Path) -> Result<EpisodeReport> {
        measure::measure(folder, &Manifest::read(folder)?)
    }

    /// A picture: waveform with chapters, loudness with its target, the chapters' names. It is SVG, in light and dark.
    pub fn to_svg(&self, target: f64) -> String {
        svg::draw(self, target)
    }
}
