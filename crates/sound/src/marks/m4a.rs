//! The boxes of an M4A that tell of its voice.

use std::io::{self, Read, Seek};

use super::{LARGEST_TAGS, LARGEST_TEXT, Marks, bytes, fill, go};
use crate::xmp;

/// Where iTunes' own tags stand: the names of the boxes, and the bytes that each has before the boxes in it.
const TAGS: [(&[u8; 4], usize); 3] = [(b"udta", 0), (b"meta", 4), (b"ilst", 0)];

/// Walks the outer boxes; the sound is skipped.
pub fn read(file: &mut (impl Read + Seek)) -> io::Result<Marks> {
    let mut marks = Marks::default();
    let mut at = 0u64;
    let mut head = [0; 8];
    loop {
        go(file, at)?;
        if !fill(file, &mut head)? {
            break;
        }
        let (mut length, mut taken) = (u64::from(u32::from_be_bytes([head[0], head[1], head[2], head[3]])), 8);
        if length == 1 {
            let mut long = [0; 8];
            file.read_exact(&mut long)?;
            (length, taken) = (u64::from_be_bytes(long), 16);
        }
        // A box of length 0 goes to the end of the file.
        let Some(inside) = length.checked_sub(taken) else { break };
        match &head[4..] {
            b"moov" => {
                let moov = bytes(file, inside, LARGEST_TAGS)?;
                let tags = TAGS.iter().try_fold(&moov[..], |boxes, (name, skip)| find(boxes, name)?.get(*skip..));
                let value = |name: &[u8; 4]| {
                    // A kind and a language, of four bytes each.
                    let data = find(find(tags?, name)?, b"data")?.get(8..)?;
                    Some(String::from_utf8_lossy(data).into_owned())
                };
                (marks.sentence, marks.comment) = (value(b"\xa9cmt"), value(b"desc"));
            }
            b"uuid" if inside <= LARGEST_TEXT => {
                let content = bytes(file, inside, LARGEST_TEXT)?;
                if let Some(packet) = content.strip_prefix(&xmp::MP4_BOX[..]) {
                    marks.source_type = xmp::source_type(&String::from_utf8_lossy(packet));
                }
            }
            _ => {}
        }
        // What a file says of its lengths may be anything.
        let Some(next) = at.checked_add(length) else { break };
        at = next;
    }
    Ok(marks)
}

/// What is in the first of `boxes` that is called so.
fn find<'a>(mut boxes: &'a [u8], name: &[u8; 4]) -> Option<&'a [u8]> {
    loop {
        let head = boxes.get(..8)?;
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let whole = boxes.get(..length).filter(|whole| whole.len() >= 8)?;
        if &head[4..] == name {
            return Some(&whole[8..]);
        }
        boxes = &boxes[length..];
    }
}
