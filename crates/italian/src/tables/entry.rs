//! What a row of each table says.

use crate::cardinal::Gender;
use crate::numeral::Scale;

/// How an acronym is said.
#[derive(Debug, Clone, PartialEq)]
pub enum Acronym {
    /// By the Italian names of its letters.
    Letters,
    /// By the English names of its letters.
    English,
    /// As the word it spells.
    Word,
    /// As given: in ordinary spelling, for the phonemiser.
    Said(String, String),
}

/// Where an abbreviation is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    /// Everywhere; its full stop ends no sentence.
    Any,
    /// Everywhere, and its last full stop also ends the sentence that ends there.
    End,
    /// Before a number.
    Number,
    /// Before a capital letter: a name.
    Name,
    /// Between two numbers: the `c.` of `art. 5 c. 2`.
    Between,
    /// Before a single letter: a legal reference's `lett. b)`.
    Letter,
    /// Before a number with a stroke or the name of who made it: `L. 300/1970`, `Reg. (UE)`.
    Legal,
    /// Before a colon.
    Colon,
    /// A weekday's: before the day of a month, inside a sentence, or joined with another weekday's (`lun-ven`).
    Weekday,
    /// Inside a sentence: before a word in small letters or a comma.
    Inside,
    /// Before `di` and what is joined to it.
    Of,
    /// Before the noun that it agrees with: `Vs. conferma`, `la c.d. flat tax`.
    Before,
    /// Behind the noun that it agrees with: `età min.`, `IVA escl.`
    Behind,
    /// Behind an article, `per` or `ogni`: `il p.m.`, `al km`.
    Article,
    /// Before a definite article, where a clause begins: `W l'Italia`.
    Clause,
    /// Before a year: `gen. 2024`.
    Year,
    /// Behind a number.
    Counted,
    /// Behind a percentage.
    Percent,
    /// Behind the minute of a match.
    Minute,
    /// Behind an hour of the evening.
    Evening,
    /// In the brackets behind somebody's name, before a year: `(n. 1950)`.
    Born,
}

impl Context {
    /// The context that a table's column names.
    pub(super) fn named(name: &str) -> Option<Context> {
        use Context::*;
        const NAMES: [(&str, Context); 21] = [
            ("any", Any),
            ("end", End),
            ("number", Number),
            ("name", Name),
            ("between", Between),
            ("letter", Letter),
            ("legal", Legal),
            ("colon", Colon),
            ("weekday", Weekday),
            ("inside", Inside),
            ("of", Of),
            ("before", Before),
            ("behind", Behind),
            ("article", Article),
            ("clause", Clause),
            ("year", Year),
            ("counted", Counted),
            ("percent", Percent),
            ("minute", Minute),
            ("evening", Evening),
            ("born", Born),
        ];
        NAMES.iter().find(|(known, _)| *known == name).map(|(_, context)| *context)
    }
}

/// What an abbreviation stands for where it stands in its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Abbreviation {
    /// The words: one form; or two, for one and for several; or four, for one (masculine, feminine) and several.
    pub(super) forms: String,
    /// Where it is one.
    pub context: Context,
}

impl Abbreviation {
    /// The words in the form for a gender and a number.
    pub fn form(&self, gender: Gender, plural: bool) -> &str {
        let count = self.forms.split('|').count();
        let feminine = count == 4 && gender == Gender::Feminine;
        let at = if plural { count / 2 } else { 0 } + usize::from(feminine);
        self.forms.split('|').nth(at).unwrap_or_default()
    }
}

/// A unit of measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// Its name behind one.
    pub one: String,
    /// Its name behind any other number.
    pub many: String,
    /// Its gender.
    pub gender: Gender,
    /// Whether it must touch its number.
    pub tight: bool,
}

impl Unit {
    /// Whether it is a rate and no thing: per cento, per mille.
    pub fn is_rate(&self) -> bool {
        self.one.starts_with("per ")
    }
}

/// A currency.
#[derive(Debug, Clone, PartialEq)]
pub struct Currency {
    /// Itself.
    pub whole: Unit,
    /// Its hundredth.
    pub hundredth: Unit,
}

/// Which side of its noun a Roman numeral stands on, and how it is read.
#[derive(Debug, Clone, PartialEq)]
pub struct Ordered {
    /// The noun's gender.
    pub gender: Gender,
    /// `XX secolo`.
    pub before: bool,
    /// `capitolo IV`.
    pub behind: bool,
    /// Whether it is read as an ordinal.
    pub ordinal: bool,
}

/// A scale word behind a number.
#[derive(Debug, Clone, PartialEq)]
pub struct ScaleWord {
    /// What it stands for.
    pub scale: Scale,
    /// Where it does.
    pub place: ScalePlace,
    /// Whether a full stop behind it is its own.
    pub dotted: bool,
}

/// Where a scale word is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScalePlace {
    /// Everywhere.
    Any,
    /// Only where it touches the number.
    Tight,
    /// Where it touches the number or a currency's sign.
    Money,
}
