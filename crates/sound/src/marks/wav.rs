//! The chunks of a WAV that tell of its voice.

use std::io::{self, Read, Seek};

use super::{LARGEST_TEXT, Marks, bytes, fill, go, text};
use crate::wav::IXML_SOURCE_TYPE;
use crate::xmp;

/// Walks the chunks; the samples are skipped.
pub fn read(file: &mut (impl Read + Seek)) -> io::Result<Marks> {
    let mut marks = Marks::default();
    let (mut by_xmp, mut at) = (None, 12); // behind `RIFF`, a length and `WAVE`
    let mut head = [0; 8];
    loop {
        go(file, at)?;
        if !fill(file, &mut head)? {
            break;
        }
        let length = u64::from(u32::from_le_bytes([head[4], head[5], head[6], head[7]]));
        match &head[..4] {
            b"LIST" if length <= LARGEST_TEXT => {
                let list = bytes(file, length, LARGEST_TEXT)?;
                if let Some(entries) = list.strip_prefix(b"INFO") {
                    marks.comment = entry(entries, b"ICMT").or(marks.comment);
                }
            }
            b"iXML" => {
                let ixml = String::from_utf8_lossy(&bytes(file, length, LARGEST_TEXT)?).into_owned();
                marks.sentence = element(&ixml, "NOTE");
                marks.source_type = element(&ixml, IXML_SOURCE_TYPE);
            }
            name if name == xmp::RIFF_CHUNK => {
                by_xmp = xmp::source_type(&String::from_utf8_lossy(&bytes(file, length, LARGEST_TEXT)?));
            }
            _ => {}
        }
        at += 8 + length + length % 2;
    }
    marks.source_type = marks.source_type.or(by_xmp);
    Ok(marks)
}

/// The text of an entry of a list.
fn entry(mut entries: &[u8], name: &[u8; 4]) -> Option<String> {
    loop {
        let (head, rest) = entries.split_at_checked(8)?;
        let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
        let content = rest.get(..length)?;
        if &head[..4] == name {
            return Some(text(&String::from_utf8_lossy(content)));
        }
        entries = rest.get(length + length % 2..)?;
    }
}

/// The text of the first element of that name.
fn element(xml: &str, name: &str) -> Option<String> {
    let (_, behind) = xml.split_once(&format!("<{name}>"))?;
    let (inside, _) = behind.split_once(&format!("</{name}>"))?;
    Some(xmp::plain(inside.trim())).filter(|t| !t.is_empty())
}
