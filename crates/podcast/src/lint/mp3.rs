//! What an audio file is by its content, and what an MP3 says of its length and chapters. Only the head of the file is
//! read.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::Path;

use altavoce_base::tr;
use id3::{Tag, Version};

/// How much is read behind the tag, in bytes: some fifty frames.
const HEAD: u64 = 1 << 16;
/// A larger tag than this is not looked into.
const LARGEST_TAG: u64 = 64 << 20;

/// What a file holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// MPEG audio, layer III.
    Mp3(Mp3),
    /// An MPEG-4 container: M4A, or video.
    Mp4,
    /// An Ogg container: Opus or Vorbis.
    Ogg,
    /// Something else; the first bytes tell nothing.
    Unknown,
}

/// A sound file.
#[derive(Debug, Clone, PartialEq)]
pub struct AudioFile {
    /// Its length in bytes.
    pub bytes: u64,
    /// What it holds.
    pub content: Content,
    /// Its ID3v2 tag, if it begins with one.
    pub tag: Option<Id3>,
}

/// The frames of an MP3.
#[derive(Debug, Clone, PartialEq)]
pub struct Mp3 {
    /// Its length in seconds, without what players drop at both ends.
    pub seconds: f64,
    /// Whether a Xing or Info frame tells players the length.
    pub has_info_frame: bool,
    /// Bytes that the Info frame promises, and bytes that are there.
    pub bytes: Option<(u64, u64)>,
    /// Whether the first frames differ in bit rate.
    pub is_vbr: bool,
}

/// An ID3v2 tag.
#[derive(Debug, Clone, PartialEq)]
pub struct Id3 {
    /// 3 for ID3v2.3.
    pub version: u8,
    /// Why it cannot be read.
    pub fault: Option<String>,
    /// The CHAP frames in the order of the file: id, start and end in seconds, title.
    pub chapters: Vec<(String, f64, f64, String)>,
    /// The top-level CTOC frames: whether ordered, and their elements.
    pub contents: Vec<(bool, Vec<String>)>,
}

/// Looks into a file.
pub fn probe(path: &Path) -> io::Result<AudioFile> {
    let mut file = File::open(path)?;
    let bytes = file.metadata()?.len();
    let mut head = [0; 12];
    let got = read_up_to(&mut file, &mut head)?;
    let head = &head[..got];
    if head.get(4..8) == Some(b"ftyp") {
        return Ok(AudioFile { bytes, content: Content::Mp4, tag: None });
    }
    if head.starts_with(b"OggS") {
        return Ok(AudioFile { bytes, content: Content::Ogg, tag: None });
    }
    let length = match head {
        // The size counts seven bits a byte and neither the header nor, in version 2.4, a footer (ID3v2.3, 3.1).
        [b'I', b'D', b'3', _, _, flags, a, b, c, d, ..] => {
            let size = [a, b, c, d].iter().fold(0, |sum, byte| sum << 7 | u64::from(**byte & 0x7f));
            10 + size + if flags & 0x10 != 0 { 10 } else { 0 }
        }
        _ => 0,
    };
    let tag = match length {
        0 => None,
        _ if length > LARGEST_TAG.min(bytes) => {
            let fault = Some(tr!("it is longer than the file").to_string());
            Some(Id3 { version: head[3], fault, chapters: vec![], contents: vec![] })
        }
        _ => {
            file.seek(SeekFrom::Start(0))?;
            let mut tag = vec![0; length as usize];
            file.read_exact(&mut tag)?;
            Some(id3(&tag))
        }
    };
    file.seek(SeekFrom::Start(length))?;
    let mut frames = Vec::new();
    file.take(HEAD).read_to_end(&mut frames)?;
    let content = mp3(&frames, bytes.saturating_sub(length)).map_or(Content::Unknown, Content::Mp3);
    Ok(AudioFile { bytes, content, tag })
}

fn read_up_to(file: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    let mut got = 0;
    while got < buffer.len() {
        match file.read(&mut buffer[got..])? {
            0 => break,
            n => got += n,
        }
    }
    Ok(got)
}

fn id3(bytes: &[u8]) -> Id3 {
    let version = bytes[3];
    let seconds = |ms: u32| f64::from(ms) / 1000.0;
    match Tag::read_from2(Cursor::new(bytes)) {
        Ok(tag) => Id3 {
            version: if tag.version() == Version::Id3v23 { 3 } else { version },
            fault: None,
            chapters: tag
                .chapters()
                .map(|c| {
                    let title = c.frames.iter().find(|f| f.id() == "TIT2").and_then(|f| f.content().text());
                    let title = title.unwrap_or_default().trim_end_matches('\0').to_string();
                    (c.element_id.clone(), seconds(c.start_time), seconds(c.end_time), title)
                })
                .collect(),
            contents: tag
                .tables_of_contents()
                .filter(|t| t.top_level)
                .map(|t| (t.ordered, t.elements.clone()))
                .collect(),
        },
        Err(e) => Id3 { version, fault: Some(e.description), chapters: vec![], contents: vec![] },
    }
}

/// A frame's header (ISO/IEC 11172-3, 2.4.1.3, and 13818-3).
#[derive(Debug, Clone, Copy, PartialEq)]
struct Header {
    rate: u32,
    /// Bits a second.
    bits: u32,
    /// Samples of a channel in a frame.
    samples: u32,
    /// Bytes of the whole frame.
    size: usize,
    /// Bytes of the side information, behind which the Xing header stands.
    side: usize,
}

fn header(bytes: &[u8]) -> Option<Header> {
    let &[sync, b, c, d] = bytes.get(..4)?.first_chunk()?;
    if sync != 0xff || b & 0xe0 != 0xe0 || b & 0x06 != 0x02 {
        return None; // not a frame of layer III
    }
    const FIRST: [u32; 14] = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
    const SECOND: [u32; 14] = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
    let version = b >> 3 & 3; // 3 is MPEG 1, 2 is MPEG 2, 0 is MPEG 2.5
    let first = version == 3;
    let index = usize::from(c >> 4).checked_sub(1)?;
    let bits = 1000 * *if first { FIRST.get(index) } else { SECOND.get(index) }?;
    let rate = [44_100, 48_000, 32_000].get(usize::from(c >> 2 & 3)).copied()?;
    let rate = match version {
        3 => rate,
        2 => rate / 2,
        0 => rate / 4,
        _ => return None,
    };
    let samples = if first { 1152 } else { 576 };
    let size = (samples / 8 * bits / rate) as usize + usize::from(c >> 1 & 1);
    let mono = d >> 6 == 3;
    let side = match (first, mono) {
        (true, false) => 32,
        (true, true) | (false, false) => 17,
        (false, true) => 9,
    };
    Some(Header { rate, bits, samples, size, side })
}

/// The sound behind the tag; `head` is its beginning, `total` the number of bytes up to the end of the file.
fn mp3(head: &[u8], total: u64) -> Option<Mp3> {
    // Some writers leave zeros behind the tag.
    let start = head.iter().position(|b| *b != 0)?;
    let head = &head[start..];
    let total = total - start as u64;
    let first = header(head)?;
    // One header may be chance; two are not, unless there is no room for a second.
    let next = head.get(first.size..first.size + 4);
    if next.is_some_and(|next| header(next).is_none()) {
        return None;
    }
    let number = |at: usize| Some(u64::from(u32::from_be_bytes(head.get(at..at + 4)?.try_into().ok()?)));
    let xing = 4 + first.side;
    let has_info_frame = matches!(head.get(xing..xing + 4), Some(b"Xing" | b"Info"));
    let length = |samples: f64| samples / f64::from(first.rate);
    if !has_info_frame {
        let (frames, is_vbr) = walk(head);
        let each = (first.samples / 8) as f64 * f64::from(first.bits) / f64::from(first.rate);
        let seconds = length(total as f64 / each * f64::from(first.samples));
        return Some(Mp3 { seconds, has_info_frame, bytes: None, is_vbr: is_vbr && frames > 1 });
    }
    // The Xing header: flags, then what they announce.
    let flags = number(xing + 4)?;
    let mut at = xing + 8;
    let mut field = |flag: u64, size: usize| {
        let here = at;
        (flags & flag != 0).then(|| {
            at += size;
            here
        })
    };
    let (frames, bytes, _, _) = (field(1, 4), field(2, 4), field(4, 100), field(8, 4));
    let frames = frames.and_then(number);
    // LAME's own part: 21 bytes on, twelve bits of delay and twelve of padding.
    let dropped = head.get(at..at + 24).filter(|b| b.starts_with(b"LAME") || b.starts_with(b"Lav")).map(|b| {
        let (x, y, z) = (u32::from(b[21]), u32::from(b[22]), u32::from(b[23]));
        (x << 4 | y >> 4) + ((y & 15) << 8 | z)
    });
    let seconds = match frames {
        Some(frames) => length((frames * u64::from(first.samples)) as f64 - f64::from(dropped.unwrap_or(0))),
        None => total as f64 * 8.0 / f64::from(first.bits),
    };
    let bytes = bytes.and_then(number).map(|told| (told, total));
    Some(Mp3 { seconds, has_info_frame: frames.is_some(), bytes, is_vbr: false })
}

/// How many frames follow one another, and whether their bit rates differ.
fn walk(head: &[u8]) -> (usize, bool) {
    let (mut at, mut count, mut bits) = (0, 0, None);
    let mut is_vbr = false;
    while let Some(frame) = head.get(at..).and_then(header) {
        is_vbr |= *bits.get_or_insert(frame.bits) != frame.bits;
        at += frame.size;
        count += 1;
    }
    (count, is_vbr)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A frame of silence: MPEG 1, layer III, 44.1 kHz, mono, with that index of the bit rate.
    fn frame(index: u8) -> Vec<u8> {
        let mut bytes = vec![0xff, 0xfb, index << 4, 0xc0];
        let size = header(&bytes).unwrap().size;
        bytes.resize(size, 0);
        bytes
    }

    #[test]
    fn lengths_are_read_from_frames() {
        // 96 kbit/s at 44.1 kHz: 313 bytes, 1152 samples.
        assert_eq!(frame(7).len(), 313);
        let constant: Vec<u8> = (0..100).flat_map(|_| frame(7)).collect();
        let read = mp3(&constant, constant.len() as u64).unwrap();
        assert!((read.seconds - 100.0 * 1152.0 / 44_100.0).abs() < 0.01, "{read:?}");
        assert!(!read.has_info_frame && !read.is_vbr);

        let varied: Vec<u8> = [7, 9, 7, 5].into_iter().flat_map(frame).collect();
        assert!(mp3(&varied, 9000).unwrap().is_vbr);

        let mut info = frame(7);
        info[21..25].copy_from_slice(b"Info");
        info[28] = 3;
        info[29..33].copy_from_slice(&1000u32.to_be_bytes());
        info[33..37].copy_from_slice(&313_000u32.to_be_bytes());
        let read = mp3(&info, 313).unwrap();
        assert_eq!((read.has_info_frame, read.bytes), (true, Some((313_000, 313))));
        assert!((read.seconds - 1_152_000.0 / 44_100.0).abs() < 1e-6, "{read:?}");
    }

    #[test]
    fn what_is_no_mp3_is_none() {
        for bytes in [&b""[..], b"RIFF....WAVEfmt ", &[0xff; 2000], &[0; 2000], b"<html>"] {
            assert_eq!(mp3(bytes, bytes.len() as u64), None, "{bytes:?}");
        }
    }
}
