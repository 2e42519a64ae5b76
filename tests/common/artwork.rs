//! A picture that directories accept and that no new show has.

use std::io::Cursor;
use std::sync::OnceLock;

use image::{ImageFormat, Rgb, RgbImage};

/// A PNG of 1400 x 1400 pixels in RGB.
pub fn artwork() -> &'static [u8] {
    static DRAWN: OnceLock<Vec<u8>> = OnceLock::new();
    DRAWN.get_or_init(|| {
        let image = RgbImage::from_fn(1400, 1400, |x, y| Rgb([(x / 50 * 7) as u8, (y / 50 * 7) as u8, 90]));
        let mut png = Cursor::new(Vec::new());
        image.write_to(&mut png, ImageFormat::Png).unwrap();
        png.into_inner()
    })
}
