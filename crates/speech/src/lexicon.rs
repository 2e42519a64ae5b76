//! The author's lexicon, `lexicon.toml` beside the issues: words, names and expressions, and how each is said.
//!
//! ```toml
//! deepfake = { as = "en" }                       # by the rules of English: en, fr, de, es; it for Italian
//! "Elly Schlein" = { say = "Elli Sclàin" }       # an Italian respelling, the accent on the stressed vowel
//! Anthropic = { ipa = "ænθɹˈɑpɪk" }              # phonemes of the voice
//! pesca = { say = "pèsca", near = ["succo"] }    # only in a sentence that also has one of these words
//! legge = { say = "lègge", within = "chi legge" } # only inside these words
//! ```

use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::toml_file;
use altavoce_base::tr;
use serde::{Deserialize, Serialize};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::phonemes::alphabet;
use crate::pronunciation::token::tokens;
use crate::pronunciation::{Entry, Language, Lexicon, Pronunciation};

/// The file's name, in the folder of `show.toml`.
pub const FILE: &str = "lexicon.toml";

/// The keys that an entry may have.
const KEYS: [&str; 5] = ["say", "as", "ipa", "near", "within"];

/// Reads a lexicon; no file is an empty one.
///
/// # Errors
/// The author's, with the line: bad TOML, an unknown key or language, phonemes that the voice lacks (with those it has).
pub fn read(path: &Path) -> Result<Lexicon> {
    match std::fs::read_to_string(path) {
        Ok(text) => parse(path, &text),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Lexicon::default()),
        Err(e) if e.kind() == std::io::ErrorKind::InvalidData => {
            Err(Error::author(tr!("not UTF-8")).in_file(path).fix(tr!("save it as UTF-8")))
        }
        Err(e) => Err(Error::io(tr!("read"), path, e)),
    }
}

/// Parses the text of a lexicon.
///
/// # Errors
/// As [`read`].
///
/// ```
/// let e = altavoce_speech::lexicon::parse("lexicon.toml".as_ref(), "AI = { sayy = \"ei ai\" }").unwrap_err();
/// assert_eq!(e.to_string(), "lexicon.toml:1: unknown key `sayy`; did you mean `say`?");
/// ```
pub fn parse(path: &Path, text: &str) -> Result<Lexicon> {
    let at = |offset: usize| 1 + text[..offset.min(text.len())].matches('\n').count() as u32;
    let table = DeTable::parse(text).map_err(|e| {
        let line = at(e.span().map_or(0, |span| span.start));
        Error::author(e.message().split_whitespace().collect::<Vec<_>>().join(" "))
            .at(path, line)
            .fix(tr!("mend that line"))
    })?;
    let mut lexicon = Lexicon::default();
    for (written, value) in table.get_ref() {
        let line = at(written.span().start);
        let rows: Vec<&Spanned<DeValue>> = match value.get_ref() {
            DeValue::Array(rows) => rows.iter().collect(),
            _ => vec![value],
        };
        for row in rows {
            let entry = entry(written.get_ref(), row.get_ref()).map_err(|e| e.at(path, line))?;
            lexicon.add(entry);
        }
    }
    Ok(lexicon)
}

/// One entry.
fn entry(written: &str, row: &DeValue) -> Result<Entry> {
    let shape = || {
        Error::author(tr!("`{written}` needs one of say, as and ipa"))
            .fix(tr!("write it like this: \"{written}\" = {{ as = \"en\" }}"))
    };
    let DeValue::Table(row) = row else { return Err(shape()) };
    let known = KEYS.map(String::from);
    if let Some(key) = row.keys().map(|key| key.get_ref()).find(|key| !KEYS.contains(&key.as_ref())) {
        return Err(Error::author(tr!("unknown key `{key}`")).fix(toml_file::suggestion(key, &known)));
    }
    let string = |key: &str| match row.get(key).map(Spanned::get_ref) {
        None => Ok(None),
        Some(DeValue::String(value)) => Ok(Some(value.to_string())),
        Some(_) => {
            Err(Error::author(tr!("`{key}` of `{written}` is no text")).fix(tr!("put it between quotation marks")))
        }
    };
    let pronunciation = match (string("say")?, string("as")?, string("ipa")?) {
        (Some(say), None, None) => respelled(written, &say)?,
        (None, Some(code), None) => in_language(written, &code)?,
        (None, None, Some(phonemes)) => phonemic(&phonemes)?,
        _ => return Err(shape()),
    };
    let near = match row.get("near").map(Spanned::get_ref) {
        None => Vec::new(),
        Some(DeValue::Array(words)) => words
            .iter()
            .map(|word| word.get_ref().as_str().map(str::to_string))
            .collect::<Option<Vec<_>>>()
            .ok_or_else(|| {
                Error::author(tr!("`near` of `{written}` is no list of words")).fix(tr!("write near = [\"succo\"]"))
            })?,
        Some(_) => {
            return Err(Error::author(tr!("`near` of `{written}` is no list")).fix(tr!("write near = [\"succo\"]")));
        }
    };
    let entry = Entry::new(written, pronunciation, near)
        .map_err(|e| Error::author(format!("`{written}`: {e}")).fix(tr!("write the word as the issue has it")))?;
    match string("within")? {
        None => Ok(entry),
        Some(phrase) => placed(entry, &phrase),
    }
}

/// An entry that stands inside a phrase alone.
///
/// # Errors
/// The author's: the phrase does not hold the word.
pub fn placed(entry: Entry, phrase: &str) -> Result<Entry> {
    let word = entry.written.clone();
    let mut alone = Lexicon::default();
    let entry = entry.inside(phrase);
    alone.add(entry.clone());
    let words = tokens(phrase);
    if (0..words.len()).any(|i| alone.find(phrase, &words, i).is_some()) {
        return Ok(entry);
    }
    let what = tr!("`within` of `{word}` does not hold it: `{phrase}`");
    Err(Error::author(what).fix(tr!("write the words around it too, like within = \"… {word} …\"")))
}

/// How a word is said, as the author writes it: one of the three keys.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum How {
    /// An Italian respelling.
    Say(String),
    /// The rules of a language: `en`, `fr`, `de`, `es`; `it` for Italian.
    As(String),
    /// Phonemes of the voice.
    Ipa(String),
}

impl How {
    /// Its key, and what stands behind it.
    pub fn parts(&self) -> (&'static str, &str) {
        match self {
            How::Say(value) => ("say", value),
            How::As(value) => ("as", value),
            How::Ipa(value) => ("ipa", value),
        }
    }

    /// What it means for a word.
    ///
    /// # Errors
    /// The author's: as [`respelled`], [`in_language`] and [`phonemic`].
    pub fn pronunciation(&self, written: &str) -> Result<Pronunciation> {
        match self {
            How::Say(say) => respelled(written, say),
            How::As(code) => in_language(written, code),
            How::Ipa(phonemes) => phonemic(phonemes),
        }
    }
}

/// The line on which an entry of a lexicon begins, by what is written; none if it is not there.
pub fn line_of(text: &str, written: &str) -> Option<u32> {
    let table = DeTable::parse(text).ok()?;
    let key = table.get_ref().keys().find(|key| key.get_ref().eq_ignore_ascii_case(written))?;
    Some(1 + text[..key.span().start.min(text.len())].matches('\n').count() as u32)
}

/// An Italian respelling.
///
/// # Errors
/// The author's: it has no letter, or a sign that nobody would say.
pub fn respelled(written: &str, say: &str) -> Result<Pronunciation> {
    let sayable = |c: char| c.is_alphabetic() || matches!(c, ' ' | '\'' | '’' | '-');
    match say.chars().find(|c| !sayable(*c)) {
        Some(c) => Err(Error::author(tr!("`{c}` in say = \"{say}\" is no letter"))
            .fix(tr!("spell it in letters, as an Italian would say it"))),
        None if !say.contains(char::is_alphabetic) => {
            Err(Error::author(tr!("say of `{written}` is empty")).fix(tr!("spell it as an Italian would say it")))
        }
        None => Ok(Pronunciation::Respelled(say.trim().to_string())),
    }
}

/// The rules of a language.
///
/// # Errors
/// The author's: the language is none of the known ones.
pub fn in_language(written: &str, code: &str) -> Result<Pronunciation> {
    match Language::named(code) {
        Some(language) => Ok(Pronunciation::Foreign(language, written.to_string())),
        None if code == "it" => Ok(Pronunciation::Plain),
        None => {
            Err(Error::author(tr!("`{code}` is no language known here")).fix(tr!("choose one of it, en, fr, de, es")))
        }
    }
}

/// Phonemes of the neural voice.
///
/// # Errors
/// The author's: the voice lacks one (with those it has), or there are none.
pub fn phonemic(phonemes: &str) -> Result<Pronunciation> {
    let sounds = phonemes.trim().trim_matches('/');
    let lacking = sounds.chars().find(|c| alphabet::token(*c).is_none());
    if let Some(c) = lacking {
        let has: String = alphabet::all().filter(|c| !c.is_whitespace()).map(|c| format!(" {c}")).collect();
        return Err(Error::author(tr!("the voice has no phoneme `{c}`")).fix(tr!("use those it has:{has}")));
    }
    if !sounds.contains(char::is_alphabetic) {
        return Err(Error::author(tr!("there are no phonemes")).fix(tr!("write them as ipa = \"ʧˈao\"")));
    }
    Ok(Pronunciation::Phonemes(sounds.to_string(), None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_told_with_their_line() {
        let rows = [
            ("a = { as = \"xx\" }", "l.toml:1: `xx` is no language known here; choose one of it, en, fr, de, es"),
            (
                "\nfoo = \"bar\"",
                "l.toml:2: `foo` needs one of say, as and ipa; write it like this: \"foo\" = { as = \"en\" }",
            ),
            (
                "legge = { say = \"lègge\", within = \"la norma\" }",
                "l.toml:1: `within` of `legge` does not hold it: `la norma`; write the words around it too, like within = \"… legge …\"",
            ),
            (
                "x = { say = \"a\", as = \"en\" }",
                "l.toml:1: `x` needs one of say, as and ipa; write it like this: \"x\" = { as = \"en\" }",
            ),
            (
                "x = { say = \"a1\" }",
                "l.toml:1: `1` in say = \"a1\" is no letter; spell it in letters, as an Italian would say it",
            ),
            ("x = { say = 1 }", "l.toml:1: `say` of `x` is no text; put it between quotation marks"),
            (
                "\"+\" = { as = \"en\" }",
                "l.toml:1: `+`: an entry must begin with a letter or a digit; write the word as the issue has it",
            ),
        ];
        for (text, wanted) in rows {
            assert_eq!(parse("l.toml".as_ref(), text).unwrap_err().to_string(), wanted);
        }
        let lacking = parse("l.toml".as_ref(), "x = { ipa = \"g\" }").unwrap_err().to_string();
        assert!(
            lacking.starts_with("l.toml:1: the voice has no phoneme `g`; use those it has: ; :")
                && lacking.contains(" ɡ "),
            "{lacking}"
        );
    }

    #[test]
    fn a_word_may_have_several_entries() {
        let text = "pesca = [{ say = \"pèsca\", near = [\"succo\"] }, { say = \"pésca\" }]\n# nota\n\"GPT-4o\" = { as = \"en\" }\n";
        assert_eq!(parse("l.toml".as_ref(), text).unwrap().entries().len(), 3);
    }
}
