//! Opus in Ogg (RFC 7845): the same speech as the MP3 in half the bytes, for players that know it.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Receiver;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use ogg::{PacketWriteEndInfo, PacketWriter};
use opus::{Application, Bitrate, Channels, Encoder, Signal};

use super::encoder_thread::EncoderThread;
use super::markers::{Marker, check_end};
use super::tags::Tags;
use crate::SAMPLE_RATE;

/// Bits a second, on average: silence takes few.
const BITS: i32 = 48_000;
/// Ogg Opus counts at 48 kHz, whatever the encoder is fed with.
const STEPS_A_SAMPLE: u64 = 48_000 / SAMPLE_RATE as u64;
/// Samples in a packet: 20 ms, the length that the encoder is tuned for.
const FRAME: usize = SAMPLE_RATE as usize / 50;
/// Packets on a page: a second, which is as far as a player must look to find its place.
const PACKETS_A_PAGE: u64 = 50;
/// Far more than a packet of 20 ms takes.
const LARGEST_PACKET: usize = 4000;

/// An Opus file in the making. The encoder, libopus, runs on a thread of its own, a few blocks behind.
pub struct OpusFile {
    chapters: Vec<Marker>,
    samples: u64,
    encoder: EncoderThread,
}

impl OpusFile {
    /// Starts a file at `path` with its tags; one that is there is overwritten. To see no half-written file, name one
    /// in a folder that is moved into place when whole.
    ///
    /// # Errors
    /// As [`Tags::to_bytes`]; an operator's or author's that names `path`: no such folder, not writable, full disk.
    pub fn create(path: &Path, tags: &Tags) -> Result<Self> {
        let comments = tags.to_comments(opus::version())?;
        let encoder = libopus().map_err(|e| Error::bug(tr!("libopus refused its settings")).caused_by(e))?;
        let file = File::create(path).map_err(|e| Error::io(tr!("write"), path, e))?;
        let stream = Stream::begin(path, file, encoder, comments)?;
        let encoder = EncoderThread::start("opus", path, |blocks| stream.encode(blocks))?;
        Ok(OpusFile { chapters: tags.chapters.clone(), samples: 0, encoder })
    }

    /// Adds samples in [-1, 1] at [`crate::SAMPLE_RATE`].
    ///
    /// # Errors
    /// The operator's: full disk, perhaps that of an earlier block.
    pub fn write(&mut self, block: &[f32]) -> Result<()> {
        self.samples += block.len() as u64;
        self.encoder.send(block.to_vec())
    }

    /// Ends the file, with the exact length on its last page, and makes sure that all is on the disk. Gives the number
    /// of samples at [`crate::SAMPLE_RATE`].
    ///
    /// # Errors
    /// A bug when there was no sound, or the last chapter does not end where it does; the operator's: full disk.
    pub fn finish(mut self) -> Result<u64> {
        self.encoder.close()?;
        check_end(&self.chapters, self.samples)?;
        Ok(self.samples)
    }
}

/// The encoder's settings. Opus takes 24 kHz as it is, and its decoders give 48 kHz. Measured on 5 minutes of speech as
/// the MP3 was (2.51 dB): 3.89 dB; `Voip` gives 3.96 dB, `Signal::Music` 4.15 dB, and 32 kbit/s 4.90 dB.
fn libopus() -> opus::Result<Encoder> {
    let mut encoder = Encoder::new(SAMPLE_RATE, Channels::Mono, Application::Audio)?;
    encoder.set_signal(Signal::Voice)?;
    encoder.set_bitrate(Bitrate::Bits(BITS))?;
    encoder.set_vbr(true)?;
    encoder.set_complexity(10)?;
    Ok(encoder)
}

/// What the encoder's thread owns.
struct Stream {
    path: PathBuf,
    pages: PacketWriter<'static, BufWriter<File>>,
    /// Tells this stream from others that it may be joined with.
    serial: u32,
    encoder: Encoder,
    /// Steps of 48 kHz that decoders drop at the start: what the encoder looks ahead.
    skip: u64,
    packets: u64,
    /// The last packet, kept until it is known whether another follows.
    held: Option<Vec<u8>>,
}

impl Stream {
    /// Writes the two headers, each on pages of its own.
    fn begin(path: &Path, file: File, mut encoder: Encoder, comments: Vec<u8>) -> Result<Self> {
        let ahead = encoder.get_lookahead().map_err(|e| libopus_fault(path, e))?;
        let skip = u16::try_from(ahead as u64 * STEPS_A_SAMPLE);
        let skip = skip.map_err(|e| Error::bug(tr!("libopus looks ahead too far")).in_file(path).caused_by(e))?;
        // The same episode gives the same number, and no two episodes do.
        let [a, b, c, d, ..] = *blake3::hash(&comments).as_bytes();
        let pages = PacketWriter::new(BufWriter::new(file));
        let (path, serial) = (path.to_path_buf(), u32::from_le_bytes([a, b, c, d]));
        let mut stream = Stream { path, pages, serial, encoder, skip: skip.into(), packets: 0, held: None };
        stream.put(identification(skip), PacketWriteEndInfo::EndPage, 0)?;
        stream.put(comments, PacketWriteEndInfo::EndPage, 0)?;
        Ok(stream)
    }

    fn encode(mut self, blocks: &Receiver<Vec<f32>>) -> Result<()> {
        let mut samples = 0;
        let mut input = Vec::new();
        for block in blocks {
            samples += block.len() as u64;
            input.extend_from_slice(&block);
            let whole = input.len() - input.len() % FRAME;
            input[..whole].chunks(FRAME).try_for_each(|frame| self.packet(frame))?;
            input.drain(..whole);
        }
        if samples == 0 {
            return Err(Error::bug(tr!("an Opus file needs some sound")).in_file(&self.path));
        }
        // As much silence as brings the last sample out of the encoder; the last page says where the sound ends.
        let end = self.skip + samples * STEPS_A_SAMPLE;
        while self.place() < end {
            input.resize(FRAME, 0.0);
            self.packet(&input)?;
            input.clear();
        }
        if let Some(last) = self.held.take() {
            self.put(last, PacketWriteEndInfo::EndStream, end)?;
        }
        let failed = |e| Error::io(tr!("write"), &self.path, e);
        let file = self.pages.into_inner().into_inner().map_err(|e| failed(e.into_error()))?;
        file.sync_all().map_err(failed)
    }

    /// Encodes a frame, and writes the packet before it.
    fn packet(&mut self, frame: &[f32]) -> Result<()> {
        if let Some(before) = self.held.take() {
            let full = self.packets.is_multiple_of(PACKETS_A_PAGE);
            let end = if full { PacketWriteEndInfo::EndPage } else { PacketWriteEndInfo::NormalPacket };
            self.put(before, end, self.place())?;
        }
        let packet = self.encoder.encode_vec_float(frame, LARGEST_PACKET);
        self.held = Some(packet.map_err(|e| libopus_fault(&self.path, e))?);
        self.packets += 1;
        Ok(())
    }

    /// Where the last packet ends, in steps of 48 kHz.
    fn place(&self) -> u64 {
        self.packets * FRAME as u64 * STEPS_A_SAMPLE
    }

    fn put(&mut self, packet: Vec<u8>, end: PacketWriteEndInfo, place: u64) -> Result<()> {
        let written = self.pages.write_packet(packet, self.serial, end, place);
        written.map_err(|e| Error::io(tr!("write"), &self.path, e))
    }
}

/// The first packet: version 1, one channel, what to drop at the start, the rate that the sound had, no gain, and the
/// plain order of channels.
fn identification(skip: u16) -> Vec<u8> {
    let (skip, rate) = (skip.to_le_bytes(), SAMPLE_RATE.to_le_bytes());
    [&b"OpusHead"[..], &[1, 1], &skip, &rate, &[0, 0], &[0]].concat()
}

fn libopus_fault(path: &Path, error: opus::Error) -> Error {
    Error::bug(tr!("libopus failed")).in_file(path).caused_by(error)
}
