//! WAV: 16-bit mono, with chapter markers that players and editors read.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use altavoce_base::disclosure::Disclosure;
use altavoce_base::error::{Error, Result};
use altavoce_base::tr;

use super::markers::{Marker, check_end, check_markers};
use super::xmp;
use crate::SAMPLE_RATE;

/// Bytes kept for the header, the markers and what is told of the voice: a hundred markers with the longest titles take 17 kB, the
/// rest two.
const KEPT: u64 = 1 << 16;
/// Samples that a file can hold: its lengths are 32-bit numbers of bytes.
const MOST_SAMPLES: u64 = (u32::MAX as u64 - KEPT) / 2;
/// Where the length of the whole file stands; it counts what is behind itself.
const LENGTH_AT: u64 = 4;
/// How iXML calls the term of the IPTC.
pub(super) const IXML_SOURCE_TYPE: &str = "DIGITAL_SOURCE_TYPE";
/// The code page number that Windows gives to UTF-8.
const UTF_8: u16 = 65001;

/// A WAV file in the making: 16 bits, mono, [`crate::SAMPLE_RATE`].
///
/// Samples are rounded without dither: silence stays digital silence, the same sample is the same number in the
/// chapter's file and in the episode's, and the rounding lies 80 dB below speech.
pub struct WavFile {
    path: PathBuf,
    writer: hound::WavWriter<BufWriter<File>>,
    samples: u64,
    most: u64,
}

impl WavFile {
    /// Starts a file at `path`; one that is there is overwritten. To see no half-written file, name one in a folder
    /// that is moved into place when whole.
    ///
    /// # Errors
    /// An operator's or author's that names `path`: no such folder, not writable, full disk.
    pub fn create(path: &Path) -> Result<Self> {
        let spec = hound::WavSpec {
            channels: 1,
            sample_rate: SAMPLE_RATE,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let writer = hound::WavWriter::create(path, spec).map_err(|e| fault(path, e))?;
        Ok(WavFile { path: path.to_path_buf(), writer, samples: 0, most: MOST_SAMPLES })
    }

    /// Adds samples in [-1, 1]; what is beyond is cut.
    ///
    /// # Errors
    /// The operator's: full disk. The author's: more than a WAV file holds, 4 GiB or 24 hours.
    pub fn write(&mut self, block: &[f32]) -> Result<()> {
        self.samples += block.len() as u64;
        if self.samples > self.most {
            let hours = self.most / u64::from(SAMPLE_RATE) / 3600;
            let what = tr!("the sound is longer than a WAV file holds, 4 GiB or {hours} hours");
            return Err(Error::author(what).in_file(&self.path).fix(tr!("make several issues of it")));
        }
        // A block is in memory, so its length is far below 2^32 here.
        let mut out = self.writer.get_i16_writer(block.len() as u32);
        for x in block {
            out.write_sample(to_16_bits(*x));
        }
        out.flush().map_err(|e| fault(&self.path, e))
    }

    /// Adds the markers, if any, and what is told of the voice, and makes sure that the file is on the disk. Gives its number of
    /// samples.
    ///
    /// # Errors
    /// As [`check_markers`]; a bug when the last marker does not end where the sound does; the operator's: full disk.
    pub fn finish(self, markers: &[Marker], disclosure: Option<&Disclosure>) -> Result<u64> {
        let WavFile { path, writer, samples, .. } = self;
        check_markers(markers)?;
        check_end(markers, samples)?;
        writer.finalize().map_err(|e| fault(&path, e))?;
        let complete = || -> std::io::Result<()> {
            let mut file = OpenOptions::new().write(true).open(&path)?;
            let markers = if markers.is_empty() { Vec::new() } else { marker_chunks(markers) };
            let chunks = [markers, disclosure.map(disclosure_chunks).unwrap_or_default()].concat();
            if !chunks.is_empty() {
                let end = file.seek(SeekFrom::End(0))?;
                file.write_all(&chunks)?;
                file.seek(SeekFrom::Start(LENGTH_AT))?;
                file.write_all(&word(end + chunks.len() as u64 - LENGTH_AT - 4))?;
            }
            file.sync_all()
        };
        complete().map_err(|e| Error::io(tr!("write"), &path, e))?;
        Ok(samples)
    }
}

/// Samples in [-1, 1] as a whole WAV file in memory: 16 bits, mono, [`crate::SAMPLE_RATE`]. For a sentence that is played
/// somewhere else; an episode is a [`WavFile`].
pub fn wav_bytes(samples: &[f32]) -> Vec<u8> {
    let data = 2 * samples.len() as u64;
    let rate = u64::from(SAMPLE_RATE);
    let mut bytes = Vec::with_capacity(44 + data as usize);
    for part in [&b"RIFF"[..], &word(36 + data), b"WAVEfmt ", &word(16), &[1, 0, 1, 0], &word(rate), &word(2 * rate)] {
        bytes.extend_from_slice(part);
    }
    bytes.extend_from_slice(&[2, 0, 16, 0]);
    bytes.extend_from_slice(b"data");
    bytes.extend_from_slice(&word(data));
    bytes.extend(samples.iter().flat_map(|x| to_16_bits(*x).to_le_bytes()));
    bytes
}

/// The nearest 16-bit sample.
pub(super) fn to_16_bits(x: f32) -> i16 {
    // The cast saturates.
    (x * 32768.0).round() as i16
}

/// A `cue ` chunk with the starts, and a `LIST` of type `adtl` with the titles (`labl`) and lengths (`ltxt`): all the
/// titles first, since ffmpeg stops reading at the first entry that is not one.
fn marker_chunks(markers: &[Marker]) -> Vec<u8> {
    let mut cues = word(markers.len() as u64).to_vec();
    let (mut titles, mut lengths) = (Vec::new(), Vec::new());
    for (id, marker) in (1..).map(word).zip(markers) {
        let start = word(marker.start);
        // Number, place in the playing order, chunk, two offsets for files in pieces, sample within the chunk.
        cues.extend([id, start, *b"data", word(0), word(0), start].concat());
        titles.extend(chunk(b"labl", &[&id, marker.title.as_bytes(), b"\0"].concat()));
        // Number, length, purpose (a region), country, language, dialect, code page; no text.
        let region = [id, word(marker.end - marker.start), *b"rgn "].concat();
        let origin = [0, 0, 0, UTF_8].map(u16::to_le_bytes).concat();
        lengths.extend(chunk(b"ltxt", &[region, origin].concat()));
    }
    let list = [b"adtl", &titles[..], &lengths].concat();
    [chunk(b"cue ", &cues), chunk(b"LIST", &list)].concat()
}

/// What is told of the voice, for players (`LIST` of type `INFO`, a comment), for programs of studios (`iXML`, a note and, in the
/// part that is everyone's own, the term of the IPTC) and for archives (XMP).
fn disclosure_chunks(disclosure: &Disclosure) -> Vec<u8> {
    let comment = disclosure.told().map(|sentence| {
        let comment = chunk(b"ICMT", &[sentence.as_bytes(), b"\0"].concat());
        chunk(b"LIST", &[b"INFO", &comment[..]].concat())
    });
    let note = disclosure.told().map(|sentence| format!("<NOTE>{}</NOTE>", xmp::escaped(sentence)));
    let ixml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><BWFXML><IXML_VERSION>1.61</IXML_VERSION>{}<USER><{IXML_SOURCE_TYPE}>{}\
         </{IXML_SOURCE_TYPE}></USER></BWFXML>",
        note.unwrap_or_default(),
        xmp::escaped(&disclosure.digital_source_type)
    );
    let packet = xmp::packet(disclosure);
    [comment.unwrap_or_default(), chunk(b"iXML", ixml.as_bytes()), chunk(xmp::RIFF_CHUNK, packet.as_bytes())].concat()
}

/// A RIFF chunk: name, length, content, and a zero that makes the whole even.
fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let padding = &[0][..content.len() % 2];
    [name, &word(content.len() as u64)[..], content, padding].concat()
}

/// A 32-bit number as RIFF writes it. The file is below 4 GiB, so that every length and place fits.
fn word(number: u64) -> [u8; 4] {
    (number as u32).to_le_bytes()
}

fn fault(path: &Path, error: hound::Error) -> Error {
    match error {
        hound::Error::IoError(e) => Error::io(tr!("write"), path, e),
        other => Error::bug(tr!("cannot write the WAV file")).in_file(path).caused_by(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_round_to_the_nearest_and_are_cut_at_full_scale() {
        let step = 1.0 / 32768.0;
        let rows = [
            (0.0, 0),
            (-0.0, 0),
            (0.49 * step, 0),
            (0.51 * step, 1),
            (-0.51 * step, -1),
            (0.5, 16384),
            (1.0, 32767),
            (-1.0, -32768),
            (1.3, 32767),
            (-9.0, -32768),
        ];
        let wrong: Vec<_> =
            rows.iter().map(|(x, want)| (x, to_16_bits(*x), want)).filter(|(_, a, b)| a != *b).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn every_chunk_is_even_and_says_its_length() {
        for title in ["Uno", "Due!", "È"] {
            let marker = Marker { title: title.into(), start: 0x0102_0304, end: 0x0202_0304 };
            let bytes = marker_chunks(&[marker]);
            assert_eq!(bytes[..8], *b"cue \x1c\0\0\0", "{title}");
            let list = &bytes[36..];
            assert_eq!(list[..4], *b"LIST");
            let length = u32::from_le_bytes(list[4..8].try_into().unwrap()) as usize;
            assert_eq!(length + 8, list.len(), "{title}");
            assert_eq!(length % 2, 0, "{title}");
        }
    }

    #[test]
    fn a_sound_too_long_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.wav");
        let mut file = WavFile::create(&path).unwrap();
        file.most = 10;
        file.write(&[0.0; 10]).unwrap();
        let e = file.write(&[0.0]).unwrap_err();
        assert!(e.to_string().contains("longer than a WAV file holds"), "{e}");
    }
}
