//! What is known of words: tables that a linguist can edit, under `data/`, compiled in.

use std::fmt;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::cardinal::Gender;
use super::lists::Lists;
use super::numeral::Scale;

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
}

impl Context {
    /// The context that a table's column names.
    fn named(name: &str) -> Option<Context> {
        use Context::*;
        const NAMES: [(&str, Context); 20] = [
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
        ];
        NAMES.iter().find(|(known, _)| *known == name).map(|(_, context)| *context)
    }
}

/// What an abbreviation stands for where it stands in its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Abbreviation {
    /// The words: one form; or two, for one and for several; or four, for one (masculine, feminine) and several.
    forms: String,
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

/// A row that does not fit its table.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableError {
    /// The line of the table, from one on; `None` for a row that was given by itself.
    pub line: Option<usize>,
    /// What is wrong with the row.
    pub what: String,
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

impl std::error::Error for TableError {}

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
    ("acronyms", include_str!("../data/acronyms.tsv")),
    ("all_caps", include_str!("../data/all_caps.tsv")),
    ("saints", include_str!("../data/saints.tsv")),
    ("abbreviations", include_str!("../data/abbreviations.tsv")),
    ("units", include_str!("../data/units.tsv")),
    ("per", include_str!("../data/per.tsv")),
    ("currencies", include_str!("../data/currencies.tsv")),
    ("symbols", include_str!("../data/symbols.tsv")),
    ("rulers", include_str!("../data/rulers.tsv")),
    ("ordered", include_str!("../data/ordered.tsv")),
    ("nouns", include_str!("../data/nouns.tsv")),
    ("titles", include_str!("../data/titles.tsv")),
    ("tlds", include_str!("../data/tlds.tsv")),
    ("functions", include_str!("../data/functions.tsv")),
    ("labels", include_str!("../data/labels.tsv")),
    ("rankings", include_str!("../data/rankings.tsv")),
    ("scales", include_str!("../data/scales.tsv")),
    ("fractions", include_str!("../data/fractions.tsv")),
    ("lists", include_str!("../data/lists.tsv")),
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

    /// Adds the rows of a table in the format of `data/NAME.tsv`: tab-separated columns, `#` and a space begin a comment line. A
    /// row that is there already is replaced; an abbreviation's, if it has the same place.
    ///
    /// # Errors
    /// The line and what is wrong with it: an unknown table, a missing column or a word that the column does not know.
    ///
    /// ```
    /// use altavoce_italian::Tables;
    ///
    /// let mut tables = Tables::builtin().clone();
    /// tables.add("units", "# the beekeepers'\narn\tarnia\tarnie\tf")?;
    /// let refused = tables.add("units", "# the beekeepers'\narn\tarnia\tarnie\tx").unwrap_err();
    /// assert_eq!(refused.to_string(), "line 2: `x` should be m or f");
    /// # Ok::<(), altavoce_italian::TableError>(())
    /// ```
    pub fn add(&mut self, name: &str, content: &str) -> Result<(), TableError> {
        for (line, row) in numbered_rows(content) {
            self.add_row(name, &row).map_err(|fault| TableError { line: Some(line), ..fault })?;
        }
        Ok(())
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

    /// Adds one row, cut into its columns. A row that is there already is replaced.
    ///
    /// # Errors
    /// What is wrong with the row, as for [`Tables::add`].
    pub fn add_row<S: AsRef<str>>(&mut self, name: &str, columns: &[S]) -> Result<(), TableError> {
        let columns: Vec<&str> = columns.iter().map(AsRef::as_ref).collect();
        self.insert(name, &columns).map_err(|what| TableError { line: None, what })
    }

    fn insert(&mut self, name: &str, columns: &[&str]) -> Result<(), String> {
        let column = |i: usize| columns.get(i).copied().ok_or_else(|| format!("column {} is missing", i + 1));
        let key = column(0)?.to_string();
        if matches!(name, "acronyms" | "abbreviations" | "units" | "currencies") {
            for written in key.split(' ') {
                let letters: String = written.chars().take_while(|c| c.is_alphabetic()).collect();
                self.heads.insert(letters.to_lowercase());
            }
        }
        match name {
            "acronyms" => {
                let how = match column(1)? {
                    "letters" => Acronym::Letters,
                    "english" => Acronym::English,
                    "word" => Acronym::Word,
                    "said" => Acronym::Said(column(2)?.to_string(), column(3)?.to_string()),
                    other => return Err(format!("`{other}` is no way to say an acronym")),
                };
                self.acronyms.insert(key, how);
            }
            "abbreviations" => {
                let name = column(2)?;
                let context =
                    Context::named(name).ok_or_else(|| format!("`{name}` is no place for an abbreviation"))?;
                if key.contains(' ') {
                    self.openers.insert(key.split(['.', ' ']).next().unwrap_or_default().to_string());
                }
                let rows = self.abbreviations.entry(key).or_default();
                rows.retain(|row| row.context != context);
                rows.insert(0, Abbreviation { forms: column(1)?.to_string(), context });
            }
            "units" => {
                let tight = columns.get(4).is_some_and(|c| *c == "tight");
                self.units.insert(key, unit(column(1)?, column(2)?, column(3)?, tight)?);
            }
            "per" => drop(self.per.insert(key, column(1)?.to_string())),
            "currencies" => {
                let whole = unit(column(1)?, column(2)?, column(3)?, false)?;
                let hundredth = unit(column(4)?, column(5)?, column(6)?, false)?;
                for written in key.split(' ') {
                    let currency = Currency { whole: whole.clone(), hundredth: hundredth.clone() };
                    self.currencies.insert(written.to_string(), currency);
                }
            }
            "symbols" => {
                let symbol = key.chars().next().ok_or("the symbol is missing")?;
                self.symbols.insert(symbol, column(1)?.to_string());
            }
            "rulers" => drop(self.rulers.insert(key, gender(column(1)?)?)),
            "saints" => drop(self.saints.insert(key, gender(column(1)?)?)),
            "nouns" => drop(self.nouns.insert(key, gender(column(1)?)?)),
            "ordered" => {
                let (side, kind) = (column(2)?, column(3)?);
                if !matches!(side, "before" | "behind" | "both") || !matches!(kind, "ordinal" | "cardinal") {
                    return Err(format!("`{side}`, `{kind}` should be before, behind or both, ordinal or cardinal"));
                }
                let ordered = Ordered {
                    gender: gender(column(1)?)?,
                    before: side != "behind",
                    behind: side != "before",
                    ordinal: kind == "ordinal",
                };
                self.ordered.insert(key, ordered);
            }
            "all_caps" | "shouted" => drop(self.all_caps.insert(key)),
            "titles" => drop(self.titles.insert(key)),
            "tlds" => drop(self.tlds.insert(key)),
            "functions" => drop(self.functions.insert(key)),
            "labels" => drop(self.labels.insert(key)),
            "rankings" => drop(self.rankings.insert(key)),
            "scales" => {
                let word = ScaleWord {
                    scale: scale(column(1)?)?,
                    place: scale_place(column(2)?)?,
                    dotted: columns.get(3).is_some_and(|c| *c == "dotted"),
                };
                self.scales.insert(key, word);
            }
            "fractions" => drop(self.fractions.insert(key, column(1)?.to_string())),
            "lists" if !self.lists.add(&key, column(1)?) => return Err(format!("`{key}` is no list of words")),
            "lists" => {}
            other => return Err(format!("`{other}` is no table")),
        }
        Ok(())
    }
}

/// The rows of a table, cut into their columns, each with its line.
fn numbered_rows(content: &str) -> impl Iterator<Item = (usize, Vec<&str>)> {
    let lines = content.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with("# "));
    lines.map(|(n, line)| (n + 1, line.split('\t').collect()))
}

/// The rows of a table, cut into their columns.
pub(crate) fn rows(content: &str) -> impl Iterator<Item = Vec<&str>> {
    numbered_rows(content).map(|(_, row)| row)
}

fn scale(name: &str) -> Result<Scale, String> {
    match name {
        "thousand" => Ok(Scale::Thousand),
        "million" => Ok(Scale::Million),
        "billion" => Ok(Scale::Billion),
        "trillion" => Ok(Scale::Trillion),
        "trilione" => Ok(Scale::Trilione),
        other => Err(format!("`{other}` is no scale")),
    }
}

fn scale_place(name: &str) -> Result<ScalePlace, String> {
    match name {
        "any" => Ok(ScalePlace::Any),
        "tight" => Ok(ScalePlace::Tight),
        "money" => Ok(ScalePlace::Money),
        other => Err(format!("`{other}` should be any, tight or money")),
    }
}

fn unit(one: &str, many: &str, of: &str, tight: bool) -> Result<Unit, String> {
    Ok(Unit { one: one.to_string(), many: many.to_string(), gender: gender(of)?, tight })
}

fn gender(letter: &str) -> Result<Gender, String> {
    match letter {
        "m" => Ok(Gender::Masculine),
        "f" => Ok(Gender::Feminine),
        other => Err(format!("`{other}` should be m or f")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(table: &str, content: &str) -> String {
        Tables::default().add(table, content).unwrap_err().to_string()
    }

    #[test]
    fn every_table_loads() {
        for (name, content) in FILES {
            let mut tables = Tables::default();
            assert_eq!(tables.add(name, content), Ok(()), "{name}");
        }
    }

    #[test]
    fn faults_name_their_line() {
        assert_eq!(fault("rulers", "# names\nPio\tx"), "line 2: `x` should be m or f");
        assert_eq!(fault("rulers", "Pio"), "line 1: column 2 is missing");
        assert_eq!(fault("kings", "Pio\tm"), "line 1: `kings` is no table");
        assert_eq!(Tables::default().add_row("rulers", &["Pio"]).unwrap_err().to_string(), "column 2 is missing");
    }

    #[test]
    fn the_old_name_of_a_table_is_read() {
        let mut tables = Tables::default();
        assert_eq!(tables.add_row("shouted", &["ANSA"]), Ok(()));
        assert!(tables.all_caps.contains("ANSA"));
    }
}
