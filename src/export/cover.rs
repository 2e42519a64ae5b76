//! A picture as hosts and books take it: square, of the largest side that directories accept, without anything to see through.

use std::fs;
use std::io::Cursor;
use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{DynamicImage, ImageFormat, ImageReader, Rgb, RgbImage};

/// The side of a cover, in pixels: the largest that Apple takes and the one that it asks for.
pub const SIDE: u32 = 3000;
/// The heaviest cover, in bytes. Apple used to name this limit, and guides to Spotify's form still do.
const HEAVIEST: usize = 512 << 10;
/// What JPEG spends on a picture, from the best that is worth it to the worst that still looks well.
const QUALITIES: [u8; 5] = [92, 85, 78, 70, 60];

/// A picture and the name under which it goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// `cover.jpg` or `cover.png`.
    pub name: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What was done to it, for people; nothing when it is as its author saved it.
    pub changes: Vec<String>,
}

impl Picture {
    /// The picture at `path` as it is.
    ///
    /// # Errors
    /// The author's: it is not there, or neither a JPEG nor a PNG.
    pub fn read(path: &Path) -> Result<Picture> {
        let bytes = fs::read(path).map_err(|e| Error::io(tr!("read the cover"), path, e))?;
        let name = match image::guess_format(&bytes) {
            Ok(ImageFormat::Png) => "cover.png",
            Ok(ImageFormat::Jpeg) => "cover.jpg",
            _ => {
                let e = Error::author(tr!("the cover is neither a JPEG nor a PNG")).in_file(path);
                return Err(e.fix(tr!("save it as one of them")));
            }
        };
        Ok(Picture { name, bytes, changes: Vec::new() })
    }

    /// The same as every host takes it: [`SIDE`] pixels square, no more than 512 kB, in RGB. One that is so already stays as it
    /// is; one that is not square stands in the middle of a square of the colour of its corner. `path` is for messages.
    ///
    /// # Errors
    /// The author's: it cannot be decoded.
    pub fn for_hosts(self, path: &Path) -> Result<Picture> {
        let damaged = |e: image::ImageError| {
            let e = Error::author(tr!("the cover is damaged: it cannot be decoded")).in_file(path).caused_by(e);
            e.fix(tr!("save it again"))
        };
        let reader = ImageReader::new(Cursor::new(&self.bytes)).with_guessed_format();
        let reader = reader.map_err(|e| Error::io(tr!("read the cover"), path, e))?;
        let picture = reader.decode().map_err(damaged)?;
        let (width, height) = (picture.width(), picture.height());
        let opaque = matches!(picture, DynamicImage::ImageRgb8(_));
        if (width, height) == (SIDE, SIDE) && self.bytes.len() <= HEAVIEST && opaque {
            return Ok(self);
        }
        let mut changes = Vec::new();
        let mut square = DynamicImage::ImageRgb8(squared(flat(&picture)));
        if width != height {
            changes.push(tr!("made square from {width} x {height} pixels"));
        }
        let side = square.width();
        if side != SIDE {
            square = square.resize_exact(SIDE, SIDE, FilterType::Lanczos3);
            changes.push(match side < SIDE {
                true => tr!("enlarged from {side} to {SIDE} pixels"),
                false => tr!("made smaller from {side} to {SIDE} pixels"),
            });
        }
        let (bytes, quality) = jpeg(&square).map_err(damaged)?;
        if bytes.len() > HEAVIEST {
            changes.push(tr!("still {kilobytes} kB at JPEG's quality {quality}", kilobytes = bytes.len() >> 10));
        } else if changes.is_empty() {
            changes.push(tr!("saved as a JPEG of {kilobytes} kB", kilobytes = bytes.len() >> 10));
        }
        Ok(Picture { name: "cover.jpg", bytes, changes })
    }
}

/// What one can see through becomes white.
fn flat(picture: &DynamicImage) -> RgbImage {
    let rgba = picture.to_rgba8();
    RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let [r, g, b, a] = rgba.get_pixel(x, y).0.map(u32::from);
        Rgb([r, g, b].map(|c| ((c * a + 255 * (255 - a)) / 255) as u8))
    })
}

/// In the middle of a square of the colour of its corner.
fn squared(picture: RgbImage) -> RgbImage {
    let (width, height) = picture.dimensions();
    if width == height {
        return picture;
    }
    let side = width.max(height);
    let mut square = RgbImage::from_pixel(side, side, *picture.get_pixel(0, 0));
    imageops::replace(&mut square, &picture, i64::from((side - width) / 2), i64::from((side - height) / 2));
    square
}

/// The best JPEG that is light enough, and its quality; the lightest if none is.
fn jpeg(picture: &DynamicImage) -> image::ImageResult<(Vec<u8>, u8)> {
    let mut last = (Vec::new(), 0);
    for quality in QUALITIES {
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(picture)?;
        last = (bytes, quality);
        if last.0.len() <= HEAVIEST {
            break;
        }
    }
    Ok(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(picture: &DynamicImage) -> Vec<u8> {
        let mut bytes = Vec::new();
        picture.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
        bytes
    }

    fn hosted(bytes: Vec<u8>) -> (Picture, RgbImage) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cover.png");
        fs::write(&path, bytes).unwrap();
        let picture = Picture::read(&path).unwrap().for_hosts(&path).unwrap();
        let decoded = image::load_from_memory(&picture.bytes).unwrap().to_rgb8();
        (picture, decoded)
    }

    #[test]
    fn a_picture_becomes_what_hosts_take() {
        // A wide one that is half see-through: blue on nothing.
        let wide = image::RgbaImage::from_fn(400, 200, |x, _| image::Rgba([0, 0, 255, if x < 200 { 255 } else { 0 }]));
        let (picture, seen) = hosted(png(&DynamicImage::ImageRgba8(wide)));
        assert_eq!((picture.name, seen.dimensions()), ("cover.jpg", (SIDE, SIDE)));
        assert!(picture.bytes.len() <= HEAVIEST);
        assert_eq!(picture.changes, ["made square from 400 x 200 pixels", "enlarged from 400 to 3000 pixels"]);
        let near = |at: (u32, u32), colour: [u8; 3]| {
            let seen = seen.get_pixel(at.0, at.1).0;
            seen.iter().zip(colour).all(|(a, b)| a.abs_diff(b) < 8)
        };
        assert!(near((10, 10), [0, 0, 255]) && near((100, 1500), [0, 0, 255]) && near((2900, 1500), [255, 255, 255]));
    }

    #[test]
    fn one_that_fits_stays_as_it_is() {
        let plain = png(&DynamicImage::ImageRgb8(RgbImage::from_pixel(SIDE, SIDE, Rgb([10, 90, 80]))));
        let (picture, _) = hosted(plain.clone());
        assert_eq!((picture.name, picture.bytes == plain, picture.changes.len()), ("cover.png", true, 0));
        // Noise is heavy however it is saved, and said to be.
        let mut next = noise();
        let noisy = RgbImage::from_fn(SIDE, SIDE, |_, _| Rgb([next(), next(), next()]));
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, 100).encode_image(&noisy).unwrap();
        let (picture, _) = hosted(bytes);
        assert!(picture.changes.len() == 1 && picture.changes[0].starts_with("still "), "{:?}", picture.changes);
    }

    /// Bytes without a pattern that JPEG could use.
    fn noise() -> impl FnMut() -> u8 {
        let mut state = 1u32;
        move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        }
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cover.png");
        fs::write(&path, b"GIF89a").unwrap();
        let said = Picture::read(&path).unwrap_err().to_string();
        assert!(said.ends_with("cover.png: the cover is neither a JPEG nor a PNG; save it as one of them"), "{said}");
        let whole = png(&DynamicImage::ImageRgb8(RgbImage::new(40, 40)));
        fs::write(&path, &whole[..whole.len() / 2]).unwrap();
        let said = Picture::read(&path).unwrap().for_hosts(&path).unwrap_err().to_string();
        assert!(said.ends_with("the cover is damaged: it cannot be decoded; save it again"), "{said}");
    }
}
