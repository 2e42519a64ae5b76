//! Issues out of what a newsletter left elsewhere: plain text, HTML, a Substack export, a feed. Each becomes Markdown that
//! [`crate::issue`] reads, and every guess, removal and doubt is told.

mod block;
mod boilerplate;
pub mod diagnostic;
mod dom;
mod encoding;
mod feed;
pub mod front_matter;
pub mod heading;
mod html;
mod links;
mod structure;
mod substack;
mod text;
mod vocabulary;
pub mod write;

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::Read;
use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_italian::Tables;
use diagnostic::{Diagnostic, Removals};
use front_matter::Metadata;
use heading::Sections;
use jiff::civil::Date;
use serde::Serialize;
use structure::{Draft, RecoveryContext};

use crate::issue::{Issue, slug};
use crate::script;

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
    /// Whether unpublished posts of an export are imported too.
    pub drafts: bool,
    /// Sections that other issues of this newsletter have.
    pub sections: Sections,
}

impl Options {
    /// Nothing but the day.
    pub fn on(today: Date) -> Options {
        Options { today, date: None, number: None, author: None, drafts: false, sections: Sections::default() }
    }
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Plain text.
    Text,
    /// Markdown already.
    Markdown,
    /// A page or an e-mail.
    Html,
    /// RSS or Atom.
    Feed,
    /// The ZIP that Substack exports.
    Substack,
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
    /// The chapters of its episode.
    pub chapters: Vec<String>,
    /// The whole file.
    pub markdown: String,
    /// What the author should hear.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads the file at `path` and makes issues of it.
///
/// # Errors
/// The author's: no such file, empty, binary, too large, a ZIP that is no Substack export, HTML or a feed without text.
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
    let (text, mut diagnostics) = match open(path)? {
        Content::Zip => return export(path, options),
        Content::Bytes(bytes) => encoding::decode(path, &bytes)?,
    };
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let format = format_of(path, &text, &extension)?;
    let mut names = FileNames::default();
    let mut issues = Vec::new();
    if format == Format::Feed {
        for entry in feed::read(path, &text)? {
            let title = entry.metadata.title.clone().unwrap_or_default();
            let part = format!("entry \"{}\"", diagnostic::shorten(&title));
            if entry.html.trim().is_empty() {
                diagnostics.push(Diagnostic::removed(Some(entry.line), &title, "the feed has no text of it"));
                continue;
            }
            let draft = html::read(path, &entry.html, entry.metadata);
            let mut draft = match draft {
                Ok(draft) => draft,
                Err(_) => {
                    diagnostics.push(Diagnostic::removed(Some(entry.line), &title, "there is no text in it"));
                    continue;
                }
            };
            if entry.summary {
                let what = "the feed has only a description of it, perhaps not its text";
                draft.diagnostics.push(Diagnostic::doubt(Some(entry.line), what));
            }
            let context = RecoveryContext::of_html(options.today, &options.sections);
            match finish(path, Some(part), &title, draft, &context, options, &mut names) {
                Ok(issue) => issues.push(issue),
                Err(e) => diagnostics.push(Diagnostic::removed(Some(entry.line), &title, e.what())),
            }
        }
        if issues.is_empty() {
            return Err(Error::author("no entry of the feed has a text")
                .in_file(path)
                .fix("save a feed with whole texts"));
        }
    } else {
        let (draft, spaced) = draft(path, &text, format)?;
        let titled = draft.metadata.front.as_ref().is_some_and(|f| f.lines().any(|l| l.starts_with("title:")));
        let guess_title = format != Format::Markdown;
        let plain = format == Format::Text;
        let context =
            RecoveryContext { today: options.today, sections: &options.sections, spaced, guess_title, titled, plain };
        issues.push(finish(path, None, &stem, draft, &context, options, &mut names)?);
    }
    Ok(Import { format, issues, diagnostics })
}

/// The text of a file, if it is plain: to see what lines recur in several.
pub fn plain_text(path: &Path) -> Option<String> {
    let Ok(Content::Bytes(bytes)) = open(path) else { return None };
    let (text, _) = encoding::decode(path, &bytes).ok()?;
    let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    (format_of(path, &text, &extension).ok()? == Format::Text).then_some(text)
}

enum Content {
    Zip,
    Bytes(Vec<u8>),
}

/// The bytes of a file, or that it is a ZIP, which is not read whole.
fn open(path: &Path) -> Result<Content> {
    let cannot = |e| Error::io("read", path, e);
    let mut file = File::open(path).map_err(cannot)?;
    let metadata = file.metadata().map_err(cannot)?;
    if metadata.is_dir() {
        return Err(Error::author("this is a folder").in_file(path).fix("name the files in it"));
    }
    let mut bytes = Vec::new();
    (&mut file).take(4).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes == b"PK\x03\x04" || bytes == b"PK\x05\x06" {
        return Ok(Content::Zip);
    }
    let (size, most) = (metadata.len().div_ceil(1 << 20), LARGEST >> 20);
    let huge = || {
        let e = Error::author(format!("the file has {} MB; no issue has more than {most}", size.max(most + 1)));
        e.in_file(path).fix("give the text of an issue alone")
    };
    if metadata.len() > LARGEST {
        return Err(huge());
    }
    // What is no ordinary file does not tell its size.
    file.take(LARGEST).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() as u64 > LARGEST { Err(huge()) } else { Ok(Content::Bytes(bytes)) }
}

/// What a text is, by what stands in it; the extension decides only between Markdown and text.
fn format_of(path: &Path, text: &str, extension: &str) -> Result<Format> {
    let start = text.trim_start();
    let head: String = start.chars().take(400).collect::<String>().to_lowercase();
    if head.starts_with("<?xml") || head.starts_with("<rss") || head.starts_with("<feed") || head.starts_with("<rdf:") {
        return match feed::root(start).as_deref() {
            Some("rss" | "feed" | "RDF") => Ok(Format::Feed),
            Some("html") => Ok(Format::Html),
            Some(other) => {
                let what = format!("this XML is neither RSS nor Atom: its root is <{other}>");
                Err(Error::author(what).in_file(path).fix("save the feed, or the page as HTML"))
            }
            None => Err(Error::author("the XML is broken").in_file(path).fix("save the feed again, whole")),
        };
    }
    let closing = ["</p>", "</div>", "</table>", "</h1>", "</h2>", "</body>", "</span>"];
    let marked = closing.iter().any(|c| text.contains(c));
    let begins = head.starts_with("<!doctype html") || head.starts_with("<html");
    if begins || (start.starts_with('<') && marked) || (matches!(extension, "html" | "htm") && marked) {
        return Ok(Format::Html);
    }
    let heading = |l: &str| l.starts_with("# ") || l.starts_with("## ");
    let is_markdown = matches!(extension, "md" | "markdown")
        || front_matter::split(text).0.is_some()
        || text.lines().any(heading)
        || text.matches("](http").count() > 1;
    Ok(if is_markdown { Format::Markdown } else { Format::Text })
}

/// The blocks of a single text, and whether blank lines part them.
fn draft(path: &Path, text: &str, format: Format) -> Result<(Draft, bool)> {
    match format {
        Format::Html => Ok((html::read(path, text, Metadata::default())?, true)),
        Format::Markdown => {
            let (front, body) = front_matter::split(text);
            let metadata = Metadata { front: front.map(str::to_string), ..Metadata::default() };
            let first = 1 + front.map_or(0, |f| f.matches('\n').count()) as u32;
            Ok((Draft { metadata, blocks: block::split(body, Some(first)), diagnostics: Vec::new() }, true))
        }
        _ => {
            let parsed = text::parse(text);
            Ok((Draft { blocks: parsed.blocks, ..Draft::default() }, parsed.spaced))
        }
    }
}

/// The issues of a Substack export.
fn export(path: &Path, options: &Options) -> Result<Import> {
    let (posts, mut diagnostics) = substack::read(path, options.drafts)?;
    let mut names = FileNames::default();
    let mut issues = Vec::new();
    let context = RecoveryContext::of_html(options.today, &options.sections);
    for post in posts {
        let stem = post.metadata.slug.clone().or(post.metadata.title.clone()).unwrap_or_default();
        let file = post.file;
        let Ok(draft) = html::read(path, &post.html, post.metadata) else {
            diagnostics.push(Diagnostic::removed(None, &file, "there is no text in it"));
            continue;
        };
        match finish(path, Some(file.clone()), &stem, draft, &context, options, &mut names) {
            Ok(issue) => issues.push(issue),
            Err(e) => diagnostics.push(Diagnostic::removed(None, &file, e.what())),
        }
    }
    if issues.is_empty() {
        return Err(Error::author("no post of the export has a text").in_file(path).fix("download the export again"));
    }
    Ok(Import { format: Format::Substack, issues, diagnostics })
}

/// The file names that are taken, and the next number behind each name that was wanted again.
#[derive(Debug, Default)]
struct FileNames {
    taken: HashSet<String>,
    next: HashMap<String, u32>,
}

impl FileNames {
    /// `022.md` by the number, else the slug, with a letter behind it should two be alike.
    fn of(&mut self, number: Option<u32>, slug: &str) -> String {
        let mut name = number.map_or_else(|| format!("{slug}.md"), |n| format!("{n:03}.md"));
        if self.taken.contains(&name) {
            let second = number.map_or_else(|| format!("{slug}-2"), |n| format!("{n:03}-{slug}"));
            name = format!("{second}.md");
            let next = self.next.entry(second.clone()).or_insert(2);
            while self.taken.contains(&name) {
                name = format!("{second}-{next}.md");
                *next += 1;
            }
        }
        self.taken.insert(name.clone());
        name
    }
}

/// A draft as an issue: structure recovered, links tidied, front matter written, and the whole read by our own parser.
fn finish(
    path: &Path,
    part: Option<String>,
    stem: &str,
    mut draft: Draft,
    context: &RecoveryContext,
    options: &Options,
    names: &mut FileNames,
) -> Result<ImportedIssue> {
    draft.metadata.author = draft.metadata.author.take().or_else(|| options.author.clone());
    structure::recover(&mut draft, context);
    draft.metadata.date = options.date.or(draft.metadata.date);
    draft.metadata.number = options.number.or(draft.metadata.number);
    draft.metadata.source = draft.metadata.source.as_deref().map(links::without_tracking);

    let mut removals = Removals::default();
    let mut click_trackers = 0;
    let body = body(&draft.metadata, &block::join(&draft.blocks));
    let body = links::tidy(&body, &mut removals, &mut click_trackers);
    // Titles of posts begin with digits that are no number of theirs; names of files are names of issues.
    let file = if part.is_some() { format!("{}.md", slug::of(&[])) } else { format!("{stem}.md") };
    let empty = || Error::author("nothing is left of it but buttons and small print").in_file(path);
    // A title alone is no issue; a file of its own is still told by its parsing.
    if part.is_some() && draft.blocks.is_empty() {
        return Err(empty());
    }
    let parsed = |text: &str| Issue::parse(Path::new(&file), text.as_bytes());
    let first = parsed(&format!("{}{body}", draft.metadata.to_yaml())).map_err(|e| match draft.metadata.front {
        Some(_) => e.in_file(path),
        None => empty().caused_by(e),
    })?;
    if draft.metadata.front.is_none() {
        draft.metadata.number = draft.metadata.number.or(first.meta.number);
        draft.metadata.date = draft.metadata.date.or(first.meta.date);
    }
    let markdown = format!("{}{body}", draft.metadata.to_yaml());
    let issue = parsed(&markdown)?;
    let script = script::write(&issue, &script::ScriptSettings::default(), Tables::builtin());
    let slug = slug::of(&[draft.metadata.slug.as_deref().unwrap_or(""), &issue.meta.title, stem]);

    let mut diagnostics = draft.diagnostics;
    diagnostics.extend(removals.diagnostics());
    diagnostics.extend(links::through_click_trackers(click_trackers));
    if issue.shown.untitled {
        diagnostics.push(Diagnostic::doubt(None, "no title found; add `title:` to the front matter"));
    }
    if issue.meta.date.is_none() {
        let named = draft.blocks.iter().find_map(|b| front_matter::mentioned(&b.plain).map(|day| (b.line, day)));
        let told = named.as_ref().map_or(String::new(), |(_, day)| format!(" (the text speaks of {day})"));
        let what = format!("no date of publication found{told}; give --date, or add `date:` to the front matter");
        diagnostics.push(Diagnostic::doubt(named.and_then(|(line, _)| line), what));
    }
    diagnostics.extend(issue.warnings.iter().map(|w| Diagnostic::doubt(None, w.what.clone())));
    diagnostics.sort_by_key(|r| (r.line.is_none(), r.line));
    Ok(ImportedIssue {
        part,
        name: names.of(issue.meta.number, &slug),
        title: issue.meta.title.clone(),
        number: issue.meta.number,
        date: issue.meta.date,
        chapters: script.chapters.into_iter().map(|c| c.title).collect(),
        markdown,
        diagnostics,
    })
}

/// The text with its title and subtitle above it.
fn body(metadata: &Metadata, text: &str) -> String {
    let line = |text: &String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let title = metadata.title.as_ref().map_or(String::new(), |t| format!("# {}\n\n", line(t)));
    let subtitle = metadata.subtitle.as_ref().map_or(String::new(), |s| {
        let s = line(s);
        let escaped = |sign: char| s.replace(&format!("\\{sign}"), "").contains(sign);
        if escaped('*') || escaped('_') { format!("{s}\n\n") } else { format!("*{s}*\n\n") }
    });
    format!("{title}{subtitle}{text}")
}
