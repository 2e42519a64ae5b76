//! What speaks against a pronunciation.

use std::fmt;

use altavoce_base::tr;
use serde::{Serialize, Serializer};

/// Why a word could be pronounced otherwise: for people who look through an issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Uncertainty {
    /// A name that no list has, between English words.
    NewEnglishName,
    /// A name that no list has, between Italian words.
    NewItalianName,
    /// Only its accents show that it is foreign.
    ForeignAccents,
    /// It is read as English on little.
    WeakEnglish,
    /// It is read as Italian because its neighbours are.
    PerhapsEnglish,
    /// A spelling with several readings, and nothing around it tells which.
    Heteronym,
}

impl Uncertainty {
    /// The reason in a few words.
    pub fn as_str(self) -> &'static str {
        match self {
            Uncertainty::NewEnglishName => tr!("a name never seen: read as an English one"),
            Uncertainty::NewItalianName => tr!("a name never seen: read as an Italian one"),
            Uncertainty::ForeignAccents => tr!("a foreign word by its accents"),
            Uncertainty::WeakEnglish => tr!("read as English on weak evidence"),
            Uncertainty::PerhapsEnglish => tr!("read as Italian between Italian words, but it may be English"),
            Uncertainty::Heteronym => tr!("a spelling with several readings, and nothing around it tells which"),
        }
    }
}

impl fmt::Display for Uncertainty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for Uncertainty {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
