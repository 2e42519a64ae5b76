//! An episode's WAV, read from disk as the device asks for it.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use altavoce_podcast::manifest::Manifest;
use hound::{SampleFormat, WavReader};

use super::lock;
use super::seek_map::{Position, SeekMap};
use super::source::{AudioSource, BLOCK, ReadStatus};

/// A mono 16-bit WAV with a read position.
pub struct FileSource {
    path: PathBuf,
    wav: WavReader<BufReader<File>>,
    seek_map: Arc<Mutex<SeekMap>>,
    /// In samples.
    length: u64,
    /// The next sample.
    at: u64,
}

impl FileSource {
    /// Opens a WAV, which must be the one that `manifest` describes if there is one.
    ///
    /// # Errors
    /// The operator's: unreadable, or not the WAV of that manifest.
    pub fn open(path: &Path, manifest: Option<&Manifest>) -> Result<FileSource> {
        let wrong = |what: String| Error::operator(what).in_file(path).fix(tr!("make the episode again"));
        let file = File::open(path).map_err(|e| Error::io(tr!("read"), path, e))?;
        let wav = WavReader::new(BufReader::with_capacity(1 << 16, file))
            .map_err(|e| wrong(tr!("this is not a WAV that can be played: {e}")).caused_by(e))?;
        let spec = wav.spec();
        if (spec.channels, spec.bits_per_sample, spec.sample_format) != (1, 16, SampleFormat::Int) {
            return Err(wrong(tr!("this is not a WAV of 16 bits in one channel").into()));
        }
        let length = u64::from(wav.duration());
        if spec.sample_rate == 0 {
            return Err(wrong(tr!("this WAV has no sample rate").into()));
        }
        if let Some(m) = manifest.filter(|m| (m.samples, m.sample_rate) != (length, spec.sample_rate)) {
            return Err(wrong(tr!(
                "the file has {length} samples but its manifest says {samples}",
                samples = m.samples
            )));
        }
        let title = || path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let seek_map =
            manifest.map_or_else(|| SeekMap::single(spec.sample_rate, title(), length), SeekMap::from_manifest);
        Ok(FileSource { path: path.to_path_buf(), wav, seek_map: Arc::new(Mutex::new(seek_map)), length, at: 0 })
    }

    /// Where its chapters and sentences lie.
    pub fn seek_map(&self) -> Arc<Mutex<SeekMap>> {
        Arc::clone(&self.seek_map)
    }
}

impl AudioSource for FileSource {
    fn sample_rate(&self) -> u32 {
        self.wav.spec().sample_rate
    }

    /// A made episode lies below it, so that it passes bit by bit.
    fn ceiling(&self) -> f32 {
        1.0
    }

    fn position(&self) -> Position {
        lock(&self.seek_map).at_sample(self.at)
    }

    fn seek(&mut self, position: Position) -> Result<()> {
        self.at = lock(&self.seek_map).sample_at(position).min(self.length);
        // A WAV counts its samples in 32 bits, so `length` and all below it fit.
        let at = u32::try_from(self.at).unwrap_or(u32::MAX);
        self.wav.seek(at).map_err(|e| Error::io(tr!("read"), &self.path, e))
    }

    fn read(&mut self, block: &mut Vec<f32>) -> Result<ReadStatus> {
        let before = block.len();
        for sample in self.wav.samples::<i16>().take(BLOCK) {
            let sample = sample.map_err(|e| {
                let error = Error::operator(tr!("the WAV cannot be read any further: {e}"));
                error.in_file(&self.path).fix(tr!("make the episode again")).caused_by(e)
            })?;
            block.push(f32::from(sample) / 32768.0);
        }
        self.at += (block.len() - before) as u64;
        Ok(if block.len() > before { ReadStatus::Samples } else { ReadStatus::EndOfStream })
    }
}
