//! The language in which the program speaks to its user: messages stand in English where they are said, and a catalogue has
//! the same in another language.
//!
//! A message is written with [`tr!`](crate::tr), one that counts with [`trn!`](crate::trn), and one that stands in a table is
//! marked there with [`mark!`](crate::mark) and looked up with [`text`] where it is shown. A program that wants another
//! language than English gives its catalogue to [`speak`] before it says anything. What goes into files is no message.

use std::collections::HashMap;
use std::fmt;
use std::sync::OnceLock;

/// The languages that messages have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English, in which they are written.
    English,
    /// Italian.
    Italian,
}

impl Language {
    /// Every language, the first being the default.
    pub const ALL: [Language; 2] = [Language::English, Language::Italian];

    /// The code by which it is chosen.
    pub fn code(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Italian => "it",
        }
    }

    /// The language of a locale as systems write them; none where messages have no such language.
    ///
    /// ```
    /// use altavoce_base::locale::Language;
    /// assert_eq!(Language::of_locale("it_IT.UTF-8"), Some(Language::Italian));
    /// assert_eq!(Language::of_locale("C"), Some(Language::English));
    /// assert_eq!(Language::of_locale("de-CH"), None);
    /// ```
    pub fn of_locale(locale: &str) -> Option<Language> {
        let code = locale.split(['_', '-', '.', '@']).next().unwrap_or_default();
        if ["C", "POSIX"].contains(&code) {
            return Some(Language::English);
        }
        Language::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(code))
    }

    /// The language of the system's user: the first of those that they want which messages have, else English.
    pub fn of_system() -> Language {
        sys_locale::get_locales().find_map(|locale| Language::of_locale(&locale)).unwrap_or(Language::English)
    }
}

/// Messages in another language, by the English ones.
#[derive(Debug, Default)]
pub struct Catalogue {
    messages: HashMap<String, Vec<String>>,
}

impl Catalogue {
    /// Reads a catalogue as gettext has them: a PO file.
    ///
    /// ```
    /// use altavoce_base::locale::Catalogue;
    /// let po = "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n\"\n\n";
    /// let catalogue = Catalogue::from_po(&format!("{po}msgid \"the end\"\nmsgstr \"fine\"\n")).unwrap();
    /// assert_eq!(catalogue.text("the end"), Some("fine"));
    /// assert!(Catalogue::from_po("msgid \"the end").is_err());
    /// ```
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn from_po(text: &str) -> Result<Catalogue, polib::po_file::POParseError> {
        let read = polib::po_file::parse_from_reader(text.as_bytes())?;
        let forms = |message: &dyn polib::message::MessageView| match message.msgstr_plural() {
            Ok(forms) => forms.clone(),
            Err(_) => message.msgstr().map(|text| vec![text.to_string()]).unwrap_or_default(),
        };
        let messages = read.messages().map(|message| (message.msgid().to_string(), forms(message)));
        Ok(Catalogue { messages: messages.filter(|(_, forms)| forms.iter().all(|form| !form.is_empty())).collect() })
    }

    /// A message, if it is there.
    pub fn text(&self, english: &str) -> Option<&str> {
        self.messages.get(english)?.first().map(String::as_str)
    }

    /// A message that counts, for one or for any other number. The languages that there are know these two forms.
    pub fn counted(&self, english: &str, one: bool) -> Option<&str> {
        self.messages.get(english)?.get(usize::from(!one)).map(String::as_str)
    }

    /// The English messages that it has.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.messages.keys().map(String::as_str)
    }
}

static SPOKEN: OnceLock<Catalogue> = OnceLock::new();

/// Has the whole process speak by `catalogue` from now on. Only the first call counts.
pub fn speak(catalogue: Catalogue) {
    let _ = SPOKEN.set(catalogue);
}

/// Whether the process speaks another language than English.
pub fn is_foreign() -> bool {
    SPOKEN.get().is_some()
}

/// A marked message without placeholders in the language that is spoken.
pub fn text(english: &'static str) -> &'static str {
    translated(english).unwrap_or(english)
}

/// A message in the language that is spoken; none where that is English or does not have it.
pub fn translated(english: &str) -> Option<&'static str> {
    SPOKEN.get()?.text(english)
}

/// A message with `values` in the places of its placeholders, each given as it is written, in the language that is spoken.
/// [`tr!`](crate::tr) calls it.
pub fn render(english: &str, values: &[(&str, fmt::Arguments)]) -> String {
    match translated(english) {
        Some(text) => fill(text, values, true),
        None => fill(english, values, false),
    }
}

/// The same of a message that counts: `one` tells whether the number is 1. [`trn!`](crate::trn) calls it.
pub fn render_counted(english: &str, plural: &str, one: bool, values: &[(&str, fmt::Arguments)]) -> String {
    match SPOKEN.get().and_then(|spoken| spoken.counted(english, one)) {
        Some(text) => fill(text, values, true),
        None => fill(if one { english } else { plural }, values, false),
    }
}

/// `template` with the values in it, and single braces where it has double ones.
fn fill(template: &str, values: &[(&str, fmt::Arguments)], comma: bool) -> String {
    let mut out = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        out.push_str(&rest[..at]);
        let brace = &rest[at..];
        let value = values.iter().find(|(placeholder, _)| brace.starts_with(placeholder));
        rest = match value {
            Some((placeholder, value)) => {
                out.push_str(&number(placeholder, value.to_string(), comma));
                &brace[placeholder.len()..]
            }
            None => {
                out.push_str(&brace[..1]);
                &brace[if brace.starts_with("{{") || brace.starts_with("}}") { 2 } else { 1 }..]
            }
        };
    }
    out + rest
}

/// What was measured, which is shown with so many digits behind its mark, has a comma there where `comma` is set. What stands
/// in settings and is only repeated keeps its point, since it is written with one there.
fn number(placeholder: &str, value: String, comma: bool) -> String {
    let measured = placeholder.split_once(':').is_some_and(|(_, format)| format.contains('.'));
    if comma && measured && value.trim().parse::<f64>().is_ok() { value.replacen('.', ",", 1) } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_wherever_a_translation_has_them() {
        let (path, share, code) = ("a.md", 12.5, "e2.5");
        let values = [
            ("{path}", format_args!("{path}")),
            ("{share:.1}", format_args!("{share:.1}")),
            ("{share}", format_args!("{share}")),
            ("{code:.9}", format_args!("{code:.9}")),
        ];
        let rows = [
            ("{path}: {share:.1} %", false, "a.md: 12.5 %"),
            ("{share:.1} % di {path}", true, "12,5 % di a.md"),
            ("{share}, {code:.9}", true, "12.5, e2.5"),
            ("scrivi {{titolo}}", true, "scrivi {titolo}"),
            ("{path}{{{path}}}{path}", true, "a.md{a.md}a.md"),
            ("{other} }", true, "{other} }"),
            ("", true, ""),
        ];
        let wrong: Vec<_> = rows.iter().filter(|(t, comma, want)| fill(t, &values, *comma) != *want).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn english_is_said_where_no_catalogue_was_given() {
        let count = 1;
        assert_eq!(crate::tr!("nothing to say"), "nothing to say");
        assert_eq!(crate::tr!("{count} of {all}, as {{n}}", all = 1 + 1), "1 of 2, as {n}");
        assert_eq!(crate::trn!(count, "1 file", "{count} files"), "1 file");
        assert_eq!(
            crate::trn!(count = 3_u8, "{count} {what} file", "{count} {what} files", what = "new"),
            "3 new files"
        );
        let width = 6;
        assert_eq!(crate::tr!("{count:>width$} {rate:.2}", rate = 0.125), "     1 0.12");
    }

    #[test]
    fn a_catalogue_has_both_numbers() {
        let po = "msgid \"\"\nmsgstr \"\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n\"Plural-Forms: nplurals=2; plural=(n != 1);\\n\"\n\n\
                  msgid \"1 file\"\nmsgid_plural \"{count} files\"\nmsgstr[0] \"un file\"\nmsgstr[1] \"{count} file\"\n\n\
                  msgid \"not yet\"\nmsgstr \"\"\n";
        let catalogue = Catalogue::from_po(po).unwrap();
        assert_eq!(
            (catalogue.counted("1 file", true), catalogue.counted("1 file", false)),
            (Some("un file"), Some("{count} file"))
        );
        assert_eq!((catalogue.text("not yet"), catalogue.text("never")), (None, None));
    }
}
