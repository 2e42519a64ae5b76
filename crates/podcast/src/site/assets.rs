//! The style sheet, the script and a small cover, under names that carry a hash of their bytes: a browser may keep them
//! for ever, and a new version is a new name.

use std::io::Cursor;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;

use crate::site::output_tracker::OutputTracker;
use crate::site::settings::SiteSettings;

/// The folder of these files, below that of the pages.
pub const FOLDER: &str = "assets";
const STYLE: &str = include_str!("assets/style.css");
const SCRIPT: &str = include_str!("assets/player.js");
const COPY: &str = include_str!("assets/copy.js");
const SEARCH: &str = include_str!("assets/search.js");
/// The side of the small cover in pixels: twice what a page shows.
pub const SIDE: u32 = 480;
/// JPEG quality, of 100.
const QUALITY: u8 = 84;

/// What every page loads, as paths below the folder of the pages.
#[derive(Debug, Clone, PartialEq)]
pub struct Assets {
    /// The style sheet.
    pub style: String,
    /// The script.
    pub script: String,
    /// The script of the buttons that copy.
    pub copy: String,
    /// The script that searches the index.
    pub search: String,
    /// The small cover, when the show has artwork.
    pub cover: Option<String>,
}

impl Assets {
    /// Writes the files that are not there.
    ///
    /// # Errors
    /// The author's: artwork that is no whole picture. The operator's: the folder cannot be written.
    pub fn put(tracker: &OutputTracker, settings: &SiteSettings) -> Result<Assets> {
        let put = |stem: &str, kind: &str, text: &str| {
            let hash = blake3::hash(text.as_bytes()).to_hex();
            let path = format!("{FOLDER}/{stem}-{}.{kind}", &hash[..8]);
            tracker.put(&path, text.as_bytes()).map(|()| path)
        };
        let style = put("style", "css", STYLE)?;
        let script = put("player", "js", SCRIPT)?;
        let copy = put("copy", "js", COPY)?;
        let search = put("search", "js", SEARCH)?;
        let cover = match &settings.artwork {
            None => None,
            Some(artwork) => {
                // The artwork's name carries its hash, so a cover that is there was made of it.
                let stem = artwork.name.rsplit_once('.').map_or(artwork.name.as_str(), |(stem, _)| stem);
                let path = format!("{FOLDER}/{stem}-{SIDE}.jpg");
                if tracker.has(&path) {
                    tracker.keep(&path);
                } else {
                    tracker.put(&path, &small(artwork.bytes())?)?;
                }
                Some(path)
            }
        };
        Ok(Assets { style, script, copy, search, cover })
    }
}

/// The artwork as a JPEG of [`SIDE`] pixels.
fn small(bytes: &[u8]) -> Result<Vec<u8>> {
    let broken = |e: image::ImageError| {
        Error::author(tr!("the artwork cannot be decoded")).fix(tr!("save it again as JPEG or PNG")).caused_by(e)
    };
    let picture = image::load_from_memory(bytes).map_err(broken)?;
    let picture = picture.resize_exact(SIDE, SIDE, FilterType::Triangle).to_rgb8();
    let mut jpeg = Cursor::new(Vec::new());
    picture.write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, QUALITY)).map_err(broken)?;
    Ok(jpeg.into_inner())
}
