//! Room for a manifest in an MP3 or a WAV, where nothing else moves or changes: C2PA's own writer would make version 2.4 of an ID3
//! tag, in which Apple misreads chapters, and hold a whole WAV in memory.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

use altavoce_base::tr;

/// The head of ID3v2's frame for any file (`GEOB`): encoding, media type, file name, description (C2PA, "Embedding manifests into
/// ID3").
const GEOB: &[u8] = b"\0application/c2pa\0c2pa\0c2pa manifest store\0";
/// The RIFF chunk.
const CHUNK: &[u8; 4] = b"C2PA";

/// Copies an MP3 to `to` with the bytes of `room` behind its last frame of ID3v2.3; where they begin.
///
/// # Errors
/// The files'; invalid data when there is no such tag, or no room in it.
pub fn mp3(file: &mut File, to: &mut File, room: &[u8]) -> io::Result<u64> {
    let mut head = [0; 10];
    file.read_exact(&mut head)?;
    if &head[..5] != b"ID3\x03\0" || head[5] != 0 {
        return Err(invalid(tr!("the MP3 has no plain ID3v2.3 tag")));
    }
    // Seven bits a byte (ID3v2.3, 3.1).
    let length = head[6..].iter().fold(0, |sum, byte| sum << 7 | usize::from(*byte));
    let mut frames = vec![0; length];
    file.read_exact(&mut frames)?;
    let frame = GEOB.len() + room.len();
    let tag = length + 10 + frame;
    if tag >= 1 << 28 {
        return Err(invalid(tr!("the tag is too long")));
    }
    for (n, byte) in head[6..].iter_mut().enumerate() {
        *byte = (tag >> (7 * (3 - n)) & 0x7f) as u8;
    }
    to.write_all(&head)?;
    to.write_all(&frames)?;
    // A frame's length has eight bits a byte in this version; no flags.
    to.write_all(&[b"GEOB", &(frame as u32).to_be_bytes()[..], &[0, 0], GEOB].concat())?;
    let at = to.stream_position()?;
    to.write_all(room)?;
    io::copy(file, to)?;
    Ok(at)
}

/// Copies a WAV to `to` with the bytes of `room` in a chunk behind all others; where they begin.
///
/// # Errors
/// The files'; invalid data when it is no WAV, or would be too long for one.
pub fn wav(file: &mut File, to: &mut File, room: &[u8]) -> io::Result<u64> {
    io::copy(file, to)?;
    let end = to.stream_position()?;
    let mut head = [0; 12];
    to.seek(SeekFrom::Start(0))?;
    to.read_exact(&mut head)?;
    if &head[..4] != b"RIFF" || &head[8..] != b"WAVE" || end % 2 == 1 {
        return Err(invalid(tr!("this is no whole WAV")));
    }
    to.seek(SeekFrom::Start(end))?;
    to.write_all(CHUNK)?;
    to.write_all(&(room.len() as u32).to_le_bytes())?;
    to.write_all(room)?;
    to.write_all(&[0][..room.len() % 2])?;
    let whole = to.stream_position()?;
    let length = u32::try_from(whole - 8).map_err(|_| invalid(tr!("the WAV is too long")))?;
    to.seek(SeekFrom::Start(4))?;
    to.write_all(&length.to_le_bytes())?;
    Ok(end + 8)
}

fn invalid(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}
