//! Issues out of what a newsletter left elsewhere: plain text, HTML, feeds, e-mails, the exports of services. Each becomes
//! Markdown that [`crate::issue`] reads, and every guess, removal and doubt is told.

mod archive;
mod block;
mod boilerplate;
pub mod diagnostic;
mod encoding;
mod envelope;
mod feed;
mod finish;
pub mod format;
pub mod front_matter;
mod ghost;
pub mod heading;
mod html;
mod links;
mod mail;
mod medium;
mod pasted;
mod post;
mod services;
mod structure;
mod substack;
mod table;
mod text;
mod vocabulary;
mod wordpress;
mod wrapping;
pub mod write;

use std::fs::File;
use std::io::Read;
use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use diagnostic::Diagnostic;
use finish::FileNames;
use front_matter::Metadata;
use heading::Sections;
use jiff::Zoned;
use jiff::civil::Date;
use post::{Export, Markup, Post};
use structure::{Draft, RecoveryContext};

pub use finish::number_by_date;
pub use format::Format;

/// The largest text, page or feed, in bytes.
const LARGEST: u64 = 50 << 20;

/// What the importing person says beside the files.
#[derive(Debug, Clone)]
pub struct Options {
    /// Today: days without a year are looked for up to here.
    pub today: Date,
    /// The day of publication, where the file has another or none.
    pub date: Option<Date>,
    /// The number, where the file has another or none.
    pub number: Option<u32>,
    /// The author, where the file names none.
    pub author: Option<String>,
    /// Where the newsletter is read, for exports that do not say it: `https://ada.substack.com`.
    pub site: Option<String>,
    /// Whether unpublished posts of an export are imported too.
    pub drafts: bool,
    /// Whether what stands behind a paywall is imported too.
    pub paid: bool,
    /// Sections that other issues of this newsletter have.
    pub sections: Sections,
}

impl Options {
    /// Nothing but the day.
    pub fn on(today: Date) -> Options {
        let sections = Sections::default();
        Options { today, date: None, number: None, author: None, site: None, drafts: false, paid: false, sections }
    }
}

/// All that a file gave.
#[derive(Debug)]
pub struct Import {
    /// What it was taken for.
    pub format: Format,
    /// Its issues, in order.
    pub issues: Vec<ImportedIssue>,
    /// What concerns the file and none of its issues.
    pub diagnostics: Vec<Diagnostic>,
}

/// An issue, ready to be written.
#[derive(Debug)]
pub struct ImportedIssue {
    /// Where in the file it was, if the file holds several.
    pub part: Option<String>,
    /// The name of its file: `022.md`, `il-mare.md`.
    pub name: String,
    /// The title, as our parser finds it in the Markdown.
    pub title: String,
    /// Its number, likewise.
    pub number: Option<u32>,
    /// Its day, likewise.
    pub date: Option<Date>,
    /// The moment of its publication, if the hour is known.
    pub published_at: Option<Zoned>,
    /// The chapters of its episode.
    pub chapters: Vec<String>,
    /// The whole file.
    pub markdown: String,
    /// What the author should hear.
    pub diagnostics: Vec<Diagnostic>,
    /// Of what the front matter of `markdown` is made.
    metadata: Metadata,
    /// What stands below it.
    body: String,
}

/// Reads the file at `path` and makes issues of it.
///
/// # Errors
/// The author's: no such file, empty, binary, too large, a ZIP, a table or JSON that is no export we know, HTML or a feed
/// without text.
///
/// ```
/// use altavoce::import::{self, Options};
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("007.txt");
/// std::fs::write(&path, "Il mare è salito - #7\n\nOggi si parla di mare, e con calma.\n")?;
/// let issue = &import::read(&path, &Options::on(jiff::civil::date(2026, 3, 1)))?.issues[0];
/// assert_eq!((issue.name.as_str(), issue.title.as_str()), ("007.md", "Il mare è salito"));
/// assert!(issue.diagnostics[0].what.starts_with("title \"Il mare è salito - #7\" guessed: the first line"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read(path: &Path, options: &Options) -> Result<Import> {
    let (text, diagnostics) = match open(path)? {
        Content::Zip => {
            let (format, export) = archive::read(path, options)?;
            return exported(path, format, export, options);
        }
        Content::Bytes(bytes) if mail::is_one(&bytes) => return mailed(path, &bytes, options),
        Content::Bytes(bytes) => encoding::decode(path, &bytes)?,
    };
    let format = format::of(path, &text)?;
    let mut export = match format {
        Format::Feed => feed::read(path, &text)?,
        Format::Wordpress => wordpress::read(path, &text, options)?,
        Format::Ghost => ghost::read(path, &text, options)?,
        Format::Table => table::read(path, &text, options)?,
        _ => return single(path, format, &text, diagnostics, options),
    };
    export.diagnostics.splice(0..0, diagnostics);
    exported(path, format, export, options)
}

/// The text of a file, if it is plain: to see what lines recur in several.
pub fn plain_text(path: &Path) -> Option<String> {
    let Ok(Content::Bytes(bytes)) = open(path) else { return None };
    let (text, _) = encoding::decode(path, &bytes).ok()?;
    (format::of(path, &text).ok()? == Format::Text).then_some(text)
}

enum Content {
    Zip,
    Bytes(Vec<u8>),
}

/// The bytes of a file, or that it is a ZIP, which is not read whole.
fn open(path: &Path) -> Result<Content> {
    let cannot = |e| Error::io(tr!("read"), path, e);
    let mut file = File::open(path).map_err(cannot)?;
    let metadata = file.metadata().map_err(cannot)?;
    if metadata.is_dir() {
        return Err(Error::author(tr!("this is a folder")).in_file(path).fix(tr!("name the files in it")));
    }
    let mut bytes = Vec::new();
    (&mut file).take(4).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes == b"PK\x03\x04" || bytes == b"PK\x05\x06" {
        return Ok(Content::Zip);
    }
    let (size, most) = (metadata.len().div_ceil(1 << 20), LARGEST >> 20);
    let huge = || {
        let e =
            Error::author(tr!("the file has {most2} MB; no issue has more than {most}", most2 = size.max(most + 1)));
        e.in_file(path).fix(tr!("give the text of an issue alone"))
    };
    if metadata.len() > LARGEST {
        return Err(huge());
    }
    // What is no ordinary file does not tell its size.
    file.take(LARGEST).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() as u64 > LARGEST { Err(huge()) } else { Ok(Content::Bytes(bytes)) }
}

/// The issue of a file that holds one.
fn single(path: &Path, format: Format, text: &str, told: Vec<Diagnostic>, options: &Options) -> Result<Import> {
    let (draft, spaced) = match format {
        Format::Html => (html::read(path, text, Metadata::default(), options.paid)?, true),
        Format::Markdown => {
            let (metadata, body, first) = front_matter::of_markdown(path, text)?;
            (Draft { metadata, blocks: block::split(body, Some(first)), diagnostics: Vec::new() }, true)
        }
        _ => {
            let (metadata, body, first) = front_matter::of_headers(path, text);
            plain(body, first, metadata, options)
        }
    };
    finished(path, format, format == Format::Text, draft, spaced, told, options)
}

/// The issue of an e-mail.
fn mailed(path: &Path, bytes: &[u8], options: &Options) -> Result<Import> {
    let mail::Mail { metadata, text, is_html, diagnostics } = mail::read(path, bytes)?;
    let (draft, spaced) = if is_html {
        (html::read(path, &text, metadata, options.paid)?, true)
    } else {
        plain(&text, 1, metadata, options)
    };
    finished(path, Format::Mail, !is_html, draft, spaced, diagnostics, options)
}

/// A plain text, which begins on line `first`, and whether it parts its paragraphs with blank lines.
fn plain(text: &str, first: u32, metadata: Metadata, options: &Options) -> (Draft, bool) {
    let mut lines = text::lines(text, first);
    let mut draft = Draft { metadata, ..Draft::default() };
    envelope::take_off(&mut lines, &mut draft);
    let is_page = pasted::take_off(&mut lines, &mut draft, options.today);
    let parsed = text::parse(lines);
    draft.blocks = parsed.blocks;
    draft.diagnostics.extend(parsed.diagnostics);
    if is_page {
        pasted::notes(&mut draft.blocks, &mut draft.diagnostics);
    }
    (draft, parsed.spaced)
}

fn finished(
    path: &Path,
    format: Format,
    plain: bool,
    draft: Draft,
    spaced: bool,
    diagnostics: Vec<Diagnostic>,
    options: &Options,
) -> Result<Import> {
    let (sections, titled) = (&options.sections, draft.metadata.titled);
    let guess_title = format != Format::Markdown;
    let context = RecoveryContext { today: options.today, sections, spaced, guess_title, titled, plain };
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let issue = finish::finish(path, None, &stem, draft, &context, options, &mut FileNames::default())?;
    Ok(Import { format, issues: vec![issue], diagnostics })
}

/// The issues of an export of several.
fn exported(path: &Path, format: Format, export: Export, options: &Options) -> Result<Import> {
    let Export { posts, mut diagnostics } = export;
    let mut names = FileNames::default();
    let mut issues = Vec::new();
    let context = RecoveryContext::of_html(options.today, &options.sections);
    for Post { metadata, text, markup, name, part, line, diagnostics: told } in posts {
        let stem = metadata.slug.clone().or(metadata.title.clone()).unwrap_or_default();
        let draft = match markup {
            Markup::Html => html::read(path, &text, metadata, options.paid),
            Markup::Markdown => Ok(Draft::of_markdown(metadata, &text)),
        };
        let Ok(mut draft) = draft else {
            diagnostics.push(Diagnostic::removed(line, &name, tr!("there is no text in it")));
            continue;
        };
        draft.diagnostics.extend(told);
        match finish::finish(path, Some(part), &stem, draft, &context, options, &mut names) {
            Ok(issue) => issues.push(issue),
            Err(e) => diagnostics.push(Diagnostic::removed(line, &name, e.what())),
        }
    }
    if issues.is_empty() {
        let (what, fix) = match format {
            Format::Feed => (tr!("no entry of the feed has a text"), tr!("save a feed with whole texts")),
            _ => (tr!("no post of the export has a text"), tr!("download the export again")),
        };
        return Err(Error::author(what).in_file(path).fix(fix));
    }
    Ok(Import { format, issues, diagnostics })
}
