//! The WAV, read once into every meter.

use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use altavoce_podcast::manifest::Manifest;
use altavoce_podcast::names;
use altavoce_sound::SAMPLE_RATE;
use altavoce_sound::{Meter, RunningLoudness, Window};
use hound::{SampleFormat, WavReader};

use super::{COLUMNS, ChapterReport, EpisodeReport, WaveformColumn};

/// Measures the WAV in `folder`, which must be the one that `manifest` describes.
pub fn measure(folder: &Path, manifest: &Manifest) -> Result<EpisodeReport> {
    let path = folder.join(names::WAV);
    let wrong = |what: String| Error::operator(what).in_file(&path).fix(tr!("make the episode again"));
    let mut wav = WavReader::open(&path).map_err(|e| match e {
        hound::Error::IoError(e) => wrong(tr!("this cannot be read").into()).caused_by(e),
        e => wrong(tr!("this is not a WAV that can be read: {e}")).caused_by(e),
    })?;
    let spec = wav.spec();
    let described = (spec.channels, spec.bits_per_sample, spec.sample_format, spec.sample_rate)
        == (1, 16, SampleFormat::Int, SAMPLE_RATE);
    if !described || manifest.samples == 0 || u64::from(wav.duration()) != manifest.samples {
        return Err(wrong(tr!("this is not the WAV that the manifest beside it describes").into()));
    }

    let mut whole = Meter::new()?;
    let mut curve = RunningLoudness::new(Window::ShortTerm)?;
    let mut columns = Vec::with_capacity(COLUMNS);
    let mut chapters = Vec::new();
    let mut meters = vec![];
    let ends: Vec<u64> = manifest.chapters.iter().map(|c| (c.end * f64::from(SAMPLE_RATE)).round() as u64).collect();
    for _ in &ends {
        meters.push(Meter::new()?);
    }
    let mut samples = wav.samples::<i16>();
    let (mut at, mut chapter) = (0, 0);
    for column in 1..=COLUMNS as u64 {
        let end = manifest.samples * column / COLUMNS as u64;
        let mut stretch = Vec::with_capacity((end - at) as usize);
        for sample in samples.by_ref().take((end - at) as usize) {
            let sample = sample.map_err(|e| wrong(tr!("the WAV cannot be read any further: {e}")).caused_by(e))?;
            stretch.push(f32::from(sample) / 32768.0);
        }
        whole.add(&stretch)?;
        let mut rest = stretch.as_slice();
        while let (false, Some(meter)) = (rest.is_empty(), meters.get_mut(chapter)) {
            // A chapter that a damaged manifest ends before it begins gets nothing.
            let here = (ends[chapter].saturating_sub(at) as usize).min(rest.len());
            meter.add(&rest[..here])?;
            rest = &rest[here..];
            at += here as u64;
            chapter += usize::from(at >= ends[chapter]);
        }
        at = end;
        columns.push(WaveformColumn {
            low: stretch.iter().copied().fold(0.0, f32::min),
            high: stretch.iter().copied().fold(0.0, f32::max),
            loudness: curve.add(&stretch)?,
        });
    }
    for (index, (made, meter)) in manifest.chapters.iter().zip(meters).enumerate() {
        let spoken = manifest.passages.iter().filter(|p| p.chapter == index);
        let words = spoken.map(|p| p.spoken.split_whitespace().count()).sum();
        let duration = made.end - made.start;
        let reading = meter.finish()?;
        chapters.push(ChapterReport {
            title: made.title.clone(),
            start: made.start,
            duration,
            words,
            words_per_minute: tenth(words as f64 / (duration / 60.0)).unwrap_or(0.0),
            loudness: tenth(reading.loudness),
            true_peak: tenth(reading.true_peak),
        });
    }
    let reading = whole.finish()?;
    Ok(EpisodeReport {
        title: manifest.title.clone(),
        number: manifest.number,
        duration: manifest.duration,
        loudness: tenth(reading.loudness),
        true_peak: tenth(reading.true_peak),
        chapters,
        columns,
    })
}

/// To the tenth, as people read it; none when there is nothing to measure.
fn tenth(value: f64) -> Option<f64> {
    value.is_finite().then(|| (value * 10.0).round() / 10.0)
}
