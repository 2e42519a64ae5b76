//! MP3 by LAME: 96 kbit/s, constant, mono, 44.1 kHz, which every podcast player has played for twenty years.

use std::fs::File;
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::Receiver;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use altavoce_fourier::Resampler;
use mp3lame_encoder::{Bitrate, Builder, Encoder, FlushGap, Mode, MonoPcm, Quality, VbrMode, max_required_buffer_size};

use super::encoder_thread::EncoderThread;
use super::markers::{Marker, check_end};
use super::tags::Tags;
use crate::SAMPLE_RATE;

/// Samples a second of the MP3, in Hz.
pub const MP3_RATE: u32 = 44_100;

/// How hard LAME looks for the best use of its bits. Measured on 16 minutes of speech, distance from the original in
/// the logarithm of the spectrum: 2.97 dB in 4.6 s; `Best` gives 3.11 dB in 9.4 s, `Ok` 3.17 dB in 2.6 s.
const QUALITY: Quality = Quality::VeryNice;
/// LAME multiplies by 0.95 at this bit rate, lest it clips; our peaks have their room already, so we take it back.
const LAME_SCALE: f32 = 0.95;
/// Room that LAME wants for its last frames.
const LAST_FRAMES: usize = 7200;

/// An MP3 file in the making. The encoder runs on a thread of its own, a few blocks behind.
pub struct Mp3File {
    chapters: Vec<Marker>,
    samples: u64,
    encoder: EncoderThread,
}

impl Mp3File {
    /// Starts a file at `path` with its tags; one that is there is overwritten. To see no half-written file, name one
    /// in a folder that is moved into place when whole.
    ///
    /// # Errors
    /// As [`Tags::to_bytes`]; an operator's or author's that names `path`: no such folder, not writable, full disk.
    pub fn create(path: &Path, tags: &Tags) -> Result<Self> {
        let tag = tags.to_bytes()?;
        let failed = |e| Error::io(tr!("write"), path, e);
        let mut file = BufWriter::new(File::create(path).map_err(failed)?);
        file.write_all(&tag).map_err(failed)?;
        let stream = Stream {
            path: path.to_path_buf(),
            file,
            audio_at: tag.len() as u64,
            resampler: Resampler::new(SAMPLE_RATE, MP3_RATE)?,
            encoder: lame().map_err(|e| Error::bug(tr!("LAME refused its settings")).caused_by(e))?,
            frames: Vec::new(),
        };
        let encoder = EncoderThread::start("mp3", path, |blocks| stream.encode(blocks))?;
        Ok(Mp3File { chapters: tags.chapters.clone(), samples: 0, encoder })
    }

    /// Adds samples in [-1, 1] at [`crate::SAMPLE_RATE`].
    ///
    /// # Errors
    /// The operator's: full disk, perhaps that of an earlier block.
    pub fn write(&mut self, block: &[f32]) -> Result<()> {
        self.samples += block.len() as u64;
        self.encoder.send(block.iter().map(|x| x / LAME_SCALE).collect())
    }

    /// Ends the file, writes the frame that tells players its exact length, and makes sure that all is on the disk.
    /// Gives the number of samples at [`crate::SAMPLE_RATE`].
    ///
    /// # Errors
    /// A bug when there was no sound, or the last chapter does not end where it does; the operator's: full disk.
    pub fn finish(mut self) -> Result<u64> {
        self.encoder.close()?;
        check_end(&self.chapters, self.samples)?;
        Ok(self.samples)
    }
}

/// What the encoder's thread owns.
struct Stream {
    path: PathBuf,
    file: BufWriter<File>,
    /// Where the first frame stands, behind the tag.
    audio_at: u64,
    resampler: Resampler,
    encoder: Encoder,
    frames: Vec<u8>,
}

impl Stream {
    fn encode(self, blocks: &Receiver<Vec<f32>>) -> Result<()> {
        let Stream { path, mut file, audio_at, mut resampler, mut encoder, mut frames } = self;
        let failed = |e| Error::io(tr!("write"), &path, e);
        let mut sound = false;
        let mut add = |block: &[f32]| {
            sound |= !block.is_empty();
            frames.clear();
            frames.reserve(max_required_buffer_size(block.len()));
            encoder.encode_to_vec(MonoPcm(block), &mut frames).map_err(|e| lame_fault(&path, e))?;
            file.write_all(&frames).map_err(failed)
        };
        for block in blocks {
            resampler.push(&block, &mut add)?;
        }
        resampler.finish(&mut add)?;
        if !sound {
            return Err(Error::bug(tr!("an MP3 needs some sound")).in_file(&path));
        }

        frames.clear();
        frames.reserve(LAST_FRAMES);
        encoder.flush_to_vec::<FlushGap>(&mut frames).map_err(|e| lame_fault(&path, e))?;
        file.write_all(&frames).map_err(failed)?;

        // LAME's first frame holds a place for what it knows only now: frames, bytes, and the samples that a player
        // must drop at the start and at the end.
        frames.clear();
        frames.reserve(encoder.lame_tag_size());
        if encoder.lame_tag_encode_to_vec(&mut frames).is_none() {
            return Err(Error::bug(tr!("LAME gave no Info frame")).in_file(&path));
        }
        file.seek(SeekFrom::Start(audio_at)).and_then(|_| file.write_all(&frames)).map_err(failed)?;
        let file = file.into_inner().map_err(|e| failed(e.into_error()))?;
        file.sync_all().map_err(failed)
    }
}

/// The encoder's settings. LAME gets the rate that it writes, so that it does not resample by its own means.
fn lame() -> Result<Encoder, mp3lame_encoder::BuildError> {
    Builder::new()
        .ok_or(mp3lame_encoder::BuildError::NoMem)?
        .with_num_channels(1)?
        .with_mode(Mode::Mono)?
        .with_sample_rate(MP3_RATE)?
        .with_output_sample_rate(std::num::NonZeroU32::new(MP3_RATE))?
        .with_vbr_mode(VbrMode::Off)?
        .with_brate(Bitrate::Kbps96)?
        .with_quality(QUALITY)?
        .with_to_write_vbr_tag(true)?
        .build()
}

fn lame_fault(path: &Path, error: mp3lame_encoder::EncodeError) -> Error {
    Error::bug(tr!("LAME failed")).in_file(path).caused_by(error)
}
