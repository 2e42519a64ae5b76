//! Tables with an issue a row, as beehiiv and others export them: columns are known by their names, in any order.

use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;
use csv::StringRecord;

use super::Options;
use super::diagnostic::{self, Diagnostic};
use super::format::listed;
use super::front_matter::Metadata;
use super::post::{Export, Markup, Post, Status};
use super::vocabulary::{VOCABULARY, is_one_of};

/// The columns of a table.
#[derive(Debug)]
pub struct Columns {
    names: Vec<String>,
    /// What parts them.
    delimiter: u8,
}

/// The columns of a text that is a table; `declared` says that its file is called one. A text may have commas in its first
/// line too: unless declared, a table has a column of titles and one of texts, or at least four rows of three cells or
/// more, named without spaces.
pub fn columns(text: &str, declared: bool) -> Option<Columns> {
    /// So many rows decide.
    const ROWS: usize = 50;
    let mut found = [b',', b';', b'\t'].into_iter().filter_map(|delimiter| {
        let mut reader = reader(text, delimiter);
        let names: Vec<String> = reader.headers().ok()?.iter().map(|n| n.trim().to_string()).collect();
        let columns = Columns { names, delimiter };
        let cells = columns.names.len();
        if columns.require(Path::new("")).is_ok() || (declared && cells > 1) {
            return Some(columns);
        }
        let is_name = |n: &String| {
            (1..=40).contains(&n.chars().count())
                && n.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
        };
        let even = || reader.records().take(ROWS).map(|r| r.is_ok_and(|r| r.len() == cells)).collect::<Vec<_>>();
        (cells > 2 && columns.names.iter().all(is_name))
            .then(even)
            .filter(|rows| rows.len() > 3 && rows.iter().all(|even| *even))?;
        Some(columns)
    });
    found.next().or_else(|| {
        let names = reader(text, b',').headers().ok()?.iter().map(str::to_string).collect();
        declared.then_some(Columns { names, delimiter: b',' })
    })
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().flexible(true).delimiter(delimiter).from_reader(text.trim_start().as_bytes())
}

impl Columns {
    /// The place of the column that is called the first of `names` that there is.
    fn find(&self, names: &[String]) -> Option<usize> {
        let key = |name: &str| name.to_lowercase().replace([' ', '-'], "_");
        names.iter().find_map(|name| self.names.iter().position(|column| key(column) == *name))
    }

    /// Whether there are titles and texts in it.
    ///
    /// # Errors
    /// The author's: there are not.
    pub fn require(&self, path: &Path) -> Result<()> {
        let words = &VOCABULARY.columns;
        let (title, content) = (self.find(&words.title), self.find(&words.content));
        if self.names.len() > 1 && title.is_some() && content.is_some_and(|at| Some(at) != title) {
            return Ok(());
        }
        let missing = if title.is_some() { tr!("texts, like content_html") } else { tr!("titles, like title") };
        let what =
            tr!("this is a table (CSV) with the columns {names}, and none of {missing}", names = listed(&self.names));
        Err(Error::author(what).in_file(path).fix(tr!("give the whole ZIP of the export, or a table with the texts")))
    }
}

/// The published rows of a table, with `drafts` also those that are not; what is left out is told.
///
/// # Errors
/// The author's, with the line: a table that cannot be read, or without published rows.
pub fn read(path: &Path, text: &str, options: &Options) -> Result<Export> {
    let Some(columns) = columns(text, true) else {
        return Err(Error::author(tr!("the table has no columns")).in_file(path).fix(tr!("download the export again")));
    };
    columns.require(path)?;
    // The reader skips blank lines above the table; so do its lines.
    let above = text[..text.len() - text.trim_start().len()].matches('\n').count() as u32;
    let mut export = Export::default();
    for record in reader(text, columns.delimiter).records() {
        let record = record.map_err(|e| {
            let line = e.position().map_or(1, |p| p.line() as u32);
            let error = Error::author(tr!("the table cannot be read: {e}")).at(path, above + line);
            error.fix(tr!("download the export again"))
        })?;
        let line = above + record.position().map_or(0, |p| p.line() as u32);
        row(&columns, &record, line, options, &mut export);
    }
    export.require_posts(path)?;
    Ok(export)
}

fn row(columns: &Columns, record: &StringRecord, line: u32, options: &Options, export: &mut Export) {
    let words = &VOCABULARY.columns;
    let cell = |names: &[String]| columns.find(names).and_then(|at| record.get(at)).map_or("", str::trim);
    let said = |names: &[String]| Some(cell(names).to_string()).filter(|text| !text.is_empty());
    let name = said(&words.title).or(said(&words.slug)).unwrap_or_default();
    let mut skip = |why: &str| export.diagnostics.push(Diagnostic::removed(Some(line), &name, why));
    let status = cell(&words.status);
    // Without a column that says so, all rows are out.
    let status =
        if columns.find(&words.status).is_some() { Status::of(status).ok_or(status) } else { Ok(Status::Published) };
    match status {
        Ok(Status::Draft) if !options.drafts => return skip(tr!("not published; --drafts imports it")),
        Ok(Status::Private) => return skip(&tr!("not for everybody ({status})", status = cell(&words.status))),
        Err(word) => return skip(&tr!("its status is `{word}`, which we do not know")),
        _ => (),
    }
    let text = cell(&words.content).to_string();
    if text.is_empty() {
        return skip(tr!("the table has no text of it"));
    }
    let mut diagnostics = Vec::new();
    let audience = cell(&words.audience).to_lowercase();
    if is_one_of(&audience, &VOCABULARY.exports.for_members) {
        let what = tr!("it was for members only (`{audience}`); a podcast is for everybody");
        diagnostics.push(Diagnostic::doubt(Some(line), what));
    }
    let list = |text: &str| text.split([',', ';']).map(|t| t.trim().to_string()).filter(|t| !t.is_empty()).collect();
    let mut metadata = Metadata {
        title: said(&words.title),
        subtitle: said(&words.subtitle),
        number: cell(&words.number).parse().ok(),
        author: said(&words.author),
        description: said(&words.description),
        tags: list(cell(&words.tags)),
        slug: said(&words.slug),
        link: said(&words.address).filter(|a| a.starts_with("http")),
        picture: said(&words.picture).filter(|a| a.starts_with("http")),
        draft: status == Ok(Status::Draft),
        ..Metadata::default()
    };
    let day = words.date.iter().find(|name| !cell(std::slice::from_ref(name)).is_empty());
    if let Some(day) = day.map(|name| cell(std::slice::from_ref(name)))
        && !metadata.publish(day)
    {
        diagnostics.push(Diagnostic::doubt(Some(line), tr!("its date `{day}` is no day that we can read")));
    }
    let markup = if text.contains("</") || text.contains("/>") { Markup::Html } else { Markup::Markdown };
    let part = tr!("row \"{name}\"", name = diagnostic::shorten(&name));
    export.posts.push(Post { metadata, text, markup, name, part, line: Some(line), diagnostics });
}
