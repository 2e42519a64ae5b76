//! Spoken words to how each is pronounced: in Italian as it is spelt, in Italian with a stress that the spelling does not
//! show, in another language, or as the author's lexicon says. Pure; what the phonemiser makes of it is its own affair.
//!
//! Each word is asked for in this order, and the first that knows it decides: the author's lexicon, the built-in
//! lexicon of foreign words ([`Lexicon`]), its language by frequency, letters and neighbours ([`language`]), and for what is
//! Italian the heteronyms ([`heteronym`]) and the words whose stress or vowel the phonemiser errs on.
//!
//! What is known of words lies in tables under `data/`, compiled in, each with its columns and source in the first lines.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use altavoce_base::tr;
use serde::Serialize;

mod entries;
pub mod frequency;
pub mod heteronym;
pub mod language;
pub mod token;

mod elision;
mod italian;
mod uncertainty;

pub use entries::{Entry, Lexicon};
pub use uncertainty::Uncertainty;

use language::Evidence;
use token::{Token, tokens};

/// A language that is not Italian, whose words the phonemiser reads by its own rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English as it is spoken in America.
    English,
    /// French.
    French,
    /// German.
    German,
    /// Spanish.
    Spanish,
}

impl Language {
    /// All of them.
    pub const ALL: [Language; 4] = [Language::English, Language::French, Language::German, Language::Spanish];

    /// The two letters by which tables and lexicons name it.
    pub fn code(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::French => "fr",
            Language::German => "de",
            Language::Spanish => "es",
        }
    }

    /// The language that two letters name.
    pub fn named(code: &str) -> Option<Language> {
        Language::ALL.into_iter().find(|language| language.code() == code)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Language::English => tr!("English"),
            Language::French => tr!("French"),
            Language::German => tr!("German"),
            Language::Spanish => tr!("Spanish"),
        })
    }
}

/// How a word is pronounced.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Pronunciation {
    /// As the phonemiser reads the Italian spelling.
    Plain,
    /// As the phonemiser reads this other Italian spelling.
    Respelled(String),
    /// By the rules of another language, spelt like this.
    Foreign(Language, String),
    /// These phonemes of the neural voice, for a word of that language if it is a foreign one.
    Phonemes(String, Option<Language>),
}

impl Pronunciation {
    /// What a table's column or a lexicon says: `/phonemes/` between strokes, an Italian respelling, or nothing.
    pub fn of(say: &str) -> Pronunciation {
        match say.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')) {
            Some(phonemes) => Pronunciation::Phonemes(phonemes.to_string(), None),
            None if say.is_empty() => Pronunciation::Plain,
            None => Pronunciation::Respelled(say.to_string()),
        }
    }
}

impl Pronunciation {
    /// As people write it: `say Sclàin`, `as English`; `written` is the word.
    pub fn shown(&self, written: &str) -> String {
        match self {
            Pronunciation::Plain => tr!("as Italian").to_string(),
            Pronunciation::Respelled(say) => tr!("say {say}"),
            Pronunciation::Foreign(language, spelt) if spelt.eq_ignore_ascii_case(written) => tr!("as {language}"),
            Pronunciation::Foreign(language, spelt) => tr!("as {language}, spelt {spelt}"),
            Pronunciation::Phonemes(phonemes, _) => format!("/{phonemes}/"),
        }
    }
}

/// What decided how a word is pronounced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// The author's lexicon.
    Author,
    /// The built-in lexicon: a word, a name or an expression.
    Lexicon,
    /// A foreign stem with an Italian ending.
    Inflected,
    /// Its frequency and its letters.
    Evidence,
    /// The words around it, against its own evidence.
    Context,
    /// One of several readings of a spelling, by the words around it.
    Heteronym,
    /// An elided word that the phonemiser misreads together with the next.
    Elision,
    /// The table of stresses and vowels.
    Stress,
    /// Nothing: it is read as it is spelt.
    Spelling,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Rule::Author => tr!("your lexicon says so"),
            Rule::Lexicon => tr!("the built-in lexicon says so"),
            Rule::Inflected => tr!("a foreign stem with an Italian ending"),
            Rule::Evidence => tr!("by its frequency and its letters"),
            Rule::Context => tr!("by the words around it"),
            Rule::Heteronym => tr!("a spelling with several readings: chosen by the words around it"),
            Rule::Elision => tr!("an elision, spelt in one word for the phonemiser"),
            Rule::Stress => tr!("the table of stresses says so"),
            Rule::Spelling => tr!("read as it is spelt"),
        })
    }
}

/// A word, or an expression that is known as one, and how it is pronounced.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Word {
    /// Its bytes in the spoken text.
    pub range: Range<usize>,
    /// How it is pronounced.
    pub pronunciation: Pronunciation,
    /// What decided it.
    pub rule: Rule,
    /// What speaks against it, where the decision was near.
    pub doubt: Option<Uncertainty>,
}

impl Word {
    fn sure(range: Range<usize>, pronunciation: Pronunciation, rule: Rule) -> Word {
        Word { range, pronunciation, rule, doubt: None }
    }
}

/// A text and how its words are pronounced.
#[derive(Debug, Clone, PartialEq)]
pub struct Pronounced<'a> {
    /// The spoken text.
    pub text: Cow<'a, str>,
    /// Its words in order; each between the end of the last and the start of the next.
    pub words: Vec<Word>,
}

impl<'a> Pronounced<'a> {
    /// One of its words alone.
    pub fn alone(&self, word: &Word) -> Pronounced<'static> {
        let text = self.text[word.range.clone()].to_string();
        Pronounced { words: vec![Word { range: 0..text.len(), ..word.clone() }], text: Cow::Owned(text) }
    }

    /// The same, where the words that touch `range` are said as one, and so.
    pub fn saying(&self, range: Range<usize>, pronunciation: Pronunciation) -> Pronounced<'a> {
        let touches = |word: &&Word| word.range.start < range.end && range.start < word.range.end;
        let whole = self
            .words
            .iter()
            .filter(touches)
            .fold(range.clone(), |whole, word| whole.start.min(word.range.start)..whole.end.max(word.range.end));
        let mut words: Vec<Word> = self.words.iter().filter(|word| !touches(word)).cloned().collect();
        let at = words.partition_point(|word| word.range.start < whole.start);
        words.insert(at, Word::sure(whole, pronunciation, Rule::Author));
        Pronounced { text: self.text.clone(), words }
    }

    /// A text whose words are all read as they are spelt.
    pub fn plain(text: &'a str) -> Pronounced<'a> {
        Pronounced { text: Cow::Borrowed(text), words: Vec::new() }
    }
}

/// How each word of a spoken text is pronounced, with the author's lexicon before the built-in one.
///
/// ```
/// use altavoce_speech::pronunciation::{pronounce, Language, Lexicon, Pronunciation};
/// let text = "Il machine learning di ieri";
/// let said = pronounce(text, &Lexicon::default());
/// let english: Vec<_> = said.words.iter().filter(|w| matches!(w.pronunciation, Pronunciation::Foreign(..))).collect();
/// assert_eq!(english.len(), 1);
/// assert_eq!(&text[english[0].range.clone()], "machine learning");
/// ```
pub fn pronounce<'a>(text: &'a str, author: &Lexicon) -> Pronounced<'a> {
    let tokens = tokens(text);
    // the words that a lexicon knows, by the token where they begin
    let mut known: Vec<Option<(usize, Word, bool)>> = vec![None; tokens.len()];
    let mut i = 0;
    while i < tokens.len() {
        let found = author.find(text, &tokens, i).map(|f| (f, Rule::Author));
        let found = found.or_else(|| Lexicon::builtin().find(text, &tokens, i).map(|f| (f, Rule::Lexicon)));
        match found {
            Some((found, rule)) => {
                let range = tokens[i].range.start..found.end;
                known[i] = Some((found.tokens, Word::sure(range, found.pronunciation, rule), found.is_name));
                i += found.tokens;
            }
            None => i += 1,
        }
    }
    let evidence = evidence(&tokens, &known);
    let languages = language::tell(&evidence, &tokens);
    let italian = italian::Reader::new(text, &tokens);
    let mut words = Vec::with_capacity(tokens.len());
    let mut i = 0;
    while i < tokens.len() {
        if let Some((count, word, _)) = known[i].take() {
            words.push(word);
            i += count;
            continue;
        }
        let token = &tokens[i];
        let told = &languages[i];
        if let Some(next) = tokens.get(i + 1).filter(|_| token.is_elided() && known[i + 1].is_none())
            && languages[i + 1].language.is_none()
            && let Some(pronunciation) = elision::before_e(token, next, i + 2 == tokens.len())
                .map(|phonemes| Pronunciation::Phonemes(phonemes.to_string(), None))
                .or_else(|| {
                    let second = italian.spelt(i + 1, &languages[i + 1]);
                    elision::respelled(token, second.as_deref().unwrap_or(&next.small)).map(Pronunciation::Respelled)
                })
        {
            let range = token.range.start..next.range.end;
            words.push(Word::sure(range, pronunciation, Rule::Elision));
            i += 2;
            continue;
        }
        words.push(if let Some(language) = told.language {
            let spelt = if is_all_caps(token.text) { token.small.clone() } else { token.text.to_string() };
            Word {
                range: token.range.clone(),
                pronunciation: Pronunciation::Foreign(language, spelt),
                rule: told.rule,
                doubt: italian::is_new_name(token).then_some(Uncertainty::NewEnglishName).or(told.doubt),
            }
        } else {
            italian.read(i, told)
        });
        i += 1;
    }
    Pronounced { text: Cow::Borrowed(text), words }
}

/// What is known of each token's language before its neighbours are asked.
fn evidence(tokens: &[Token], known: &[Option<(usize, Word, bool)>]) -> Vec<Evidence> {
    let mut evidence = Vec::with_capacity(tokens.len());
    while evidence.len() < tokens.len() {
        let i = evidence.len();
        match &known[i] {
            Some((count, word, is_name)) => {
                let one = match word.pronunciation {
                    // a name tells nothing of the sentence it stands in
                    _ if *is_name => Evidence::Name,
                    Pronunciation::Foreign(Language::English, _)
                    | Pronunciation::Phonemes(_, Some(Language::English)) => Evidence::English,
                    Pronunciation::Foreign(..) | Pronunciation::Phonemes(..) => Evidence::Name,
                    Pronunciation::Plain | Pronunciation::Respelled(_) => Evidence::Italian,
                };
                evidence.extend(std::iter::repeat_n(one, *count));
            }
            None if italian::knows(&tokens[i]) => evidence.push(Evidence::Italian),
            None => evidence.push(language::evidence(&tokens[i])),
        }
    }
    evidence
}

/// Whether a word is in capitals, which say nothing of how it is read.
fn is_all_caps(word: &str) -> bool {
    word.chars().count() > 1 && word.chars().all(|c| !c.is_lowercase())
}
