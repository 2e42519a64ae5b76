//! An EPUB 3 with media overlays: a page a chapter, its sound sentence by sentence, and the MP3 inside.
//!
//! [EPUB 3.3](https://www.w3.org/TR/epub-33/) says what stands where. A clip reaches to the start of the next sentence, so
//! that pauses and music are heard where they are in the episode, and the clips together are all of it.

mod overlay;
mod package;
mod pages;

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::files;
use altavoce_base::tr;
use altavoce_podcast::names;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::Edition;

/// What an archive is whose first file says so (EPUB 3.3, OCF, 4.3).
const MIMETYPE: &str = "application/epub+zip";
/// Where the package lies; the names in it are relative to its folder.
const PACKAGE: &str = "EPUB/package.opf";
/// The MP3, beside the package.
const AUDIO: &str = "episode.mp3";
/// The page with title and cover.
const TITLE_PAGE: &str = "title.xhtml";
/// The list of chapters.
const NAVIGATION: &str = "nav.xhtml";
const STYLE: &str = "style.css";

/// The page of a chapter, from 0.
fn page(chapter: usize) -> String {
    format!("chapter-{:03}.xhtml", chapter + 1)
}

/// The name of a sentence in its page, from 0.
fn sentence(number: usize) -> String {
    format!("s{}", number + 1)
}

/// Writes the book at `path`, whole or not at all.
///
/// # Errors
/// As [`Edition::write`].
pub fn write(edition: &Edition, path: &Path) -> Result<()> {
    let file = files::temporary_beside(path)?;
    pack(edition, file.as_file(), path)?;
    files::put_in_place(file, path)
}

/// Writes the archive into `file`, which will be at `path`.
fn pack(edition: &Edition, file: &File, path: &Path) -> Result<()> {
    let sound = edition.folder.join(names::AUDIO);
    let mut sound = File::open(&sound).map_err(|e| Error::io(tr!("read"), &sound, e))?;
    let overlays = overlay::all(edition.manifest);
    let mut book = Book { zip: ZipWriter::new(file), path };
    book.stored("mimetype", &mut MIMETYPE.as_bytes())?;
    book.text("META-INF/container.xml", &package::container()?)?;
    book.text(PACKAGE, &package::write(edition, &overlays)?)?;
    book.beside(NAVIGATION, &pages::navigation(edition)?)?;
    book.beside(TITLE_PAGE, &pages::title(edition)?)?;
    book.beside(STYLE, include_bytes!("style.css"))?;
    for (n, page) in pages::chapters(edition)?.iter().enumerate() {
        book.beside(&self::page(n), page)?;
    }
    for overlay in &overlays {
        book.beside(&overlay.name, &overlay.write()?)?;
    }
    if let Some(cover) = &edition.cover {
        book.stored(&format!("EPUB/{}", cover.name), &mut cover.bytes.as_slice())?;
    }
    book.stored(&format!("EPUB/{AUDIO}"), &mut sound)?;
    book.zip.finish().map(drop).map_err(|e| cannot(path, e))
}

/// The archive in the making.
struct Book<'a> {
    zip: ZipWriter<&'a File>,
    path: &'a Path,
}

impl Book<'_> {
    fn text(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        self.put(name, CompressionMethod::Deflated, &mut &*bytes)
    }

    /// A text beside the package.
    fn beside(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        self.text(&format!("EPUB/{name}"), bytes)
    }

    /// What would not get smaller, or must stand as it is.
    fn stored(&mut self, name: &str, bytes: &mut dyn io::Read) -> Result<()> {
        self.put(name, CompressionMethod::Stored, bytes)
    }

    /// Without a clock, so that the same episode gives the same bytes.
    fn put(&mut self, name: &str, method: CompressionMethod, bytes: &mut dyn io::Read) -> Result<()> {
        let options = SimpleFileOptions::default().compression_method(method).last_modified_time(DateTime::default());
        self.zip.start_file(name, options).map_err(|e| cannot(self.path, e))?;
        io::copy(bytes, &mut self.zip).and_then(|_| self.zip.flush()).map_err(|e| Error::io(tr!("write"), self.path, e))
    }
}

fn cannot(path: &Path, error: zip::result::ZipError) -> Error {
    match error {
        zip::result::ZipError::Io(e) => Error::io(tr!("write"), path, e),
        e => Error::bug(tr!("the book cannot be packed")).in_file(path).caused_by(e),
    }
}
