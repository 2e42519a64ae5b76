//! What is known of words: tables that a linguist can edit, under `data/`, compiled in.

mod entry;
mod load;

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::cardinal::Gender;
use super::lists::Lists;

pub(crate) use entry::{Abbreviation, Acronym, Context, Currency, Ordered, ScalePlace, ScaleWord, Unit};
pub use load::TableError;
pub(crate) use load::rows;

/// All tables.
#[derive(Debug, Clone, Default)]
pub struct Tables {
    /// Acronyms, as they are written.
    pub(crate) acronyms: FxHashMap<String, Acronym>,
    /// Ordinary words that are written in capitals, in capitals.
    pub(crate) all_caps: FxHashSet<String>,
    /// Abbreviations in lower case, with their full stops; what each can stand for, the row that was added last first.
    pub(crate) abbreviations: FxHashMap<String, Vec<Abbreviation>>,
    /// The first words of abbreviations that have a space in them.
    pub(crate) openers: FxHashSet<String>,
    /// The first letters, in lower case, of everything that a word in small letters can begin: acronyms, abbreviations,
    /// units, currencies.
    pub(crate) heads: FxHashSet<String>,
    /// Units, as they are written.
    pub(crate) units: FxHashMap<String, Unit>,
    /// What is counted behind a stroke (`/mese`), and how it is said.
    pub(crate) per: FxHashMap<String, String>,
    /// Currencies by symbol and code.
    pub(crate) currencies: FxHashMap<String, Currency>,
    /// The reading of symbols; empty is silence.
    pub(crate) symbols: FxHashMap<char, String>,
    /// Names of rulers and popes.
    pub(crate) rulers: FxHashMap<String, Gender>,
    /// Saints that places and feasts are named after.
    pub(crate) saints: FxHashMap<String, Gender>,
    /// Nouns with Roman numerals.
    pub(crate) ordered: FxHashMap<String, Ordered>,
    /// Nouns whose gender their ending does not tell.
    pub(crate) nouns: FxHashMap<String, Gender>,
    /// Titles with Roman numerals that are cardinals.
    pub(crate) titles: FxHashSet<String>,
    /// Last parts of domains.
    pub(crate) tlds: FxHashSet<String>,
    /// Words that are not nouns.
    pub(crate) functions: FxHashSet<String>,
    /// Verbs behind which a number is a place in a ranking.
    pub(crate) rankings: FxHashSet<String>,
    /// Nouns that a number behind them names.
    pub(crate) labels: FxHashSet<String>,
    /// What a scale word behind a number stands for.
    pub(crate) scales: FxHashMap<String, ScaleWord>,
    /// Fractions that are one character, in words.
    pub(crate) fractions: FxHashMap<String, String>,
    /// Lists of words that tell what stands beside them.
    pub(crate) lists: Lists,
    /// What stays as it is written, by its first letters or digits in lower case: the author knows how it is said.
    pub(crate) kept: FxHashMap<String, Vec<String>>,
}

static BUILTIN: LazyLock<Tables> = LazyLock::new(|| {
    let mut tables = Tables::default();
    for (name, content) in FILES {
        // the files are part of the program, and a test loads each: a fault cannot reach a user
        tables.add(name, content).unwrap_or_else(|fault| panic!("data/{name}.tsv, {fault}"));
    }
    tables
});

const FILES: [(&str, &str); 19] = [
    ("acronyms", include_str!("../../data/acronyms.tsv")),
    ("all_caps", include_str!("../../data/all_caps.tsv")),
    ("saints", include_str!("../../data/saints.tsv")),
    ("abbreviations", include_str!("../../data/abbreviations.tsv")),
    ("units", include_str!("../../data/units.tsv")),
    ("per", include_str!("../../data/per.tsv")),
    ("currencies", include_str!("../../data/currencies.tsv")),
    ("symbols", include_str!("../../data/symbols.tsv")),
    ("rulers", include_str!("../../data/rulers.tsv")),
    ("ordered", include_str!("../../data/ordered.tsv")),
    ("nouns", include_str!("../../data/nouns.tsv")),
    ("titles", include_str!("../../data/titles.tsv")),
    ("tlds", include_str!("../../data/tlds.tsv")),
    ("functions", include_str!("../../data/functions.tsv")),
    ("labels", include_str!("../../data/labels.tsv")),
    ("rankings", include_str!("../../data/rankings.tsv")),
    ("scales", include_str!("../../data/scales.tsv")),
    ("fractions", include_str!("../../data/fractions.tsv")),
    ("lists", include_str!("../../data/lists.tsv")),
];

impl Tables {
    /// What an abbreviation, as it is written, stands for first of all.
    pub(crate) fn abbreviation(&self, written: &str) -> Option<&Abbreviation> {
        self.abbreviations.get(written)?.last()
    }

    /// The tables of this version.
    pub fn builtin() -> &'static Tables {
        &BUILTIN
    }

    /// Keeps a word or an expression as it is written; capitals count if it has any.
    ///
    /// ```
    /// let mut tables = altavoce_italian::Tables::builtin().clone();
    /// tables.keep("GPT-4o");
    /// assert_eq!(altavoce_italian::verbalize_with(&tables, "il GPT-4o").text, "il GPT-4o");
    /// ```
    pub fn keep(&mut self, written: &str) {
        let alike = |c: &char| c.is_alphabetic() == written.starts_with(char::is_alphabetic) && c.is_alphanumeric();
        let first: String = written.chars().take_while(alike).collect();
        let forms = self.kept.entry(first.to_lowercase()).or_default();
        forms.push(written.to_string());
        // GPT-4o goes before GPT
        forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
    }
}
