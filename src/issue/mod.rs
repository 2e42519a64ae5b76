//! An issue as its author wrote it: front matter, Markdown body, line numbers. Of Italian it knows how a day is written.

pub mod date;
pub mod dateline;
pub(crate) mod front_matter;
mod number;
mod shown;
pub mod slug;
mod vocabulary;

use std::path::{Path, PathBuf};

use altavoce_base::episode_type::EpisodeType;
use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use jiff::Zoned;
use jiff::civil::Date;
use serde::Serialize;

use crate::markup::control::Mark;
use crate::markup::{self, Dropped, LineMap};
pub use crate::markup::{Warning, emoji};
use vocabulary::VOCABULARY;

/// One newsletter issue.
#[derive(Debug, Clone)]
pub struct Issue {
    /// Where it was read.
    pub path: PathBuf,
    /// What its front matter says, completed by what its text shows.
    pub meta: Meta,
    /// The text behind the front matter in plain Markdown, its line ends turned into `\n`.
    pub body: String,
    /// The lines of the file on which the lines of `body` stand.
    pub lines: LineMap,
    /// What of the text is not in `body`, and why.
    pub dropped: Vec<Dropped>,
    /// What the author tells the script in `body`, where the marks of [`control::marks`](crate::markup::control::marks)
    /// stand.
    pub marks: Vec<Mark>,
    /// Where the body itself shows what is already in `meta`.
    pub shown: Shown,
    /// What the author should look at; the issue is usable all the same.
    pub warnings: Vec<Warning>,
    /// BLAKE3 of its bytes, in hexadecimal.
    pub blake3: String,
}

/// What is known of an issue. Every field of the front matter is optional; the rest comes from the text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Meta {
    /// The title, without emoji and without a trailing issue number; made from the number or the file's name when the
    /// author gave none (then [`Shown::untitled`]).
    pub title: String,
    /// The subtitle, if any.
    pub subtitle: Option<String>,
    /// The issue's number: `#22`, `numero 22`, `n. 22`.
    pub number: Option<u32>,
    /// The day of publication.
    pub date: Option<Date>,
    /// The moment of publication, in the zone that the author wrote or Italy's, where the front matter gives the hour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published_at: Option<Zoned>,
    /// Whether its author marked it as a draft: `draft: true`, `published: false`, `status: draft`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub draft: bool,
    /// What it is among the show's episodes: `type: trailer`, `type: bonus`.
    #[serde(rename = "type", skip_serializing_if = "EpisodeType::is_full")]
    pub kind: EpisodeType,
    /// Who wrote it.
    pub author: Option<String>,
    /// One paragraph about it; the first paragraph when the front matter has none.
    pub description: Option<String>,
    /// The name of its folder and page: ASCII lower case, digits, hyphens; never empty.
    pub slug: String,
    /// The cover picture, relative to the issue's folder.
    pub cover: Option<PathBuf>,
    /// Free tags.
    pub tags: Vec<String>,
    /// The season of the show.
    pub season: Option<u32>,
    /// The web page on which the issue is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// The lines of the file on which the body shows what `meta` says, so that nobody says it twice.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Shown {
    /// The heading that is the issue's title, and no section.
    pub title: Option<u32>,
    /// The paragraph, all emphasis, that is the subtitle.
    pub subtitle: Option<u32>,
    /// The paragraph that holds the date and little else.
    pub date: Option<u32>,
    /// Whether the author gave no title at all.
    pub untitled: bool,
}

impl Issue {
    /// Reads the issue at `path`.
    ///
    /// # Errors
    /// The author's: no such file, or as [`Issue::parse`].
    pub fn read(path: &Path) -> Result<Issue> {
        let bytes = std::fs::read(path).map_err(|e| Error::io(tr!("read"), path, e))?;
        Issue::parse(path, &bytes)
    }

    /// Makes an issue of the bytes of a file; `path` is for messages and, last of all, for the number and the title.
    ///
    /// # Errors
    /// The author's, with the line: not UTF-8, a NUL, nothing to say, front matter that is broken or never closed, a
    /// value of the wrong type.
    ///
    /// ```
    /// use altavoce::issue::Issue;
    /// let e = Issue::parse("022.md".as_ref(), b"---\ntitle: Ciao\nnumber: tanti\n---\nTesto.\n").unwrap_err();
    /// assert_eq!(e.to_string(), "022.md:3: `number` is not a whole number: `tanti`; write it in digits");
    /// ```
    pub fn parse(path: &Path, bytes: &[u8]) -> Result<Issue> {
        let text = decode(path, bytes)?;
        let front_matter::Read { front, body, body_line, mut warnings } = front_matter::read(path, &text)?;
        let markup = markup::read(path, body, body_line, &front.skip)?;
        warnings.extend(markup.warnings);
        let found = shown::look(&markup.text, &markup.lines, front.title.as_deref(), front.subtitle.as_deref());
        if !found.speaks {
            let e = Error::author(tr!("the issue has nothing to say")).in_file(path);
            // a page that is all video or all form is not empty in its author's eyes
            let most = markup.dropped.iter().max_by_key(|d| d.words);
            return Err(match most {
                Some(d) => e.fix(tr!(
                    "write some text: what it holds is not spoken, as line {line} ({reason})",
                    line = d.line,
                    reason = d.reason
                )),
                None => e.fix(tr!("write some text")),
            });
        }
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let number = front.number.or(found.number).or_else(|| number::in_file_name(&stem));
        let (title, in_title) = match front.title.or(found.title) {
            Some(written) => number::off_title(&written),
            None => (String::new(), None),
        };
        let number = number.or(in_title);
        let untitled = title.is_empty();
        let title = match number {
            _ if !untitled => title,
            Some(n) => format!("{} {n}", VOCABULARY.title_before_number),
            None => stem.to_string(),
        };
        let meta = Meta {
            subtitle: front.subtitle.or(found.subtitle),
            number,
            date: front.date.or(found.date).or_else(|| date::in_file_name(&stem)),
            published_at: front.published_at,
            draft: front.draft,
            kind: front.kind,
            author: front.author,
            description: front.description.or(found.description),
            slug: slug::of(&[front.slug.as_deref().unwrap_or(""), &title, &stem]),
            cover: front.cover.map(PathBuf::from),
            tags: front.tags,
            season: front.season,
            link: front.link,
            title,
        };
        let shown = Shown { untitled, ..found.shown };
        Ok(Issue {
            path: path.to_path_buf(),
            meta,
            body: markup.text,
            lines: markup.lines,
            dropped: markup.dropped,
            marks: markup.marks,
            shown,
            warnings,
            blake3: blake3::hash(bytes).to_hex().to_string(),
        })
    }
}

/// The text of a file: UTF-8, without a byte order mark, lines ended by `\n`.
fn decode(path: &Path, bytes: &[u8]) -> Result<String> {
    let line_of = |at: usize| 1 + bytes[..at].iter().filter(|b| **b == b'\n').count() as u32;
    let text = std::str::from_utf8(bytes).map_err(|e| {
        let at = e.valid_up_to();
        let column = at - bytes[..at].iter().rposition(|b| *b == b'\n').map_or(0, |n| n + 1) + 1;
        Error::author(tr!("byte {column} of this line is not UTF-8")).at(path, line_of(at)).fix(tr!("save it as UTF-8"))
    })?;
    if let Some(at) = bytes.iter().position(|b| *b == 0) {
        return Err(Error::author(tr!("a NUL byte: this is not a text"))
            .at(path, line_of(at))
            .fix(tr!("save it as UTF-8 text")));
    }
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(Error::author(tr!("the issue is empty")).in_file(path).fix(tr!("write some text")));
    }
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}

#[cfg(test)]
mod tests;
