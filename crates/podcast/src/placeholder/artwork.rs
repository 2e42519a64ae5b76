//! The artwork of a new show, known again by its picture: also when it was saved in another size or format.

use image::{DynamicImage, GenericImageView};

/// Width and height of the artwork that is drawn for a new show, in pixels: the least that directories accept.
pub const SIDE: usize = 1400;
/// The bars of its wave, how wide they are, and from the left edge of one to that of the next.
pub const BARS: usize = 27;
/// See [`BARS`].
pub const BAR: usize = 22;
/// See [`BARS`].
pub const STEP: usize = 44;
/// The line in the middle of its wave.
pub const AXIS: usize = 1060;

/// From the left edge of the picture to the first bar.
pub const MARGIN: usize = (SIDE - ((BARS - 1) * STEP + BAR)) / 2;

type Colour = [u8; 3];

/// Whether a picture is the artwork that was drawn for a new show, or that of the sample show.
pub fn is_placeholder(image: &DynamicImage) -> bool {
    image.width() == image.height() && image.width() as usize >= SIDE / 4 && (is_drawn(image) || is_sample(image))
}

/// The colour of a point, in parts of `of` from the left and from above.
fn at(image: &DynamicImage, (x, y): (usize, usize), of: usize) -> Colour {
    let scaled = |part: usize| (part * image.width() as usize / of) as u32;
    let [r, g, b, _] = image.get_pixel(scaled(x), scaled(y)).0;
    [r, g, b]
}

/// Whether two colours are one but for what a JPEG does to them.
fn is_near(one: Colour, other: Colour) -> bool {
    one.iter().zip(other).all(|(a, b)| a.abs_diff(b) <= 20)
}

/// On the axis of the wave every bar has one colour, and every gap that of the edge.
fn is_drawn(image: &DynamicImage) -> bool {
    let on_axis = |x: usize| at(image, (x, AXIS), SIDE);
    let (bar, edge) = (on_axis(MARGIN + BAR / 2), on_axis(MARGIN / 2));
    let is_striped = |n: usize| {
        let middle = MARGIN + n * STEP + BAR / 2;
        is_near(on_axis(middle), bar) && is_near(on_axis(middle + STEP / 2), edge)
    };
    !is_near(bar, edge) && (0..BARS).all(is_striped)
}

fn is_sample(image: &DynamicImage) -> bool {
    let hex = |colour: &str, from: usize| u8::from_str_radix(colour.get(from..from + 2)?, 16).ok();
    super::rows("pixel").all(|(place, colour)| {
        let place = place.split_once(' ').and_then(|(x, y)| Some((x.parse().ok()?, y.parse().ok()?)));
        let colour = (|| Some([hex(colour, 0)?, hex(colour, 2)?, hex(colour, 4)?]))();
        place.zip(colour).is_some_and(|(place, colour)| is_near(at(image, place, 1000), colour))
    })
}
