//! The show's settings, `show.toml` beside the issues. Every key has a default; no file is a show too.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::author_lexicon;
use crate::error::{Error, Result};
use crate::italian::Tables;
use crate::pronunciation::Lexicon;
use crate::toml_file;

/// What `opening` and `closing` may name in braces.
const FIELDS: [&str; 6] = ["show", "number", "title", "subtitle", "date", "author"];

/// The settings of a show.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Show {
    /// The show's name, spoken at the start; the opening leaves it out when empty.
    pub title: String,
    /// Who makes it; an issue's own author goes before.
    pub author: String,
    /// An IETF language tag; only Italian is read right.
    pub language: String,
    /// The owner's address, for the feed.
    pub email: String,
    /// One paragraph about the show, for the feed.
    pub description: String,
    /// The narrator: a folder of `voices/`.
    pub voice: String,
    /// The voice of block quotations; empty: the narrator introduces and reads them.
    pub quote_voice: String,
    /// Speaking rate: 1.0 is the pace that the voice's manifest sets, 0.9 is slower.
    pub speed: f32,
    /// Sentences at the start. `{show} {number} {title} {subtitle} {date} {author}` are filled in; a sentence one of
    /// whose fields is not known is left out.
    pub opening: Vec<String>,
    /// Sentences at the end, filled in the same way.
    pub closing: Vec<String>,
    /// The sentence, spoken behind the opening, that says the voice is artificial; empty turns it off.
    pub disclosure: String,
    /// Headings that become a sentence of the author's: `"Superpost - {rest}" = "E ora il Superpost: {rest}."`
    pub transitions: BTreeMap<String, String>,
    /// Silences.
    pub pauses: Pauses,
    /// Levels.
    pub loudness: Loudness,
    /// What an episode is made in beside MP3 and WAV.
    pub formats: Formats,
    /// What only the feed needs.
    pub feed: Feed,
    /// Rows for the tables of the Italian stage, by table: `acronyms = [["ACME", "word"]]`. See
    /// [`Tables`].
    pub italian: BTreeMap<String, Vec<Vec<String>>>,
    /// The author's lexicon, from `lexicon.toml` beside the settings.
    #[serde(skip)]
    pub lexicon: Lexicon,
}

/// Silences in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Pauses {
    /// Behind a sentence.
    pub sentence: f64,
    /// Behind a paragraph.
    pub paragraph: f64,
    /// Behind a transition or a subtitle.
    pub transition: f64,
    /// Between chapters.
    pub chapter: f64,
}

/// Levels of the finished episode.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Loudness {
    /// Integrated loudness in LUFS as two-channel playback hears it (Apple asks for -16 ±1).
    pub target: f64,
    /// Highest true peak in dBFS before encoding.
    pub true_peak: f64,
}

/// What an episode is made in beside MP3 and WAV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Formats {
    /// Opus, half as large as the MP3.
    pub opus: bool,
    /// M4A, on machines that have ffmpeg.
    pub m4a: bool,
}

/// What only the feed needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Feed {
    /// Where the contents of `output/` are served, without a trailing slash: `https://example.org/podcast`.
    pub url: String,
    /// The show's page; `url` when empty.
    pub site: String,
    /// The artwork, 1400 to 3000 px square, JPEG or PNG, relative to `show.toml`.
    pub artwork: String,
    /// Apple's category, exact, with an optional subcategory: `["Technology"]`, `["News", "Tech News"]`.
    pub category: Vec<String>,
    /// Whether the show has explicit content.
    pub explicit: bool,
}

impl Default for Show {
    fn default() -> Self {
        Show {
            title: String::new(),
            author: String::new(),
            language: "it".into(),
            email: String::new(),
            description: String::new(),
            voice: "sara".into(),
            quote_voice: "nicola".into(),
            speed: 1.0,
            opening: ["{show}, numero {number}.", "{title}.", "{date}."].map(String::from).into(),
            closing: ["Hai ascoltato {show}.", "A presto!"].map(String::from).into(),
            disclosure: "La voce che senti è artificiale.".into(),
            transitions: BTreeMap::new(),
            pauses: Pauses::default(),
            loudness: Loudness::default(),
            formats: Formats::default(),
            feed: Feed::default(),
            italian: BTreeMap::new(),
            lexicon: Lexicon::default(),
        }
    }
}

impl Default for Pauses {
    fn default() -> Self {
        Pauses { sentence: 0.35, paragraph: 0.8, transition: 1.2, chapter: 2.0 }
    }
}

impl Default for Loudness {
    fn default() -> Self {
        Loudness { target: -16.0, true_peak: -1.5 }
    }
}

impl Default for Formats {
    fn default() -> Self {
        Formats { opus: true, m4a: true }
    }
}

impl Default for Feed {
    fn default() -> Self {
        Feed {
            url: String::new(),
            site: String::new(),
            artwork: String::new(),
            category: vec!["Technology".into()],
            explicit: false,
        }
    }
}

impl Show {
    /// Reads `show.toml`, and the author's lexicon beside it; a missing file is the default show, an empty lexicon.
    ///
    /// # Errors
    /// The author's, with the line: bad TOML, an unknown key, a value out of range.
    pub fn read(path: &Path) -> Result<Show> {
        let lexicon = author_lexicon::read(&path.with_file_name(author_lexicon::FILE))?;
        Ok(Show { lexicon, ..Show::read_settings(path)? })
    }

    fn read_settings(path: &Path) -> Result<Show> {
        match fs::read(path) {
            Ok(bytes) => match std::str::from_utf8(&bytes) {
                Ok(text) => Show::parse(path, text),
                Err(e) => {
                    let line = 1 + bytes[..e.valid_up_to()].iter().filter(|b| **b == b'\n').count() as u32;
                    Err(Error::author("this line is not UTF-8").at(path, line).fix("save it as UTF-8"))
                }
            },
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Show::default()),
            Err(e) => Err(Error::io("read", path, e)),
        }
    }

    /// Parses the text of a `show.toml`.
    ///
    /// # Errors
    /// As [`Show::read`].
    ///
    /// ```
    /// use altavoce::show::Show;
    /// let e = Show::parse("show.toml".as_ref(), "titel = \"Radar\"").unwrap_err();
    /// assert_eq!(e.to_string(), "show.toml:1: unknown key `titel`; did you mean `title`?");
    /// ```
    pub fn parse(path: &Path, text: &str) -> Result<Show> {
        let show: Show = toml_file::parse(path, text)?;
        let line_of = |key: &str| 1 + text.lines().position(|l| l.trim_start().starts_with(key)).unwrap_or(0) as u32;
        let in_range = |key: &str, value: f64, low: f64, high: f64| {
            if (low..=high).contains(&value) {
                return Ok(());
            }
            let what = format!("`{key}` is {value}");
            Err(Error::author(what).at(path, line_of(key)).fix(format!("choose between {low} and {high}")))
        };
        for sentence in show.opening.iter().chain(&show.closing) {
            check_fields(path, text, sentence, &FIELDS)?;
        }
        for (heading, sentence) in &show.transitions {
            check_fields(path, text, heading, &fields(heading).collect::<Vec<_>>())?;
            check_fields(path, text, sentence, &fields(heading).collect::<Vec<_>>())?;
        }
        for (table, rows) in &show.italian {
            check_rows(path, text, table, rows)?;
        }
        in_range("speed", f64::from(show.speed), 0.5, 2.0)?;
        in_range("sentence", show.pauses.sentence, 0.0, 10.0)?;
        in_range("paragraph", show.pauses.paragraph, 0.0, 10.0)?;
        in_range("transition", show.pauses.transition, 0.0, 10.0)?;
        in_range("chapter", show.pauses.chapter, 0.0, 10.0)?;
        in_range("target", show.loudness.target, -30.0, -10.0)?;
        in_range("true_peak", show.loudness.true_peak, -9.0, -0.5)?;
        Ok(show)
    }
}

/// Every row fits its table.
fn check_rows(path: &Path, text: &str, table: &str, rows: &[Vec<String>]) -> Result<()> {
    let mut tables = Tables::default();
    let mut from = 1 + text.lines().position(|l| l.trim_start().starts_with(table)).unwrap_or(0) as u32;
    for row in rows {
        let Err(fault) = tables.add_row(table, row) else { continue };
        // the row's own line, if its first cell is to be found behind the key
        let quoted = row.first().map_or(String::new(), |cell| format!("{cell:?}"));
        let below = text.lines().skip(from as usize - 1).position(|l| l.contains(&quoted));
        from += below.unwrap_or(0) as u32;
        let e = Error::author(format!("[italian] {table}: {fault}")).at(path, from);
        return Err(e.fix("docs/italian.md shows the columns of each table"));
    }
    Ok(())
}

/// Every brace of `sentence` is closed and names one of `known`.
fn check_fields(path: &Path, text: &str, sentence: &str, known: &[&str]) -> Result<()> {
    let line = 1 + text.lines().position(|l| l.contains(sentence)).unwrap_or(0) as u32;
    if sentence.matches('{').count() != sentence.matches('}').count() {
        let what = format!("a brace in «{sentence}» stands alone");
        return Err(Error::author(what).at(path, line).fix("write a field as `{title}`"));
    }
    match fields(sentence).find(|f| !known.contains(f)) {
        None => Ok(()),
        Some(field) => {
            let known: Vec<String> = known.iter().map(|k| k.to_string()).collect();
            let what = format!("unknown field `{{{field}}}`");
            Err(Error::author(what).at(path, line).fix(toml_file::suggestion(field, &known)))
        }
    }
}

/// What stands in braces in a sentence.
fn fields(sentence: &str) -> impl Iterator<Item = &str> {
    sentence.split('{').skip(1).filter_map(|s| s.split_once('}')).map(|(field, _)| field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_it_does_not_know_with_the_line() {
        let rows = [
            ("titel = \"x\"", "s.toml:1: unknown key `titel`; did you mean `title`?"),
            ("title = \"x\"\n[pauses]\nsentense = 1", "s.toml:3: unknown key `sentense`; did you mean `sentence`?"),
            ("\nopening = [\"{shwo}.\"]", "s.toml:2: unknown field `{shwo}`; did you mean `show`?"),
            (
                "[transitions]\n\"Link - {rest}\" = \"E {rets}.\"",
                "s.toml:2: unknown field `{rets}`; did you mean `rest`?",
            ),
            ("closing = [\"{show\"]", "s.toml:1: a brace in «{show» stands alone; write a field as `{title}`"),
            ("speed = 9", "s.toml:1: `speed` is 9; choose between 0.5 and 2"),
            ("[loudness]\ntarget = 0", "s.toml:2: `target` is 0; choose between -30 and -10"),
        ];
        let got = |text: &str| Show::parse(Path::new("s.toml"), text).map_or_else(|e| e.to_string(), |_| String::new());
        let wrong: Vec<_> = rows.iter().map(|r| (r, got(r.0))).filter(|(r, got)| got != r.1).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn every_key_has_a_default() {
        assert_eq!(Show::parse(Path::new("s.toml"), "").unwrap(), Show::default());
        assert_eq!(Show::read(Path::new("no/such/show.toml")).unwrap(), Show::default());
    }
}
