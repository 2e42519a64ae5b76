//! The comments of an Opus file that tell of its voice.

use std::io::{self, Read, Seek};

use ogg::PacketReader;

use super::Marks;
use crate::tags::{SENTENCE, SOURCE_TYPE};

/// Reads the second packet, if it is `OpusTags`.
pub fn read(file: impl Read + Seek) -> io::Result<Marks> {
    let mut packets = PacketReader::new(io::BufReader::new(file));
    let mut next = || match packets.read_packet() {
        Ok(packet) => Ok(packet.map(|p| p.data)),
        Err(ogg::OggReadError::ReadError(e)) => Err(e),
        Err(e) => Err(io::Error::new(io::ErrorKind::InvalidData, e.to_string())),
    };
    let is_opus = next()?.is_some_and(|first| first.starts_with(b"OpusHead"));
    let comments = next()?.filter(|_| is_opus).and_then(|packet| comments(&packet)).unwrap_or_default();
    // Names are without regard to capitals (RFC 7845, 5.2.1, by Vorbis' rules).
    let value = |name: &str| {
        let mut all = comments.iter().filter_map(|c| c.split_once('='));
        all.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_string())
    };
    Ok(Marks { sentence: value(SENTENCE), comment: value("DESCRIPTION"), source_type: value(SOURCE_TYPE) })
}

/// The comments of a packet `OpusTags`: the encoder's name, a count, and so many texts, each behind its length.
fn comments(packet: &[u8]) -> Option<Vec<String>> {
    let mut rest = packet.strip_prefix(b"OpusTags")?;
    let number = |rest: &mut &[u8]| {
        let (number, behind) = rest.split_first_chunk::<4>()?;
        *rest = behind;
        Some(u32::from_le_bytes(*number) as usize)
    };
    let vendor = number(&mut rest)?;
    rest = rest.get(vendor..)?;
    let count = number(&mut rest)?;
    // A count may be any number; the packet ends where it ends.
    (0..count)
        .map_while(|_| {
            let length = number(&mut rest)?;
            let (text, behind) = rest.split_at_checked(length)?;
            rest = behind;
            Some(String::from_utf8_lossy(text).into_owned())
        })
        .collect::<Vec<_>>()
        .into()
}
