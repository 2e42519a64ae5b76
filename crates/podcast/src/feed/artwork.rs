//! The show's artwork: what directories ask of it, found out by decoding it.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use altavoce_base::error::{Error, Result};
use altavoce_base::files;
use altavoce_base::locale::text;
use altavoce_base::{mark, tr};
use image::ImageFormat;

use crate::placeholder;

/// The formats that directories take.
pub const FORMATS: [ImageFormat; 2] = [ImageFormat::Jpeg, ImageFormat::Png];

/// Width and height that directories accept, in pixels (Apple's podcast requirements).
const SIDE: std::ops::RangeInclusive<u32> = 1400..=3000;

/// A larger file makes apps wait (Apple asks for images that load fast and used to name this limit).
const HEAVY: usize = 512 << 10;

/// What to do about artwork that directories refuse.
pub const WANTED: &str = mark!("give a square JPEG or PNG of 1400 to 3000 pixels in RGB");

/// What is wrong with an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// It cannot be decoded as a JPEG or a PNG.
    File,
    /// It is not square, too small or too large.
    Size,
    /// It is not in RGB.
    Colour,
    /// Its name ends like another kind of image.
    Name,
    /// It has pixels that one can see through.
    Transparent,
    /// Its file is large.
    Weight,
    /// It is the picture of a new show or of the sample show.
    Placeholder,
}

impl Flaw {
    /// Whether directories refuse artwork for it.
    pub fn refused(self) -> bool {
        matches!(self, Flaw::File | Flaw::Size | Flaw::Colour)
    }
}

/// Everything that is wrong with an image, with the words for it.
///
/// ```
/// use altavoce_podcast::feed::artwork::{Flaw, flaws};
/// let (flaw, words) = &flaws("cover.png".as_ref(), b"GIF89a")[0];
/// assert_eq!((*flaw, words.as_str()), (Flaw::File, "the artwork is neither a whole JPEG nor a whole PNG"));
/// ```
pub fn flaws(path: &Path, bytes: &[u8]) -> Vec<(Flaw, String)> {
    let Some(header) = png(bytes).or_else(|| jpeg(bytes)) else {
        return vec![(Flaw::File, tr!("the artwork is neither a whole JPEG nor a whole PNG").into())];
    };
    let Header { format, width, height, colour } = header;
    let mut found = Vec::new();
    if width != height || !SIDE.contains(&width) {
        found.push((Flaw::Size, tr!("the artwork is {width} x {height} pixels")));
    }
    if !colour {
        found.push((Flaw::Colour, tr!("the artwork is not in RGB colour").into()));
    }
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
    if !format.extensions_str().contains(&extension.as_str()) {
        let name = format.extensions_str()[0].to_uppercase();
        found.push((Flaw::Name, tr!("the artwork is a {name}, but its name does not end so")));
    }
    // What is far too large is not worth decoding, and may be meant to fill the memory.
    if width.max(height) <= 2 * SIDE.end() {
        match image::ImageReader::new(Cursor::new(bytes)).with_guessed_format().map(|reader| reader.decode()) {
            Ok(Ok(image)) => {
                let through = image.color().has_alpha() && image.to_rgba8().pixels().any(|p| p.0[3] != 255);
                if placeholder::artwork::is_placeholder(&image) {
                    found.push((Flaw::Placeholder, tr!("this is the picture that every show begins with").into()));
                }
                if through {
                    found.push((Flaw::Transparent, tr!("one can see through parts of the artwork").into()));
                }
            }
            _ => found.insert(0, (Flaw::File, tr!("the artwork is damaged: it cannot be decoded").into())),
        }
    }
    if bytes.len() > HEAVY {
        found.push((Flaw::Weight, tr!("the artwork has {kilobytes} kB", kilobytes = bytes.len() >> 10)));
    }
    found
}

/// Fit artwork, ready to be put beside the feed.
#[derive(Debug)]
pub struct Artwork {
    /// The name it is served under. It carries a hash of the bytes, as apps fetch new art only under a new name.
    pub name: String,
    bytes: Vec<u8>,
}

/// What an image's header says.
#[derive(Debug, PartialEq)]
struct Header {
    format: ImageFormat,
    width: u32,
    height: u32,
    colour: bool,
}

impl Artwork {
    /// Reads and checks the artwork at `path`.
    ///
    /// # Errors
    /// The author's: missing, not a JPEG or PNG that can be decoded, not square, too small or too large, not in RGB.
    pub fn read(path: &Path) -> Result<Artwork> {
        let bytes = fs::read(path).map_err(|e| Error::io(tr!("read the artwork"), path, e))?;
        if let Some((_, what)) = flaws(path, &bytes).into_iter().find(|(flaw, _)| flaw.refused()) {
            return Err(Error::author(what).in_file(path).fix(text(WANTED)));
        }
        let format = if png(&bytes).is_some() { ImageFormat::Png } else { ImageFormat::Jpeg };
        let stem = path.file_stem().map_or_else(|| "cover".into(), |s| s.to_string_lossy());
        let name = format!("{stem}-{}.{}", &blake3::hash(&bytes).to_hex()[..8], format.extensions_str()[0]);
        Ok(Artwork { name, bytes })
    }

    /// The picture as its author saved it.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Puts the artwork into `output`, unless it is there already; gives its path.
    ///
    /// # Errors
    /// The operator's: the folder cannot be written.
    pub fn put_into(&self, output: &Path) -> Result<PathBuf> {
        let path = output.join(&self.name);
        if fs::read(&path).ok().as_deref() != Some(&self.bytes) {
            files::write_whole(&path, &self.bytes)?;
        }
        Ok(path)
    }
}

/// Reads a PNG's IHDR (PNG specification, 11.2.2); `None` when this is not a PNG or it does not end as one.
fn png(bytes: &[u8]) -> Option<Header> {
    let whole = bytes.starts_with(b"\x89PNG\r\n\x1a\n") && bytes.get(12..16)? == b"IHDR" && bytes.ends_with(END_OF_PNG);
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    // Colour types: 2 RGB, 3 a palette of RGB, 6 RGB and alpha; 0 and 4 are grey.
    let colour = matches!(bytes.get(25)?, 2 | 3 | 6);
    whole.then_some(Header { format: ImageFormat::Png, width: number(16)?, height: number(20)?, colour })
}

/// The IEND chunk: no content, and its CRC.
const END_OF_PNG: &[u8] = b"\0\0\0\0IEND\xaeB\x60\x82";

/// Reads a JPEG's frame header (ITU-T T.81, B.2.2); `None` when this is not a JPEG or it never ends.
fn jpeg(bytes: &[u8]) -> Option<Header> {
    let ended = bytes.windows(2).rev().take(64).any(|w| w == [0xff, 0xd9]);
    if !bytes.starts_with(&[0xff, 0xd8]) || !ended {
        return None;
    }
    let number = |at: usize| Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
    let mut at = 2;
    loop {
        if *bytes.get(at)? != 0xff {
            return None;
        }
        match *bytes.get(at + 1)? {
            0xff => at += 1,               // a fill byte
            0x01 | 0xd0..=0xd8 => at += 2, // markers without content
            0xd9 | 0xda => return None,    // end, or pixels, before any frame header
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                let (height, width) = (u32::from(number(at + 5)?), u32::from(number(at + 7)?));
                // Three components are RGB's (stored as YCbCr); one is grey, four are CMYK.
                return Some(Header { format: ImageFormat::Jpeg, width, height, colour: *bytes.get(at + 9)? == 3 });
            }
            _ => at += 2 + usize::from(number(at + 2)?.max(2)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frame_headers_of_jpegs_are_read() {
        let start = b"\xff\xd8\xff\xe0\0\x04JF".as_slice();
        let frame =
            |kind: u8, parts: u8| [&[0xff, kind, 0, 11, 8, 5, 0x78, 5, 0x79, parts], [1, 0x11, 0].as_slice()].concat();
        let jpg = |colour| Some(Header { format: ImageFormat::Jpeg, width: 0x579, height: 0x578, colour });
        let end = [0xff, 0xd9].as_slice();
        let rows = [
            ("baseline", [start, &frame(0xc0, 3), end].concat(), jpg(true)),
            ("progressive behind fill bytes", [start, &[0xff, 0xff], &frame(0xc2, 3), end].concat(), jpg(true)),
            ("grey", [start, &frame(0xc0, 1), end].concat(), jpg(false)),
            ("CMYK", [start, &frame(0xc0, 4), end].concat(), jpg(false)),
            ("a table that is no frame", [start, &frame(0xc4, 3), end].concat(), None),
            ("cut off", [start, &frame(0xc0, 3)].concat(), None),
            ("cut off in the frame", [start, &frame(0xc0, 3)[..6], end].concat(), None),
            ("no markers", [start, b"junk", end].concat(), None),
            ("nothing", vec![], None),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(_, bytes, header)| jpeg(bytes) != *header).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
