//! What an export of several issues holds, whatever program made it.

use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::tr;

use super::diagnostic::Diagnostic;
use super::front_matter::Metadata;
use super::vocabulary::VOCABULARY;

/// A post of an export.
#[derive(Debug, Default)]
pub struct Post {
    /// What the export says of it.
    pub metadata: Metadata,
    /// Its text.
    pub text: String,
    /// What the text is written in.
    pub markup: Markup,
    /// What it is called where it is left out: a title, a file.
    pub name: String,
    /// Where in the file it is: `entry "Il mare"`.
    pub part: String,
    /// Its line in the file, from 1, where that has lines.
    pub line: Option<u32>,
    /// What the author should hear of it.
    pub diagnostics: Vec<Diagnostic>,
}

/// What the text of a post is written in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Markup {
    /// HTML.
    #[default]
    Html,
    /// Markdown.
    Markdown,
}

/// All of an export.
#[derive(Debug, Default)]
pub struct Export {
    /// What is to become issues.
    pub posts: Vec<Post>,
    /// What was left out, and doubts about the file.
    pub diagnostics: Vec<Diagnostic>,
}

/// Whether a post is out, by what its export says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It is.
    Published,
    /// It is not, or not yet.
    Draft,
    /// It is for few people, or thrown away.
    Private,
}

impl Status {
    /// What an export's word for it means; `None` for one that we do not know.
    pub fn of(word: &str) -> Option<Status> {
        let (word, words) = (word.trim().to_lowercase(), &VOCABULARY.exports);
        let is = |list: &[String]| list.contains(&word);
        if is(&words.published) {
            Some(Status::Published)
        } else if is(&words.drafts) {
            Some(Status::Draft)
        } else {
            is(&words.private).then_some(Status::Private)
        }
    }
}

/// The page of a post below the newsletter's address, which ends with a slash or not.
pub fn page(site: &str, path: &str) -> String {
    format!("{}/{path}", site.trim_end_matches('/'))
}

/// What is said of an export that does not tell where its posts are read.
pub fn no_site() -> Diagnostic {
    let what = tr!("the export does not say where the posts are read");
    Diagnostic::doubt(None, tr!("{what}; give --site ADDRESS, and each issue has its page as `link`"))
}

impl Export {
    /// Puts the posts in the order in which they came out; those without a day at the end.
    pub fn oldest_first(&mut self) {
        let hour = |m: &Metadata| m.published_at.as_ref().map(|at| at.timestamp());
        self.posts.sort_by_key(|p| (p.metadata.date.is_none(), p.metadata.date, hour(&p.metadata)));
    }

    /// Whether there is anything to import.
    ///
    /// # Errors
    /// The author's: there is not.
    pub fn require_posts(&self, path: &Path) -> Result<()> {
        if !self.posts.is_empty() {
            return Ok(());
        }
        let fix = tr!("publish some first, or give --drafts if there are drafts");
        Err(Error::author(tr!("the export has no published post")).in_file(path).fix(fix))
    }
}
