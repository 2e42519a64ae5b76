//! ZIPs: what is in one, and no more of it than memory bears.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::locale::text;
use altavoce_base::{mark, tr};
use zip::ZipArchive;

use super::format::{Format, listed};
use super::post::Export;
use super::{Options, ghost, medium, substack, table};

/// The longest file inside, in bytes, that is read: a ZIP may claim anything.
const LARGEST: u64 = 50 << 20;
/// What all of them come to at most, in bytes.
const ALTOGETHER: u64 = 200 << 20;

/// Documents that are ZIPs: a file that is in each, and what it is.
const DOCUMENTS: [(&str, &str); 7] = [
    ("word/document.xml", mark!("a word processor's document")),
    ("content.xml", mark!("a word processor's document")),
    ("xl/workbook.xml", mark!("a spreadsheet")),
    ("ppt/presentation.xml", mark!("a presentation")),
    ("META-INF/container.xml", mark!("a book (EPUB)")),
    ("index/Document.iwa", mark!("a word processor's document")),
    ("AndroidManifest.xml", mark!("a program")),
];

/// An open ZIP.
pub struct Archive<'a> {
    path: &'a Path,
    zip: ZipArchive<File>,
    names: Vec<String>,
    /// What may still be read, in bytes.
    left: u64,
}

impl<'a> Archive<'a> {
    fn open(path: &'a Path) -> Result<Archive<'a>> {
        let file = File::open(path).map_err(|e| Error::io(tr!("read"), path, e))?;
        let zip = ZipArchive::new(file).map_err(|e| {
            let what = tr!("the ZIP cannot be read: {e}");
            Error::author(what).in_file(path).fix(tr!("download the export again"))
        })?;
        let names = zip.file_names().flatten().map(|name| name.into_owned()).collect();
        Ok(Archive { path, zip, names, left: ALTOGETHER })
    }

    /// Where it lies.
    pub fn path(&self) -> &'a Path {
        self.path
    }

    /// The names of its files.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The first of its files that `is` one, but for what a Mac adds.
    fn find(&self, is: impl Fn(&str) -> bool) -> Option<String> {
        self.names.iter().find(|name| !name.contains("__MACOSX") && is(name)).cloned()
    }

    /// A file of it, as text.
    ///
    /// # Errors
    /// The author's: it cannot be read, or is too large.
    pub fn member(&mut self, name: &str) -> Result<String> {
        let path = self.path;
        let cannot = |why: String| {
            Error::author(tr!("{name} inside the ZIP {why}")).in_file(path).fix(tr!("download the export again"))
        };
        let file = self.zip.by_name(name).map_err(|e| cannot(tr!("cannot be read: {e}")))?;
        let mut bytes = Vec::new();
        let most = LARGEST.min(self.left) + 1;
        file.take(most).read_to_end(&mut bytes).map_err(|e| cannot(tr!("cannot be read: {e}")))?;
        if bytes.len() as u64 > LARGEST {
            return Err(cannot(tr!("is larger than {megabytes} MB", megabytes = LARGEST >> 20)));
        }
        self.left = self.left.checked_sub(bytes.len() as u64).ok_or_else(|| {
            let what = tr!("the posts in the ZIP come to more than {megabytes} MB", megabytes = ALTOGETHER >> 20);
            Error::author(what).in_file(path).fix(tr!("give the files inside one by one"))
        })?;
        Ok(String::from_utf8_lossy(&bytes).trim_start_matches('\u{FEFF}').to_string())
    }
}

/// The posts of a ZIP that a service exports, and which service.
///
/// # Errors
/// The author's: no ZIP, none that we know, a file in it that cannot be read.
pub fn read(path: &Path, options: &Options) -> Result<(Format, Export)> {
    let mut archive = Archive::open(path)?;
    let refuse = |what: &str| Error::author(what).in_file(path);
    if let Some((_, what)) = DOCUMENTS.iter().find(|(name, _)| archive.names.iter().any(|n| n == name)) {
        return Err(refuse(&tr!("this is {what}", what = text(what))).fix(tr!("export it as HTML or plain text")));
    }
    if let Some(name) = archive.find(|n| n == "posts.csv" || n.ends_with("/posts.csv")) {
        return Ok((Format::Substack, substack::read(path, &mut archive, &name, options)?));
    }
    if let Some(export) = medium::read(&mut archive, options)? {
        return Ok((Format::Medium, export));
    }
    // What holds one file is that file.
    let alone = |archive: &Archive, ending: &str| {
        let ends = |n: &str| n.to_lowercase().ends_with(ending);
        archive.find(ends).filter(|_| archive.names.iter().filter(|n| ends(n) && !n.contains("__MACOSX")).count() == 1)
    };
    if let Some(name) = alone(&archive, ".json") {
        let text = archive.member(&name)?;
        if ghost::is_one(&text) {
            return Ok((Format::Ghost, ghost::read(path, &text, options)?));
        }
    }
    if let Some(name) = alone(&archive, ".csv") {
        let text = archive.member(&name)?;
        if table::columns(&text, true).is_some_and(|columns| columns.require(path).is_ok()) {
            return Ok((Format::Table, table::read(path, &text, options)?));
        }
    }
    let files: Vec<String> = archive.names.iter().filter(|n| !n.ends_with('/')).cloned().collect();
    let what = tr!("this ZIP is no export that we know; it holds {files}", files = listed(&files));
    Err(refuse(&what).fix(tr!("unpack it and give the files inside")))
}
