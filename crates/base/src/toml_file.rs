//! TOML files of ours, read strictly: an unknown key is an error that names the nearest known one, and whatever is wrong is
//! told with the line on which it stands.

use std::path::Path;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer};

use crate::error::{Error, Result};
use crate::locale::text;
use crate::{mark, tr};

/// A well-formed TOML text that knows where each of its settings stands.
#[derive(Debug)]
pub struct TomlDocument<'t> {
    path: &'t Path,
    text: &'t str,
    root: Spanned<DeTable<'t>>,
}

/// A step on the way from the top of a document to a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Into a table, by the name of the key.
    Key(String),
    /// Into a list, counted from 0.
    Index(usize),
    /// To the first text below that reads so, for a setting that may be written in several shapes.
    Text(String),
}

impl From<&str> for Step {
    fn from(key: &str) -> Step {
        Step::Key(key.to_string())
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Step {
        Step::Index(index)
    }
}

/// What is wrong with a setting that can be read and cannot be obeyed.
///
/// Whoever obeys the setting tells where it is in a table of theirs; whoever composes the tables adds the way there.
///
/// ```
/// use altavoce_base::error::Error;
/// use altavoce_base::toml_file::{TomlDocument, SettingError};
/// let document = TomlDocument::parse("show.toml".as_ref(), "[publish]\ntarget = \"\"\n\n[loudness]\ntarget = 3")?;
/// let error = SettingError::at("target", Error::author("`target` is 3")).below("loudness");
/// assert_eq!(document.refuse(error).to_string(), "show.toml:5: `target` is 3");
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug)]
pub struct SettingError {
    /// What is wrong and what to do, without a place.
    pub error: Box<Error>,
    /// The way to the setting, its last step first.
    way: Vec<Step>,
}

impl SettingError {
    /// What is wrong at a key of a table or a place of a list.
    pub fn at(step: impl Into<Step>, error: Error) -> SettingError {
        SettingError { error: Box::new(error), way: vec![step.into()] }
    }

    /// The same, told from the table or list around: `step` leads to where the way began until now.
    pub fn below(mut self, step: impl Into<Step>) -> SettingError {
        self.way.push(step.into());
        self
    }

    /// The same in other words.
    pub fn saying(mut self, words: impl FnOnce(&str) -> String) -> SettingError {
        self.error = Box::new(self.error.saying(words));
        self
    }
}

/// Checks that the number of a key is from `low` to `high`.
///
/// # Errors
/// It is not.
pub fn in_range(key: &str, value: f64, low: f64, high: f64) -> Result<(), SettingError> {
    if (low..=high).contains(&value) {
        return Ok(());
    }
    let error = Error::author(tr!("`{key}` is {value}")).fix(tr!("choose between {low} and {high}"));
    Err(SettingError::at(key, error))
}

impl<'t> TomlDocument<'t> {
    /// Takes `text`, read from `path`.
    ///
    /// # Errors
    /// The author's, with the line: it is not TOML.
    pub fn parse(path: &'t Path, text: &'t str) -> Result<TomlDocument<'t>> {
        let root = DeTable::parse(text).map_err(|e| told(path, text, &e))?;
        Ok(TomlDocument { path, text, root })
    }

    /// What it says, as a `T`, which must `deny_unknown_fields`.
    ///
    /// # Errors
    /// The author's, with the line: a wrong type, an unknown key (with the nearest known key).
    pub fn read<T: DeserializeOwned>(&self) -> Result<T> {
        T::deserialize(Deserializer::from(self.root.clone())).map_err(|e| told(self.path, self.text, &e))
    }

    /// The keys of a table at the top; none if it is not there.
    pub fn keys(&self, table: &str) -> impl Iterator<Item = &str> {
        let table = self.root.get_ref().get(table).and_then(|value| value.get_ref().as_table());
        table.into_iter().flat_map(|table| table.keys().map(|key| key.get_ref().as_ref()))
    }

    /// The line, from 1, on which a setting stands; none if it is not there.
    ///
    /// ```
    /// use altavoce_base::toml_file::TomlDocument;
    /// let document = TomlDocument::parse("a.toml".as_ref(), "[music]\nlevel = -4\n[loudness]\nlevel = -16")?;
    /// assert_eq!(document.line(["loudness", "level"]), Some(4));
    /// assert_eq!(document.line(["level"]), None);
    /// # Ok::<(), altavoce_base::error::Error>(())
    /// ```
    pub fn line<S: Into<Step>>(&self, way: impl IntoIterator<Item = S>) -> Option<u32> {
        let way: Vec<Step> = way.into_iter().map(Into::into).collect();
        let (offset, all) = self.walk(way.iter());
        all.then(|| line_at(self.text, offset))
    }

    /// The error of a setting, with its line, or that of as much of the way to it as is there.
    pub fn refuse(&self, setting: SettingError) -> Error {
        let (offset, _) = self.walk(setting.way.iter().rev());
        setting.error.at(self.path, line_at(self.text, offset))
    }

    /// How far a way leads: the byte where the last setting on it begins, and whether that is the one it leads to.
    fn walk<'s>(&self, way: impl Iterator<Item = &'s Step>) -> (usize, bool) {
        let (mut offset, mut table) = (0, Some(self.root.get_ref()));
        let mut value: Option<&Spanned<DeValue<'t>>> = None;
        for step in way {
            let next = match step {
                Step::Key(key) => {
                    let entry = table.and_then(|table| table.get_key_value(key.as_str()));
                    entry.map(|(key, value)| (key.span().start, value))
                }
                Step::Index(index) => {
                    let list = value.and_then(|value| value.get_ref().as_array());
                    list.and_then(|list| list.get(*index)).map(|value| (value.span().start, value))
                }
                Step::Text(text) => value.and_then(|value| saying(value, text)).map(|v| (v.span().start, v)),
            };
            let Some((start, found)) = next else { return (offset, false) };
            (offset, table, value) = (start, found.get_ref().as_table(), Some(found));
        }
        (offset, true)
    }
}

/// The first text in `value` that reads `text`.
fn saying<'v, 't>(value: &'v Spanned<DeValue<'t>>, text: &str) -> Option<&'v Spanned<DeValue<'t>>> {
    match value.get_ref() {
        DeValue::String(said) => (said.as_ref() == text).then_some(value),
        DeValue::Array(list) => list.iter().find_map(|value| saying(value, text)),
        DeValue::Table(table) => table.values().find_map(|value| saying(value, text)),
        _ => None,
    }
}

/// Parses `text`, read from `path`, into `T`, which must `deny_unknown_fields`.
///
/// # Errors
/// The author's, with the line: bad TOML, a wrong type, an unknown key (with the nearest known key).
pub fn parse<T: DeserializeOwned>(path: &Path, text: &str) -> Result<T> {
    TomlDocument::parse(path, text)?.read()
}

/// What the reader of TOML says, in our words.
fn told(path: &Path, text: &str, e: &toml::de::Error) -> Error {
    let line = line_at(text, e.span().map_or(0, |span| span.start));
    match unknown_key(e.message()) {
        Some((key, known)) => Error::author(tr!("unknown key `{key}`")).at(path, line).fix(suggestion(&key, &known)),
        None => Error::author(in_words(&one_line(e.message()))).at(path, line).fix(tr!("mend that line")),
    }
}

/// The line, from 1, on which the byte `offset` stands.
fn line_at(text: &str, offset: usize) -> u32 {
    1 + text.as_bytes()[..offset.min(text.len())].iter().filter(|byte| **byte == b'\n').count() as u32
}

/// The offending key and the known ones, out of serde's message for `deny_unknown_fields`.
fn unknown_key(message: &str) -> Option<(String, Vec<String>)> {
    let mut quoted = message.strip_prefix("unknown field ")?.split('`').skip(1).step_by(2).map(str::to_string);
    Some((quoted.next()?, quoted.collect()))
}

/// `did you mean …` when a known key is near, else the whole list.
pub fn suggestion(key: &str, known: &[String]) -> String {
    let nearest = known.iter().max_by(|a, b| strsim::jaro_winkler(key, a).total_cmp(&strsim::jaro_winkler(key, b)));
    match nearest {
        Some(k) if strsim::jaro_winkler(key, k) > 0.75 => tr!("did you mean `{k}`?"),
        _ if known.is_empty() => tr!("remove it").to_string(),
        _ => {
            tr!("the nearest of {known} is `{nearest}`", known = known.join(", "), nearest = nearest.map_or("", |k| k))
        }
    }
}

/// What serde says of a setting, in the language of messages; what the reader of TOML says stays as it is.
fn in_words(message: &str) -> String {
    let type_or_value = |rest: &str| {
        let (found, wanted) = rest.split_once(", expected ")?;
        Some((kind(found), kind(wanted)))
    };
    if let Some((found, wanted)) = message.strip_prefix("invalid type: ").and_then(type_or_value) {
        return tr!("invalid type: {found}, expected {wanted}");
    }
    if let Some((found, wanted)) = message.strip_prefix("invalid value: ").and_then(type_or_value) {
        return tr!("invalid value: {found}, expected {wanted}");
    }
    if let Some((found, wanted)) = message.strip_prefix("unknown variant ").and_then(|m| m.split_once(", expected ")) {
        let wanted = wanted.replace("one of ", "").replace(" or ", ", ");
        return if crate::locale::is_foreign() {
            tr!("unknown value {found}, expected one of {wanted}")
        } else {
            message.to_string()
        };
    }
    match message.strip_prefix("missing field ") {
        Some(key) => tr!("missing field {key}"),
        None => message.to_string(),
    }
}

/// What serde calls a kind of value, perhaps with the value behind it: `integer `3``.
fn kind(told: &str) -> String {
    /// The longest of those that begin alike first.
    const KINDS: [&str; 16] = [
        mark!("a boolean"),
        mark!("a string"),
        mark!("a sequence"),
        mark!("a map"),
        mark!("floating point"),
        mark!("boolean"),
        mark!("integer"),
        mark!("string"),
        mark!("sequence"),
        mark!("map"),
        mark!("struct"),
        mark!("f32"),
        mark!("f64"),
        mark!("u16"),
        mark!("u32"),
        mark!("usize"),
    ];
    match KINDS.into_iter().find_map(|kind| Some((kind, told.strip_prefix(kind)?))) {
        Some((kind, value)) => format!("{}{value}", text(kind)),
        None => told.to_string(),
    }
}

fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What leads to a setting, with `/` between the steps, a number for a place in a list and `=` before a text.
    fn way(written: &str) -> Vec<Step> {
        let step = |part: &str| match (part.parse(), part.strip_prefix('=')) {
            (Ok(index), _) => Step::Index(index),
            (_, Some(text)) => Step::Text(text.to_string()),
            _ => Step::from(part),
        };
        written.split('/').map(step).collect()
    }

    #[test]
    fn settings_stand_where_they_were_written() {
        let text = "\
target = 1
other = { target = 2, list = [
  \"uno\", { target = \"due\" },
  \"tre\"] }
dotted.target = 4
\"a.b\" = \"target\"
rows = [
  [\"x\", \"y\"],
  [\"x\",
   \"z\"],
]
# [loudness]
[first]
text = \"\"\"
target = 5
[loudness]\"\"\"

[loudness]
  target = 6
[people.deep]
target = 7
[[people.list]]
name = \"Ada\"
[[people.list]]
role = \"x\"
name = \"Bea\"
";
        let rows = [
            ("target", Some(1)),
            ("other", Some(2)),
            ("other/target", Some(2)),
            ("other/list/0", Some(3)),
            ("other/list/1/target", Some(3)),
            ("other/list/2", Some(4)),
            ("other/list/3", None),
            ("dotted/target", Some(5)),
            ("a.b", Some(6)),
            ("rows/0/1", Some(8)),
            ("rows/1", Some(9)),
            ("rows/1/1", Some(10)),
            ("rows/=z", Some(10)),
            ("first/text", Some(14)),
            ("first/target", None),
            ("loudness", Some(18)),
            ("loudness/target", Some(19)),
            ("people/deep/target", Some(21)),
            ("people/list/0/name", Some(23)),
            ("people/list/1", Some(24)),
            ("people/list/1/name", Some(26)),
            ("people/list/1/role", Some(25)),
            ("people/list/=Bea", Some(26)),
            ("people/list/target", None),
            ("target/target", None),
        ];
        let document = TomlDocument::parse("a.toml".as_ref(), text).unwrap();
        let got = |w: &str| document.line(way(w));
        let wrong: Vec<_> = rows.iter().filter(|(w, line)| got(w) != *line).map(|(w, l)| (w, l, got(w))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn an_error_stands_as_near_as_can_be_told() {
        let document = TomlDocument::parse("a.toml".as_ref(), "\n[voice]\nname = \"x\"\n").unwrap();
        let refuse = |error: SettingError| document.refuse(error).to_string();
        let at = |step: &str| SettingError::at(step, Error::author("no"));
        assert_eq!(refuse(at("name").below("voice")), "a.toml:3: no");
        assert_eq!(refuse(at("command").below("voice")), "a.toml:2: no");
        assert_eq!(refuse(at("command").below(3).below("music")), "a.toml:1: no");
        assert_eq!(document.keys("voice").collect::<Vec<_>>(), ["name"]);
        assert_eq!(document.keys("music").count() + document.keys("name").count(), 0);
    }

    #[test]
    fn numbers_have_their_range() {
        let checked = |value| in_range("speed", value, 0.5, 2.0).map_err(|e| e.error.to_string());
        assert_eq!((checked(0.5), checked(2.0)), (Ok(()), Ok(())));
        assert_eq!(checked(2.5), Err("`speed` is 2.5; choose between 0.5 and 2".to_string()));
        assert!(checked(f64::NAN).is_err());
    }
}
