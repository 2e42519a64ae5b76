//! A show from nothing: its settings, artwork that directories accept, a first issue. What is there already stays.

mod artwork;
mod glyphs;

use std::path::{Path, PathBuf};

use altavoce_base::error::{Error, Result};
use altavoce_base::files;
use altavoce_base::tr;
use altavoce_podcast::address::{Base, is_email};
use altavoce_podcast::channel::categories;
use altavoce_podcast::limits::LONGEST_DESCRIPTION;
use altavoce_podcast::names;
use jiff::civil::Date;

use crate::settings::Show;

pub use artwork::draw;

/// What is to be known of a new show; every value is checked by the function of its name in [`validate`].
#[derive(Debug, Clone, PartialEq)]
pub struct NewShow {
    /// The show's name.
    pub title: String,
    /// Who makes it.
    pub author: String,
    /// The owner's address.
    pub email: String,
    /// One paragraph about it.
    pub description: String,
    /// Where the output folder will be served.
    pub url: String,
    /// Apple's category and perhaps its subcategory.
    pub category: Vec<String>,
    /// The narrator.
    pub voice: String,
}

/// Where a show is served that has no address yet.
pub const NO_URL: &str = "https://example.org/podcast";
/// The category of a show that names none.
pub const CATEGORY: &str = "Technology";
/// The narrator of a show that names none.
pub const VOICE: &str = "sara";

/// The description of a show that has none.
pub fn description(title: &str, author: &str) -> String {
    format!(include_str!("templates/description.txt"), title = title, author = author)
}

/// What fits into each field: the value as it is written, or the user's error.
pub mod validate {
    use super::*;
    use altavoce_base::error::Kind;

    /// A line with a letter in it.
    ///
    /// # Errors
    /// The user's: nothing to read.
    pub fn line(key: &str, value: &str) -> Result<String> {
        let line = value.split_whitespace().collect::<Vec<_>>().join(" ");
        if line.chars().any(char::is_alphanumeric) {
            return Ok(line);
        }
        Err(Error::usage(tr!("--{key} is empty")).fix(tr!("write a few words")))
    }

    /// A paragraph that directories take.
    ///
    /// # Errors
    /// The user's: nothing to read, more than 4000 bytes.
    pub fn description(value: &str) -> Result<String> {
        let line = line("description", value)?;
        if line.len() <= LONGEST_DESCRIPTION {
            return Ok(line);
        }
        let what = tr!("--description has {count} bytes", count = line.len());
        Err(Error::usage(what).fix(tr!("keep it under {LONGEST_DESCRIPTION}, as podcast directories ask")))
    }

    /// An address of a person.
    ///
    /// # Errors
    /// The user's: no such address.
    pub fn email(value: &str) -> Result<String> {
        let value = value.trim();
        if is_email(value) {
            return Ok(value.to_string());
        }
        Err(Error::usage(tr!("`{value}` is no e-mail address")).fix(tr!("write it like voce@example.org")))
    }

    /// An address on the web.
    ///
    /// # Errors
    /// The user's: no such address.
    pub fn url(value: &str) -> Result<String> {
        Base::parse("url", value).map(|base| base.as_str().to_string()).map_err(|e| e.by(Kind::Usage))
    }

    /// `Technology`, or `News/Tech News`.
    ///
    /// # Errors
    /// The user's: none of Apple's, with the nearest.
    pub fn category(value: &str) -> Result<Vec<String>> {
        let names: Vec<String> = value.split('/').map(|n| n.trim().to_string()).collect();
        categories::check(&names).map_err(|e| e.by(Kind::Usage))?;
        Ok(names)
    }
}

/// What was created.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct CreatedFiles {
    /// The new files.
    pub files: Vec<PathBuf>,
    /// A `.gitignore` that was there already, to which a line belongs.
    pub ignore: Option<PathBuf>,
}

/// Writes a show into `folder`: `issues/show.toml`, `issues/cover.png`, `issues/001.md`, `.gitignore`.
///
/// # Errors
/// The user's: one of them is there already; then nothing is written. The operator's: a file cannot be written.
pub fn write(folder: &Path, answers: &NewShow, today: Date) -> Result<CreatedFiles> {
    let issues = folder.join("issues");
    let settings = settings(answers);
    // What we wrote ourselves must be read again.
    Show::parse(&issues.join(names::SHOW), &settings)
        .map_err(|e| Error::bug(tr!("the settings of a new show are wrong: {e}")))?;
    let files = [
        (issues.join(names::SHOW), settings.into_bytes()),
        (issues.join("001.md"), first_issue(answers, today).into_bytes()),
        (issues.join("cover.png"), draw(&answers.title)?),
    ];
    if let Some((path, _)) = files.iter().find(|(path, _)| path.exists()) {
        let e = Error::usage(tr!("there is a show here already")).in_file(path);
        return Err(e.fix(tr!("choose another folder; nothing was written")));
    }
    let ignore = folder.join(".gitignore");
    let mut created = CreatedFiles { files: Vec::new(), ignore: None };
    for (path, bytes) in files {
        files::write_whole(&path, &bytes)?;
        created.files.push(path);
    }
    if ignore.exists() {
        created.ignore = Some(ignore);
    } else {
        files::write_whole(&ignore, b"# what altavoce makes, and can make again\n/handoff/\n/output/\n")?;
        created.files.push(ignore);
    }
    Ok(created)
}

/// The text of `show.toml`.
fn settings(answers: &NewShow) -> String {
    let quoted = |text: &str| toml_edit::Value::from(text).to_string();
    let category: Vec<String> = answers.category.iter().map(|c| quoted(c)).collect();
    let quote_voice = match answers.voice.as_str() {
        "sara" | "giulia" => "nicola",
        "nicola" | "marco" => "sara",
        _ => "",
    };
    let later = if answers.url == NO_URL { " To be changed before the feed is published." } else { "" };
    format!(
        include_str!("templates/show.toml"),
        title = quoted(&answers.title),
        author = quoted(&answers.author),
        email = quoted(&answers.email),
        description = quoted(&answers.description),
        voice = quoted(&answers.voice),
        quote_voice = quoted(quote_voice),
        url = quoted(&answers.url),
        category = category.join(", "),
        later = later,
    )
}

/// The text of the first issue: it says what to do with it, and can be spoken as it is.
fn first_issue(answers: &NewShow, today: Date) -> String {
    // Words of the title that Markdown would take for markup.
    let title: String =
        answers.title.chars().flat_map(|c| if "*_`[]<>\\#".contains(c) { vec!['\\', c] } else { vec![c] }).collect();
    format!(include_str!("templates/001.md"), title = title, today = today)
}

/// Whether a text is the first issue of a new show as it was written, whatever its title and day: nothing in it is its author's.
pub fn is_sample(text: &str) -> bool {
    let text = text.replace("\r\n", "\n");
    // What stands around the two places that are filled in, each on a line of its own.
    let mut pieces = include_str!("templates/001.md").split(['{', '}']).step_by(2);
    let Some(mut rest) = pieces.next().and_then(|first| text.strip_prefix(first)) else { return false };
    for piece in pieces {
        let Some(at) = rest.find(piece).filter(|at| !rest[..*at].contains('\n')) else { return false };
        rest = &rest[at + piece.len()..];
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_checked_one_by_one() {
        let rows = [
            (validate::line("title", " ").map(drop), "--title is empty; write a few words"),
            (validate::email("ada").map(drop), "`ada` is no e-mail address; write it like voce@example.org"),
            (validate::email("ada@example.org").map(drop), ""),
            (validate::description(&"è".repeat(2000)).map(drop), ""),
            (validate::description(&"è".repeat(2001)).map(drop), "--description has 4002 bytes; keep it under 4000"),
            (validate::url("example.org").map(drop), "neither an https nor an http address"),
            (validate::url("https://example.org/x/").map(drop), ""),
            (validate::category("Technolgy").map(drop), "the nearest is `Technology`"),
            (validate::category("News/Tech News").map(drop), ""),
        ];
        for (got, want) in rows {
            match got {
                Ok(()) => assert_eq!(want, ""),
                Err(e) => assert!(!want.is_empty() && e.to_string().contains(want), "{e}"),
            }
        }
    }

    #[test]
    fn any_title_gives_settings_that_are_read() {
        for title in ["Radar", "L'\"onda\" \\ #1", "日本 🌊", "a\tb"] {
            let answers = NewShow {
                title: title.into(),
                author: title.into(),
                email: "a@example.org".into(),
                description: title.into(),
                url: NO_URL.into(),
                category: vec![CATEGORY.into()],
                voice: VOICE.into(),
            };
            let show = Show::parse(Path::new("show.toml"), &settings(&answers)).unwrap();
            assert_eq!((show.title.as_str(), show.quotes_by()), (title, "nicola"));
            let sample = first_issue(&answers, Date::constant(2026, 3, 5));
            assert!(is_sample(&sample) && is_sample(&sample.replace('\n', "\r\n")), "{sample}");
            let own =
                [sample.replace("Si comincia", "Comincio"), format!("{sample}Mio.\n"), sample.replacen("---", "", 1)];
            assert!(!own.iter().any(|own| is_sample(own)));
        }
    }
}
