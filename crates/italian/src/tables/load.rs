//! Reads the rows of tables.

use std::fmt;

use super::{Abbreviation, Acronym, Context, Currency, Ordered, ScalePlace, ScaleWord, Tables, Unit};
use crate::cardinal::Gender;
use crate::numeral::Scale;

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

impl Tables {
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
    use super::super::FILES;
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
