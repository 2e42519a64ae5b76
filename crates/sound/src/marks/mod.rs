//! What sound files say of their voice, ours and others': read back from where the writers put it, so that it can be checked and
//! told.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use altavoce_base::tr;
use id3::{Content, Tag};

use super::tags::{SENTENCE, SOURCE_TYPE};
use super::xmp;

mod m4a;
mod opus;
mod wav;

/// More than this is no text that is told of a sound, in bytes.
const LARGEST_TEXT: u64 = 1 << 20;
/// More than this are no tags, a cover with them, in bytes.
const LARGEST_TAGS: u64 = 64 << 20;

/// What kind of file it is, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// MPEG audio, with an ID3v2 tag or without.
    Mp3,
    /// RIFF WAVE.
    Wav,
    /// An MPEG-4 container.
    M4a,
    /// Ogg.
    Opus,
}

/// What a file says of its voice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// The sentence for people, where nothing but it stands: `TXXX:DISCLOSURE` of ID3, `DISCLOSURE` of Opus, the note of iXML, the
    /// comment of M4A.
    pub sentence: Option<String>,
    /// The words that players show about it: the comment of ID3 and of WAV, the description of Opus and M4A.
    pub comment: Option<String>,
    /// How the sound came to be, a term of the IPTC: `TXXX:DIGITALSOURCETYPE` of ID3, `DIGITALSOURCETYPE` of Opus, iXML; else, of
    /// any but Opus, XMP.
    pub source_type: Option<String>,
}

/// What kind of sound file it is; `None` of any other.
///
/// # Errors
/// It cannot be read.
pub fn kind(path: &Path) -> io::Result<Option<Kind>> {
    let mut head = Vec::new();
    File::open(path)?.take(12).read_to_end(&mut head)?;
    Ok(match &*head {
        [b'I', b'D', b'3', ..] => Some(Kind::Mp3),
        // the eleven bits by which a frame begins, of layer III
        [0xff, second, ..] if second & 0xe6 == 0xe2 => Some(Kind::Mp3),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E'] => Some(Kind::Wav),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => Some(Kind::M4a),
        [b'O', b'g', b'g', b'S', ..] => Some(Kind::Opus),
        _ => None,
    })
}

/// What a file says of its voice; nothing of a file that is no sound.
///
/// # Errors
/// It cannot be read, or what stands in it is cut off or no text.
pub fn read(path: &Path) -> io::Result<Marks> {
    let Some(kind) = kind(path)? else { return Ok(Marks::default()) };
    let mut file = File::open(path)?;
    match kind {
        Kind::Mp3 => mp3(file),
        Kind::Wav => wav::read(&mut file),
        Kind::M4a => m4a::read(&mut file),
        Kind::Opus => opus::read(file),
    }
}

fn mp3(file: File) -> io::Result<Marks> {
    let tag = match Tag::read_from2(io::BufReader::new(file)) {
        Ok(tag) => tag,
        Err(e) if matches!(e.kind, id3::ErrorKind::NoTag) => return Ok(Marks::default()),
        Err(e) => return Err(io::Error::new(io::ErrorKind::InvalidData, e)),
    };
    let extended = |name: &str| tag.extended_texts().find(|t| t.description == name).map(|t| text(&t.value));
    let packet = tag.frames().find_map(|frame| match frame.content() {
        Content::Private(private) if private.owner_identifier == xmp::ID3_OWNER => Some(&private.private_data),
        _ => None,
    });
    let packet = packet.map(|bytes| String::from_utf8_lossy(bytes));
    let comment = tag.comments().find(|c| c.description.is_empty()).map(|c| text(&c.text));
    let source_type = extended(SOURCE_TYPE).or_else(|| xmp::source_type(&packet?));
    Ok(Marks { sentence: extended(SENTENCE), comment, source_type })
}

/// A text without what writers end it by.
fn text(text: &str) -> String {
    text.trim_end_matches('\0').to_string()
}

/// So many bytes from here, if there are; at most `most`.
fn bytes(file: &mut (impl Read + Seek), length: u64, most: u64) -> io::Result<Vec<u8>> {
    if length > most {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            tr!("a text is longer than any that is told of a sound"),
        ));
    }
    let mut bytes = vec![0; length as usize];
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// Reads until `length` bytes are there or the file ends; whether they are.
fn fill(file: &mut impl Read, head: &mut [u8]) -> io::Result<bool> {
    match file.read_exact(head) {
        Ok(()) => Ok(true),
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(e) => Err(e),
    }
}

/// Goes to a place of the file.
fn go(file: &mut impl Seek, to: u64) -> io::Result<()> {
    file.seek(SeekFrom::Start(to)).map(drop)
}
