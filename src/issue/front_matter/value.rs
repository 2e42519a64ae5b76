//! What a front matter says, whatever it is written in: keys with their lines, and values of three shapes.

use altavoce_base::tr;

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// As written.
    pub key: String,
    /// The line of the file, from 1, on which the key stands.
    pub line: u32,
    pub value: Value,
}

/// What stands behind a key. Numbers, days and truths are the text that they were written as.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Text(String),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
}

/// Where generators put the words of a value that they write as a map: the first of these that there is.
const WORDS: [&str; 15] = [
    "name", "nome", "title", "titolo", "text", "label", "image", "src", "url", "path", "file", "it", "it-it", "value",
    "default",
];

/// The parts of a name, in their order.
const PARTS_OF_A_NAME: [[&str; 2]; 3] = [["given", "family"], ["first", "last"], ["firstname", "lastname"]];

impl Value {
    /// Nothing at all, as behind a key that is left empty.
    pub fn nothing() -> Value {
        Value::Text(String::new())
    }

    /// Every text in it: that of a text, those of each member of a list, and of a map what its `name`, `src` … says.
    pub fn texts(&self) -> Vec<String> {
        match self {
            Value::Text(text) => Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
                .filter(|t| !t.is_empty())
                .into_iter()
                .collect(),
            Value::List(members) => members.iter().flat_map(Value::texts).collect(),
            Value::Map(entries) => {
                let get = |key: &str| {
                    let found = entries.iter().find(|(k, _)| k.eq_ignore_ascii_case(key));
                    found.map(|(_, value)| value.texts()).filter(|texts| !texts.is_empty())
                };
                let name = || {
                    PARTS_OF_A_NAME
                        .iter()
                        .find_map(|[given, family]| Some(vec![[get(given)?, get(family)?].concat().join(" ")]))
                };
                // A map of maps has the names of its members for keys: those say nothing that a member does not.
                let below = || entries.iter().filter(|(_, v)| matches!(v, Value::Map(_))).flat_map(|(_, v)| v.texts());
                WORDS.iter().find_map(|key| get(key)).or_else(name).unwrap_or_else(|| below().collect())
            }
        }
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        match self {
            Value::Text(text) => text.trim().is_empty(),
            Value::List(members) => members.iter().all(Value::is_empty),
            Value::Map(entries) => entries.is_empty(),
        }
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text.trim()),
            _ => None,
        }
    }

    /// What it is, for a message.
    pub fn described(&self) -> String {
        match self {
            Value::Text(text) => format!("`{}`", text.trim()),
            Value::List(_) => tr!("a list").to_string(),
            Value::Map(entries) => {
                let keys: Vec<_> = entries.iter().take(3).map(|(key, _)| format!("`{key}`")).collect();
                tr!("a map of {keys}", keys = keys.join(", "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(entries: &[(&str, Value)]) -> Value {
        Value::Map(entries.iter().map(|(k, v)| (k.to_string(), v.clone())).collect())
    }

    #[test]
    fn words_of_every_shape() {
        let text = |t: &str| Value::Text(t.into());
        let rows = [
            (text(" Ada  Neri "), vec!["Ada Neri"]),
            (text(""), vec![]),
            (Value::List(vec![text("a"), text(""), map(&[("nome", text("b"))])]), vec!["a", "b"]),
            (map(&[("picture", text("/a.jpg")), ("Name", text("Ada"))]), vec!["Ada"]),
            (map(&[("en", text("Wind")), ("it", text("Vento"))]), vec!["Vento"]),
            (map(&[("family", text("Neri")), ("given", text("Ada"))]), vec!["Ada Neri"]),
            (map(&[("name", map(&[("first", text("Ada")), ("last", text("Neri"))]))]), vec!["Ada Neri"]),
            (
                map(&[("ada", map(&[("name", text("Ada"))])), ("ugo", map(&[("name", text("Ugo"))]))]),
                vec!["Ada", "Ugo"],
            ),
            (map(&[("alt", text("Una foto")), ("src", text("a.jpg"))]), vec!["a.jpg"]),
            (map(&[("picture", text("/a.jpg"))]), vec![]),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(v, t)| v.texts() != *t).map(|(v, _)| (v, v.texts())).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
