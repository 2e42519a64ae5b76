//! The file of the author's lexicon, changed without a change to anything else in it: comments, order and spaces stay, and
//! so does what another run writes at the same time.

use std::ops::Range;
use std::path::Path;

use altavoce_base::error::{Error, Result};
use altavoce_base::files;
use altavoce_base::tr;
use altavoce_speech::lexicon;
use toml_edit::{Array, Document, DocumentMut, InlineTable, Item, Key, Table, TomlError, Value};

/// The key of the words inside which an entry holds.
pub const WITHIN: &str = "within";

/// Puts an entry into the lexicon at `path`: in the place of those of that word that hold anywhere, or, if it has `within`, of the
/// one that holds inside the same words. Whether there was one.
///
/// # Errors
/// The author's: the file is broken, and stays as it is. The operator's: it cannot be read or written.
pub fn put(path: &Path, word: &str, entry: InlineTable) -> Result<bool> {
    let mut replaced = false;
    files::change(path, |old| {
        let text = text_of(path, old)?;
        let mut document = text.parse::<DocumentMut>().map_err(|e| broken(path, &e))?;
        match document.get_mut(word) {
            Some(item) => {
                let decor = item.as_value().map(|old| old.decor().clone());
                let mut rows = rows_of(item);
                let count = rows.len();
                rows.retain(|row| within(row) != within(&entry));
                replaced = rows.len() < count;
                let mut value = match rows.is_empty() {
                    true => Value::InlineTable(entry),
                    false => Value::Array(rows.into_iter().chain([entry]).collect::<Array>()),
                };
                // What stands around the entry is not part of it.
                if let Some(decor) = decor {
                    *value.decor_mut() = decor;
                }
                *item = Item::Value(value);
            }
            None => {
                document.insert(word, Item::Value(Value::InlineTable(entry)));
            }
        }
        Ok(document.to_string().into_bytes())
    })?;
    Ok(replaced)
}

/// The entries of one word.
fn rows_of(item: &Item) -> Vec<InlineTable> {
    let mut rows: Vec<InlineTable> = match item.clone().into_value() {
        Ok(Value::InlineTable(row)) => vec![row],
        Ok(Value::Array(rows)) => rows.into_iter().filter_map(|row| row.as_inline_table().cloned()).collect(),
        _ => Vec::new(),
    };
    // the spaces and the comment around it are the place's
    rows.iter_mut().for_each(|row| row.decor_mut().clear());
    rows
}

fn within(row: &InlineTable) -> Option<&str> {
    row.get(WITHIN).and_then(Value::as_str)
}

/// Takes an entry out of the lexicon at `path`, with its lines and no others.
///
/// # Errors
/// The user's: there is no such entry. The author's: the file is broken, and stays as it is. The operator's: it cannot be
/// read or written.
pub fn remove(path: &Path, word: &str) -> Result<()> {
    files::change(path, |old| {
        let text = text_of(path, old)?;
        let document = Document::parse(text.as_str()).map_err(|e| broken(path, &e))?;
        let Some((key, item)) = document.as_table().get_key_value(word) else {
            let none = Error::usage(tr!("`{word}` is not in the lexicon")).in_file(path);
            return Err(none.fix(tr!("altavoce lexicon list shows what is")));
        };
        let mut places = Vec::new();
        gather(key, item, &mut places);
        Ok(without_lines(&text, &places).into_bytes())
    })
}

/// The text of the file, which must be whole before it is changed; empty if there is none yet.
fn text_of(path: &Path, content: Option<Vec<u8>>) -> Result<String> {
    let text = String::from_utf8(content.unwrap_or_default());
    let text = text.map_err(|_| Error::author(tr!("not UTF-8")).in_file(path).fix(tr!("save it as UTF-8")))?;
    lexicon::parse(path, &text)?;
    Ok(text)
}

fn broken(path: &Path, error: &TomlError) -> Error {
    Error::author(error.message().to_string()).in_file(path).fix(tr!("mend the file"))
}

/// Where a key and all that belongs to it stands in the text: a line, or a table with a head and lines of its own.
fn gather(key: &Key, item: &Item, places: &mut Vec<Range<usize>>) {
    let in_table = |table: &Table, places: &mut Vec<Range<usize>>| {
        places.extend(table.span().filter(|_| !table.is_dotted()));
        let keys = table.iter().filter_map(|(name, _)| table.get_key_value(name));
        keys.for_each(|(key, item)| gather(key, item, places));
    };
    match item {
        Item::Value(value) => {
            places.extend(key.span().zip(value.span()).map(|(key, value)| key.start..value.end));
        }
        Item::Table(table) => in_table(table, places),
        Item::ArrayOfTables(tables) => tables.iter().for_each(|table| in_table(table, places)),
        Item::None => {}
    }
}

/// A text without the lines in which these places lie.
fn without_lines(text: &str, places: &[Range<usize>]) -> String {
    let mut at = 0;
    let is_kept = |line: &&str| {
        let (start, end) = (at, at + line.len());
        at = end;
        !places.iter().any(|place| place.start < end && start < place.end)
    };
    text.split_inclusive('\n').filter(is_kept).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_goes_alone() {
        let rows = [
            (
                "# uno\na = { as = \"en\" }\n# due\nb = { as = \"en\" }\n# tre\n",
                "b",
                "# uno\na = { as = \"en\" }\n# due\n# tre\n",
            ),
            (
                "# uno\na = { as = \"en\" } # di a\n\n# due\nb = { as = \"en\" }\n",
                "a",
                "# uno\n\n# due\nb = { as = \"en\" }\n",
            ),
            (
                "# uno\n[a]\n# in a\nas = \"en\"\n\n# due\n[b]\nas = \"fr\"\n",
                "a",
                "# uno\n# in a\n\n# due\n[b]\nas = \"fr\"\n",
            ),
            ("# uno\na.as = \"en\"\nb.as = \"fr\"\na.near = [\n  \"x\",\n]\n# due", "a", "# uno\nb.as = \"fr\"\n# due"),
            ("[[a]]\nas = \"en\"\nnear = [\"x\"]\n[[a]]\nas = \"fr\"\nnear = [\"y\"]\n# fine\n", "a", "# fine\n"),
            ("\"La Voce\" = [\n  { as = \"en\" }, # la prima\n]\n# fine\n", "La Voce", "# fine\n"),
        ];
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lexicon.toml");
        let mut wrong = Vec::new();
        for (text, word, expected) in rows {
            std::fs::write(&path, text).unwrap();
            let removed = remove(&path, word).map_err(|e| e.to_string());
            let left = std::fs::read_to_string(&path).unwrap();
            if removed.is_err() || left != expected {
                wrong.push(format!("{text:?}: {removed:?} {left:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn an_entry_for_some_words_stands_beside_the_others() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lexicon.toml");
        let entry = |say: &str, within: Option<&str>| {
            let within = within.map(|phrase| (WITHIN, Value::from(phrase)));
            InlineTable::from_iter([("say", Value::from(say))].into_iter().chain(within))
        };
        let put = |say: &str, within: Option<&str>| put(&path, "a", entry(say, within)).unwrap();
        assert_eq!(
            [put("à", None), put("á", Some("b a")), put("è", Some("b a")), put("é", None)],
            [false, false, true, true]
        );
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text, "a = [{ say = \"è\", within = \"b a\" }, { say = \"é\" }]\n");
        assert_eq!(lexicon::parse(&path, &text).unwrap().entries().len(), 2);
    }

    #[test]
    fn what_stands_around_a_changed_entry_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lexicon.toml");
        std::fs::write(&path, "# uno\na  =  { as = \"en\" } # di a\n# fine\n").unwrap();
        let entry = || InlineTable::from_iter([("say", Value::from("à"))]);
        assert!(put(&path, "a", entry()).unwrap() && !put(&path, "b", entry()).unwrap());
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text, "# uno\na  =  { say = \"à\" } # di a\nb = { say = \"à\" }\n# fine\n");
    }
}
