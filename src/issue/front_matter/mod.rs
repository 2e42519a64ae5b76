//! Front matter: what stands at the top of an issue about it, in any of the ways in which generators write it.

mod edit;
mod headers;
mod json;
mod template;
mod toml;
mod value;
mod yaml;

use std::path::Path;

use altavoce_base::episode_type::EpisodeType;
use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use altavoce_podcast::address;
use jiff::Zoned;
use jiff::civil::Date;

pub use self::edit::with;
use self::value::{Field, Value};
use super::{Warning, date, number};
use crate::markup::html::{convert, dom};

/// A line that is longer, in bytes, is not shown mended: nobody could find in it what is to be changed.
const LONGEST_SHOWN: usize = 300;
/// The keys we know.
const KEYS: [&str; 15] = [
    "title",
    "subtitle",
    "number",
    "date",
    "author",
    "description",
    "slug",
    "cover",
    "tags",
    "season",
    "draft",
    "published",
    "skip",
    "type",
    "link",
];

/// What others call them. They count where the key itself says nothing.
const OTHER_NAMES: [(&str, &str); 16] = [
    ("salta", "skip"),
    ("authors", "author"),
    ("tag", "tags"),
    ("summary", "description"),
    ("pubdate", "date"),
    ("publishdate", "date"),
    ("publish_date", "date"),
    ("published_at", "date"),
    ("published", "date"),
    ("bozza", "draft"),
    ("publish", "published"),
    ("episode_type", "type"),
    ("episodetype", "type"),
    ("canonical", "link"),
    ("canonical_url", "link"),
    ("canonicalurl", "link"),
];

/// Tables whose keys may be ours.
const TABLES: [&str; 3] = ["taxonomies", "extra", "params"];

/// Keys of other programs that look like ours.
const NO_MISTAKE: [&str; 4] = ["update", "rate", "authored", "links"];

/// What a `status` says of an issue that is not to be published.
const NOT_OUT: [&str; 4] = ["draft", "private", "bozza", "in bozza"];

/// Days that a generator fills in.
const FILLED_IN: [&str; 9] = [
    "now",
    "today",
    "oggi",
    "created",
    "last modified",
    "last-modified",
    "last_modified",
    "git created",
    "git last modified",
];

/// What a front matter may say.
#[derive(Debug, Default)]
pub struct FrontMatter {
    pub title: Option<String>,
    pub subtitle: Option<String>,
    pub number: Option<u32>,
    pub date: Option<Date>,
    pub published_at: Option<Zoned>,
    pub draft: bool,
    pub author: Option<String>,
    pub description: Option<String>,
    pub slug: Option<String>,
    pub cover: Option<String>,
    pub tags: Vec<String>,
    pub season: Option<u32>,
    pub kind: EpisodeType,
    pub link: Option<String>,
    /// Headings of sections that are left out, each with its line.
    pub skip: Vec<(String, u32)>,
}

/// Front matter as it was found, and what is below.
struct Head<'a> {
    fields: Vec<Field>,
    body: &'a str,
    /// The line of the file on which `body` begins.
    body_line: u32,
}

/// What a file says of its issue.
#[derive(Debug)]
pub struct Read<'a> {
    pub front: FrontMatter,
    pub body: &'a str,
    /// The line of the file, from 1, on which `body` begins.
    pub body_line: u32,
    pub warnings: Vec<Warning>,
}

/// Reads the front matter of `text`, if it has any.
///
/// # Errors
/// The author's, with the line: it cannot be read or is never closed; a value that nothing can be made of.
pub fn read<'a>(path: &Path, text: &'a str) -> Result<Read<'a>> {
    let Some(Head { mut fields, body, body_line }) = head(path, text)? else {
        return Ok(Read { front: FrontMatter::default(), body: text, body_line: 1, warnings: Vec::new() });
    };
    let misspelt: Vec<Warning> = fields.iter().filter_map(near_miss).chain(repeated(&fields)).collect();
    // What themes of Hugo and Zola keep in a table of their own counts where the key itself says nothing.
    let tables = fields.iter().filter(|f| TABLES.iter().any(|table| f.key.eq_ignore_ascii_case(table)));
    let inside = tables.flat_map(|table| match &table.value {
        Value::Map(entries) => entries.iter().map(|(key, value)| (key.clone(), table.line, value.clone())).collect(),
        _ => Vec::new(),
    });
    let inside: Vec<Field> = inside.map(|(key, line, value)| Field { key, line, value }).collect();
    fields.extend(inside);
    let mut reader = Reader { path, fields: &fields, warnings: Vec::new() };
    let front = reader.front()?;
    let mut warnings = reader.warnings;
    warnings.extend(misspelt);
    warnings.sort_by_key(|w| w.line);
    Ok(Read { front, body, body_line, warnings })
}

/// The front matter at the top of a text, behind blank lines if there are any.
fn head<'a>(path: &Path, text: &'a str) -> Result<Option<Head<'a>>> {
    let blank = text.split_inclusive('\n').take_while(|l| l.trim().is_empty());
    let (lines, bytes) = blank.fold((0, 0), |(lines, bytes), l| (lines + 1, bytes + l.len()));
    for read in [yaml::read, toml::read, json::read, headers::keys, headers::percents, headers::dots] {
        if let Some(head) = read(path, &text[bytes..], lines + 1)? {
            return Ok(Some(head));
        }
    }
    Ok(None)
}

fn is_ours(key: &str) -> bool {
    KEYS.iter().any(|k| k.eq_ignore_ascii_case(key))
}

/// Whether a key is ours, or another's name for one.
fn is_known(key: &str) -> bool {
    is_ours(key) || OTHER_NAMES.iter().any(|(other, _)| other.eq_ignore_ascii_case(key))
}

/// Whether a key is another's name for `ours`.
fn is_other_name(key: &str, ours: &str) -> bool {
    OTHER_NAMES.iter().any(|(other, name)| *name == ours && other.eq_ignore_ascii_case(key))
}

/// A warning for each key of ours that stands there already.
fn repeated(fields: &[Field]) -> Vec<Warning> {
    let ours: Vec<&Field> = fields.iter().filter(|field| is_ours(&field.key)).collect();
    let warning = |(n, field): (usize, &&Field)| {
        let first = ours[..n].iter().find(|before| before.key.eq_ignore_ascii_case(&field.key))?;
        let what =
            tr!("`{key}` stands on line {line} already, and that one counts", key = field.key, line = first.line);
        Some(Warning { line: field.line, what })
    };
    ours.iter().enumerate().filter_map(warning).collect()
}

/// A warning for a key that is ours but for a slip. Other programs' keys are none of our business.
fn near_miss(field: &Field) -> Option<Warning> {
    let key = field.key.to_lowercase();
    let known = is_known(&key) || NO_MISTAKE.contains(&&*key);
    let slips = |ours: &str| strsim::osa_distance(&key, ours);
    let near = KEYS.iter().filter(|_| !known).min_by_key(|ours| slips(ours))?;
    // One slip in three letters, and no more than two.
    let is_near = slips(near) <= 2.min(key.chars().count().max(near.len()) / 3);
    let what = tr!("unknown key `{key}` in the front matter; did you mean `{near}`?", key = field.key);
    is_near.then_some(Warning { line: field.line, what })
}

/// Makes of fields what we know of.
struct Reader<'a> {
    path: &'a Path,
    fields: &'a [Field],
    warnings: Vec<Warning>,
}

impl<'a> Reader<'a> {
    fn front(&mut self) -> Result<FrontMatter> {
        if let Some(title) = self.find("title").filter(|f| f.value.texts().iter().any(|t| template::is_in(t))) {
            let what = tr!(
                "`title` is a template, {described}, which only your generator fills in",
                described = title.value.described()
            );
            return Err(Error::author(what)
                .at(self.path, title.line)
                .fix(tr!("write `title: \"…\"` with the words of it")));
        }
        let tags = self.texts("tags");
        let (date, published_at) = self.day()?.unzip();
        Ok(FrontMatter {
            title: self.joined("title", " "),
            subtitle: self.joined("subtitle", " "),
            number: self.whole("number")?,
            date,
            published_at: published_at.flatten(),
            draft: self.draft()?,
            author: self.joined("author", ", "),
            description: self.joined("description", " "),
            slug: self.joined("slug", "-"),
            cover: self.cover(),
            tags: tags.iter().flat_map(|tags| split_tags(tags)).collect(),
            season: self.whole("season")?,
            kind: self.kind(),
            link: self.link(),
            skip: self.skip(),
        })
    }

    /// The field of one of our keys, the first that says anything.
    fn find(&self, key: &str) -> Option<&'a Field> {
        let others = OTHER_NAMES.iter().filter(|(_, ours)| *ours == key).map(|(other, _)| *other);
        let named = |name: &str| self.fields.iter().find(|f| f.key.eq_ignore_ascii_case(name) && !f.value.is_empty());
        std::iter::once(key).chain(others).find_map(named)
    }

    fn warn(&mut self, field: &Field, what: String) {
        self.warnings.push(Warning { line: field.line, what });
    }

    /// The texts of a key. One that only a generator can fill in is none.
    fn texts(&mut self, key: &str) -> Vec<String> {
        let Some(field) = self.find(key) else { return Vec::new() };
        let (templates, texts): (Vec<_>, Vec<_>) = field.value.texts().into_iter().partition(|t| template::is_in(t));
        if let Some(template) = templates.first() {
            self.warn(field, tr!("`{key}` is a template, `{template}`, and left out: only your generator fills it in"));
        } else if texts.is_empty() && field.value.as_text().is_none() {
            self.warn(
                field,
                tr!("`{key}` is {described}, and left out: write it as a text", described = field.value.described()),
            );
        }
        texts
    }

    fn joined(&mut self, key: &str, with: &str) -> Option<String> {
        Some(characters(self.texts(key).join(with))).filter(|text| !text.is_empty())
    }

    fn whole(&mut self, key: &str) -> Result<Option<u32>> {
        let Some(field) = self.find(key) else { return Ok(None) };
        let texts = field.value.texts();
        if let [text] = texts.as_slice()
            && let Some(number) = number::written(text)
        {
            return Ok(Some(number));
        }
        // A season of the year, of a recipe or a fruit.
        if key == "season" && texts.iter().all(|t| !t.contains(|c: char| c.is_ascii_digit())) {
            return Ok(None);
        }
        let what = tr!("`{key}` is not a whole number: {described}", described = field.value.described());
        Err(Error::author(what).at(self.path, field.line).fix(tr!("write it in digits")))
    }

    /// The headings of sections to leave out, each with the line of the key.
    fn skip(&mut self) -> Vec<(String, u32)> {
        let line = self.find("skip").map_or(0, |field| field.line);
        self.texts("skip").into_iter().map(|heading| (heading, line)).collect()
    }

    /// What the episode is among the others. Generators have a `type` of their own (`post`, `page`), which says nothing of
    /// it; a slip in one of ours is told.
    fn kind(&mut self) -> EpisodeType {
        let is_type = |f: &&'a Field| f.key.eq_ignore_ascii_case("type") || is_other_name(&f.key, "type");
        let named: Vec<&Field> = self.fields.iter().filter(is_type).collect();
        for field in named {
            let text = field.value.texts().join(" ");
            if let Some(kind) = EpisodeType::by_name(&text) {
                return kind;
            }
            let near = |kind: &&EpisodeType| strsim::osa_distance(&text.to_lowercase(), kind.name()) == 1;
            if let Some(near) = EpisodeType::ALL.iter().filter(|kind| !kind.is_full()).find(near) {
                self.warn(
                    field,
                    tr!(
                        "`{key}` is `{text}`, and left out; did you mean `{near}`?",
                        key = field.key,
                        near = near.name()
                    ),
                );
            }
        }
        EpisodeType::Full
    }

    /// Whether the issue is marked as not to be published.
    fn draft(&mut self) -> Result<bool> {
        let said = |key: &str| {
            let field = self.find(key)?;
            Some((field, field.value.texts().join(" ").to_lowercase()))
        };
        if let Some((field, text)) = said("draft") {
            match truth(&text) {
                Some(true) => return Ok(true),
                Some(false) => (),
                None => {
                    let what = tr!(
                        "`{key}` is neither true nor false: {described}",
                        key = field.key,
                        described = field.value.described()
                    );
                    let fix = tr!("write `{key}: true` or `{key}: false`", key = field.key);
                    return Err(Error::author(what).at(self.path, field.line).fix(fix));
                }
            }
        }
        let published = said("published").and_then(|(_, text)| truth(&text));
        let status = said("status").is_some_and(|(_, text)| NOT_OUT.contains(&text.as_str()));
        Ok(published == Some(false) || status)
    }

    /// The day of publication, and the moment if it has an hour.
    fn day(&mut self) -> Result<Option<(Date, Option<Zoned>)>> {
        let Some(field) = self.find("date") else { return Ok(None) };
        let text = field.value.texts().into_iter().next().unwrap_or_default();
        if let Some(day) = date::parse(&text) {
            return Ok(Some((day, date::moment(&text))));
        }
        if FILLED_IN.contains(&&*text.to_lowercase()) || template::is_in(&text) {
            self.warn(
                field,
                tr!("`{key}` is `{text}`, which is no day that stays: the issue has no date", key = field.key),
            );
            return Ok(None);
        }
        // `published` and its like say other things too.
        if !field.key.eq_ignore_ascii_case("date") {
            return Ok(None);
        }
        // `2024` and `marzo 2024` say when, but not the day.
        if text.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty()).eq([year_of(&text).unwrap_or("-")]) {
            self.warn(field, tr!("`{key}` is `{text}`, which names no day: the issue has no date", key = field.key));
            return Ok(None);
        }
        let what = tr!("`date` is not a day: {described}", described = field.value.described());
        Err(Error::author(what).at(self.path, field.line).fix(tr!("write it like 2024-03-08")))
    }

    /// The cover, if it is a file beside the issue and not an address of the author's site.
    fn cover(&mut self) -> Option<String> {
        let cover = self.texts("cover").into_iter().next()?;
        let field = self.find("cover")?;
        if cover.contains("://") || cover.starts_with(['/', '~', '@']) {
            let what = tr!("the cover `{cover}` is an address, and left out: name a file beside the issue");
            self.warn(field, what);
            return None;
        }
        Some(cover)
    }

    /// Where the issue is read, if it is the whole address of a page. Generators write paths of their own site, too.
    fn link(&mut self) -> Option<String> {
        let link = self.texts("link").into_iter().next()?;
        let field = self.find("link")?;
        let address = address::canonical(&link);
        if address.is_none() {
            let what = tr!("`{key}` is `{link}`, which is no web address, and left out", key = field.key);
            self.warn(field, tr!("{what}: write all of it, like https://example.org/p/il-mare"));
        }
        address
    }
}

/// The text with characters where generators write HTML's names of them: `R&amp;D` is `R&D`. Tags stay as they are.
fn characters(text: String) -> String {
    if !(text.contains('&') && text.contains(';')) {
        return text;
    }
    convert::tree(&text.replace('<', "&lt;")).map_or(text, |tree| dom::text(&tree))
}

/// What a word in small letters says of whether.
fn truth(word: &str) -> Option<bool> {
    match word {
        "true" | "yes" | "y" | "on" | "1" | "sì" | "si" | "vero" => Some(true),
        "false" | "no" | "n" | "off" | "0" | "falso" => Some(false),
        _ => None,
    }
}

/// The year in a text: four digits by themselves.
fn year_of(text: &str) -> Option<&str> {
    text.split(|c: char| !c.is_ascii_digit()).find(|run| run.len() == 4 && run.starts_with(['1', '2']))
}

/// Tags with commas between, or each with a `#`.
fn split_tags(text: &str) -> Vec<String> {
    let hashes = text.split_whitespace().all(|word| word.starts_with('#'));
    let parts: Vec<&str> = if hashes { text.split_whitespace().collect() } else { text.split(',').collect() };
    parts
        .into_iter()
        .map(|t| t.trim().trim_start_matches('#').trim_end_matches(',').to_string())
        .filter(|t| !t.is_empty())
        .collect()
}

/// What stands between two lines, and below them.
struct Fenced<'a> {
    inside: &'a str,
    body: &'a str,
    body_line: u32,
}

/// What lies between the first line of `text`, which is the file's line `line`, and the first that is one of `closes`.
fn fence<'a>(text: &'a str, line: u32, closes: &[&str]) -> Option<Fenced<'a>> {
    let (_, rest) = text.split_once('\n')?;
    let mut end = 0;
    for (i, below) in rest.split_inclusive('\n').enumerate() {
        if closes.contains(&below.trim_end()) {
            let body = &rest[end + below.len()..];
            return Some(Fenced { inside: &rest[..end], body, body_line: line + i as u32 + 2 });
        }
        end += below.len();
    }
    None
}

#[cfg(test)]
mod tests;
