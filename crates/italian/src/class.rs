//! What a stretch of the text is taken for, and what was not sure about it.

use std::fmt;

/// The semiotic class of what was read: what it is, which decides how it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Class {
    /// `dott.`, `ecc.`
    Abbreviation,
    /// An apostrophe that was written for an accent: `perche'`.
    Accent,
    /// `UE`, `NATO`.
    Acronym,
    /// A web address, an e-mail, a path, an IP address.
    Address,
    /// A sign or a power in a sum: `2 + 2 = 4`, `10^6`.
    Arithmetic,
    /// An ordinary word in capitals that could be taken for an acronym.
    Capitals,
    /// A whole number.
    Cardinal,
    /// Letters and digits in one, or digits that are told one by one: `GPT-4o`, an IBAN.
    Code,
    /// A day, a month, a year, a decade.
    Date,
    /// A number with decimals.
    Decimal,
    /// `½`, `3/4`, `8/10`.
    Fraction,
    /// `@name`.
    Handle,
    /// `#tag`.
    Hashtag,
    /// The number of a law.
    Legal,
    /// A letter by its name: an initial.
    Letter,
    /// What [`Tables::keep`](crate::Tables::keep) leaves as it is written.
    Lexicon,
    /// An amount of a currency.
    Money,
    /// Digits that are nothing else, and `#22`.
    Number,
    /// `1º`, `2ª`.
    Ordinal,
    /// A percentage.
    Percent,
    /// A telephone number.
    Phone,
    /// A mark that slipped to the wrong side of a space, or would make words run together.
    Punctuation,
    /// `10-15`, `24/48`.
    Range,
    /// `1:10`.
    Ratio,
    /// A Roman numeral.
    Roman,
    /// The result of a match.
    Score,
    /// What nothing is said for: emoji, markup, letters of other scripts.
    Silent,
    /// White space of an odd kind.
    Space,
    /// Characters in disguise, in ordinary spelling: `𝗔`, `①`, `&amp;`.
    Spelling,
    /// A sign.
    Symbol,
    /// A time of day, a duration, the minute of a match.
    Time,
    /// `3x`: so many times.
    Times,
    /// A measure with its unit.
    Unit,
    /// `3.1.2`.
    Version,
}

impl Class {
    /// The class in small letters, as it is printed and serialised.
    ///
    /// ```
    /// assert_eq!(altavoce_italian::Class::Money.as_str(), "money");
    /// ```
    pub fn as_str(self) -> &'static str {
        use Class::*;
        match self {
            Abbreviation => "abbreviation",
            Accent => "accent",
            Acronym => "acronym",
            Address => "address",
            Arithmetic => "arithmetic",
            Capitals => "capitals",
            Cardinal => "cardinal",
            Code => "code",
            Date => "date",
            Decimal => "decimal",
            Fraction => "fraction",
            Handle => "handle",
            Hashtag => "hashtag",
            Legal => "legal",
            Letter => "letter",
            Lexicon => "lexicon",
            Money => "money",
            Number => "number",
            Ordinal => "ordinal",
            Percent => "percent",
            Phone => "phone",
            Punctuation => "punctuation",
            Range => "range",
            Ratio => "ratio",
            Roman => "roman",
            Score => "score",
            Silent => "silent",
            Space => "space",
            Spelling => "spelling",
            Symbol => "symbol",
            Time => "time",
            Times => "times",
            Unit => "unit",
            Version => "version",
        }
    }

    /// Whether the words of the class stay what they are when they are read again, as those of numbers do. A stop that
    /// slipped makes an abbreviation where it belongs, and parts of a name can be anything on their own.
    pub(crate) fn is_settled(self) -> bool {
        use Class::*;
        match self {
            Cardinal | Decimal | Percent | Money | Date | Time | Unit | Range | Ordinal | Roman | Acronym | Letter
            | Accent | Score | Ratio | Number | Fraction | Legal | Abbreviation => true,
            Address | Arithmetic | Capitals | Code | Handle | Hashtag | Lexicon | Phone | Punctuation | Silent
            | Space | Spelling | Symbol | Times | Version => false,
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Why a reading could have been another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Ambiguity {
    /// `XYZ`: no table knows whether it is spelt or read as a word.
    UnknownAcronym,
    /// `03/04/2024`.
    DayOrMonth,
    /// `3/4`: read as a fraction.
    FractionOrDate,
    /// `1,250`: read as a whole number.
    EnglishThousands,
    /// `12 345`: read as two numbers.
    SpacedThousands,
    /// `Rossi IV`: read as a cardinal.
    UnknownRoman,
}

impl Ambiguity {
    /// What is not known, in a few words.
    pub fn as_str(self) -> &'static str {
        match self {
            Ambiguity::UnknownAcronym => "this acronym is not in the table",
            Ambiguity::DayOrMonth => "day and month could be the other way round",
            Ambiguity::FractionOrDate => "it could be a day and a month",
            Ambiguity::EnglishThousands => "its comma is taken for an English mark of thousands",
            Ambiguity::SpacedThousands => "two numbers that could be one, with a space for its thousands",
            Ambiguity::UnknownRoman => "a Roman numeral behind nothing known: read as a cardinal",
        }
    }
}

impl fmt::Display for Ambiguity {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Class {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Ambiguity {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
