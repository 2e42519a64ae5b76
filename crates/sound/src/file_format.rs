//! One sound in one file, of the kind that its name says.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use altavoce_base::error::{Error, Result};
use altavoce_base::files;
use altavoce_base::tr;

use super::m4a::Ffmpeg;
use super::mp3::Mp3File;
use super::opus::OpusFile;
use super::tags::Tags;
use super::wav::WavFile;
use super::{BLOCK, SAMPLE_RATE};

/// What a file of sound is.
#[derive(Debug, Clone)]
pub enum FileFormat {
    /// 16 bits, mono.
    Wav,
    /// By LAME.
    Mp3,
    /// In Ogg.
    Opus,
    /// AAC, by the ffmpeg that there is.
    M4a(Ffmpeg),
}

impl FileFormat {
    /// What the name of a file says of it. Worth asking for before the first sentence is spoken.
    ///
    /// # Errors
    /// Usage: it says nothing that we write. The operator's: M4A, without ffmpeg.
    ///
    /// ```
    /// use altavoce_sound::FileFormat;
    /// assert!(matches!(FileFormat::of("ciao.MP3".as_ref()), Ok(FileFormat::Mp3)));
    /// let e = FileFormat::of("ciao.flac".as_ref()).unwrap_err();
    /// assert_eq!(e.to_string(), "ciao.flac: this is no name of a sound that we write; end it with .wav, .mp3, .opus or .m4a");
    /// ```
    pub fn of(path: &Path) -> Result<FileFormat> {
        let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        match extension.as_str() {
            "wav" => Ok(FileFormat::Wav),
            "mp3" => Ok(FileFormat::Mp3),
            "opus" => Ok(FileFormat::Opus),
            "m4a" => Ffmpeg::find().map(FileFormat::M4a).map_err(|e| e.in_file(path)),
            _ => {
                let e = Error::usage(tr!("this is no name of a sound that we write")).in_file(path);
                Err(e.fix(tr!("end it with .wav, .mp3, .opus or .m4a")))
            }
        }
    }

    /// Writes samples in [-1, 1] at [`SAMPLE_RATE`] to `path`, whole or not at all; their length in seconds.
    ///
    /// # Errors
    /// The operator's: full disk, a folder that cannot be written, an ffmpeg that fails. An interruption, as soon as `stop` is
    /// set.
    pub fn write(&self, samples: &[f32], tags: &Tags, path: &Path, stop: &AtomicBool) -> Result<f64> {
        let file = files::temporary_beside(path)?;
        match self {
            FileFormat::Wav => wav(samples, tags, file.path())?,
            FileFormat::Mp3 => {
                let mut mp3 = Mp3File::create(file.path(), tags)?;
                samples.chunks(BLOCK).try_for_each(|block| mp3.write(block))?;
                mp3.finish()?;
            }
            FileFormat::Opus => {
                let mut opus = OpusFile::create(file.path(), tags)?;
                samples.chunks(BLOCK).try_for_each(|block| opus.write(block))?;
                opus.finish()?;
            }
            FileFormat::M4a(ffmpeg) => {
                let sound = files::temporary_beside(path)?;
                wav(samples, tags, sound.path())?;
                ffmpeg.m4a(sound.path(), file.path(), tags, stop)?;
            }
        }
        files::put_in_place(file, path)?;
        Ok(samples.len() as f64 / f64::from(SAMPLE_RATE))
    }
}

fn wav(samples: &[f32], tags: &Tags, path: &Path) -> Result<()> {
    let mut wav = WavFile::create(path)?;
    wav.write(samples)?;
    wav.finish(&[], tags.disclosure.as_ref()).map(drop)
}
