//! Artwork drawn from a title: its initials above a wave, in colours that the title decides.

use std::io::Cursor;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use altavoce_podcast::placeholder::artwork::{AXIS, BAR, BARS, MARGIN, SIDE, STEP};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};
use unicode_normalization::UnicodeNormalization;

use super::glyphs::{self, HEIGHT, WIDTH};

type Colour = [u8; 3];

/// A picture for a title: a PNG of 1400 x 1400 pixels in RGB, the same for the same title.
///
/// # Errors
/// A bug: the encoder refuses its own picture.
pub fn draw(title: &str) -> Result<Vec<u8>> {
    let hash = blake3::hash(title.as_bytes());
    let seed = hash.as_bytes();
    let hue = f64::from(u16::from_le_bytes([seed[0], seed[1]])) / 65536.0 * 360.0;
    let (top, bottom) = (colour(hue, 0.55, 0.24), colour(hue + 25.0, 0.60, 0.13));
    let (ink, accent) = (colour(hue + 40.0, 0.45, 0.94), colour(hue + 170.0, 0.75, 0.66));

    let mut pixels = vec![0u8; SIDE * SIDE * 3];
    for (y, row) in pixels.chunks_exact_mut(SIDE * 3).enumerate() {
        // Broad bands keep the file small.
        let share = (y / 50) as f64 / (SIDE / 50) as f64;
        let shade = [0, 1, 2].map(|c| (f64::from(top[c]) * (1.0 - share) + f64::from(bottom[c]) * share) as u8);
        row.chunks_exact_mut(3).for_each(|p| p.copy_from_slice(&shade));
    }
    for bar in 0..BARS {
        // Taller in the middle, and every bar a little different.
        let middle = 1.0 - ((bar as f64 - (BARS as f64 - 1.0) / 2.0) / (BARS as f64 / 2.0)).powi(2);
        let random = f64::from(seed[2 + bar]) / 255.0;
        let half = (20.0 + middle * (40.0 + 130.0 * random)) as usize;
        let x = MARGIN + bar * STEP;
        rounded(&mut pixels, (x, AXIS - half), (BAR, 2 * half), BAR / 2, accent);
    }
    let initials = initials(title);
    // A letter a third of the picture high, two side by side.
    let dot = if initials.len() > 1 { 62 } else { 84 };
    let wide = initials.len() * WIDTH * dot + initials.len().saturating_sub(1) * dot;
    let (mut x, y) = ((SIDE - wide.min(SIDE)) / 2, 480 - HEIGHT * dot / 2);
    for letter in initials {
        for (at, row) in letter.iter().enumerate() {
            for column in (0..WIDTH).filter(|c| row >> (WIDTH - 1 - c) & 1 == 1) {
                let corner = (x + column * dot, y + at * dot);
                rounded(&mut pixels, corner, (dot - 6, dot - 6), 14, ink);
            }
        }
        x += (WIDTH + 1) * dot;
    }
    let mut png = Cursor::new(Vec::new());
    PngEncoder::new_with_quality(&mut png, CompressionType::Best, FilterType::Up)
        .write_image(&pixels, SIDE as u32, SIDE as u32, ExtendedColorType::Rgb8)
        .map_err(|e| Error::bug(tr!("the artwork cannot be encoded")).caused_by(e))?;
    Ok(png.into_inner())
}

/// The glyphs of the first letters of the first two words that have one; small words do not count.
fn initials(title: &str) -> Vec<[u8; HEIGHT]> {
    let is_small = |word: &str| include_str!("small_words.txt").split_whitespace().any(|small| small == word);
    let plain: String = title.nfkd().collect();
    let words: Vec<&str> = plain
        .split(|c: char| !c.is_alphanumeric() && !('\u{300}'..='\u{36F}').contains(&c))
        .filter(|w| !w.is_empty())
        .collect();
    let telling: Vec<&&str> = words.iter().filter(|w| !is_small(&w.to_lowercase())).collect();
    let words = if telling.is_empty() { words.iter().collect() } else { telling };
    words.iter().filter_map(|w| glyphs::of(w.chars().next()?.to_ascii_uppercase())).take(2).collect()
}

/// Fills a rectangle with round corners, at `(x, y)`, of `(width, height)`.
fn rounded(pixels: &mut [u8], (x, y): (usize, usize), (width, height): (usize, usize), radius: usize, colour: Colour) {
    for row in 0..height {
        for column in 0..width {
            let from_edge = |at: usize, of: usize| radius.saturating_sub(at.min(of - 1 - at));
            let (dx, dy) = (from_edge(column, width), from_edge(row, height));
            let inside = dx * dx + dy * dy <= radius * radius;
            let at = ((y + row) * SIDE + x + column) * 3;
            if let Some(pixel) = pixels.get_mut(at..at + 3).filter(|_| inside && x + column < SIDE) {
                pixel.copy_from_slice(&colour);
            }
        }
    }
}

/// A colour by hue in degrees, saturation and lightness from 0 to 1.
fn colour(hue: f64, saturation: f64, lightness: f64) -> Colour {
    let reach = saturation * lightness.min(1.0 - lightness);
    let channel = |shift: f64| {
        let k = (shift + hue / 30.0).rem_euclid(12.0);
        let value = lightness - reach * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0);
        (value * 255.0).round() as u8
    };
    [channel(0.0), channel(8.0), channel(4.0)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_by_hue() {
        let rows = [((0.0, 1.0, 0.5), [255, 0, 0]), ((120.0, 1.0, 0.5), [0, 255, 0]), ((600.0, 1.0, 0.5), [0, 0, 255])];
        let wrong: Vec<_> = rows.iter().filter(|((h, s, l), c)| colour(*h, *s, *l) != *c).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn initials_of_titles() {
        let letters = |text: &str| text.chars().filter_map(glyphs::of).collect::<Vec<_>>();
        let rows = [
            ("Radar", "R"),
            ("Il faro di notte", "FN"),
            ("La voce degli alberi", "VA"),
            ("l'Èra delle macchine", "EM"),
            ("42 gradi", "4G"),
            ("La", "L"),
            ("日本", ""),
            ("🌊", ""),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(t, i)| initials(t) != letters(i)).map(|r| r.0).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
