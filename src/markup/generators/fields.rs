//! Fields that a mail service fills in: `*|FNAME|*`, `%%first_name%%`, `<<Nome>>`, `[[firstname]]`, `{$name}`. (`{{ name }}`
//! is a tag of templates too.)

use super::document::{Document, Stretch, close_gap};
use super::vocabulary::{VOCABULARY, has};
use super::{Dropped, Reason};

/// The longest, in bytes.
const LONGEST: usize = 120;

/// How a field begins and ends, and which words between make one.
const MARKS: [(&str, &str, Words); 10] = [
    ("*|", "|*", Words::Any),
    ("<<", ">>", Words::Known),
    ("[[", "]]", Words::Known),
    ("%%", "%%", Words::Name),
    ("{$", "}", Words::Any),
    ("${", "}", Words::Any),
    ("{", "}", Words::Known),
    ("%", "%", Words::Known),
    ("[", "]", Words::Greeted),
    ("-", "-", Words::Joined),
];

/// Which words make a field.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Words {
    /// All.
    Any,
    /// Those that services know.
    Known,
    /// The same, behind a greeting.
    Greeted,
    /// The same, of several words with `_` between them.
    Joined,
    /// A name as programs write it: `first_name`, `EMAIL`.
    Name,
}

/// What stands before a field's name to say whose it is.
const OWNERS: [&str; 12] = [
    "contact",
    "subscriber",
    "recipient",
    "user",
    "customer",
    "lead",
    "person",
    "member",
    "merge",
    "utente",
    "contatto",
    "account",
];

/// Takes fields away.
pub fn read(document: &mut Document) {
    let signs = ["*|", "<<", "[", "{", "%", "_"];
    document.edit_stretches(false, &signs, without_fields);
}

fn without_fields(stretch: &Stretch, dropped: &mut Vec<Dropped>) -> Option<String> {
    let text = stretch.text;
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(sign) = text[at..].find(['*', '<', '[', '{', '$', '%', '-']).map(|found| found + at) {
        out.push_str(&text[at..sign]);
        match MARKS.iter().find_map(|mark| field(*mark, text, sign)) {
            Some(end) => {
                let what = &text[sign..end];
                dropped.push(Dropped::with_words(stretch.line_at(sign), what, Reason::TemplateField, 0));
                at = end;
                close_gap(&mut out, &text[at..]);
            }
            None => {
                out.push_str(&text[sign..=sign]);
                at = sign + 1;
            }
        }
    }
    out.push_str(&text[at..]);
    Some(out)
}

/// Where the field ends that stands at `sign`, if it is one.
fn field((open, close, words): (&str, &str, Words), text: &str, sign: usize) -> Option<usize> {
    let inside = text[sign..].strip_prefix(open)?;
    let inside = &inside[..inside.floor_char_boundary(LONGEST)];
    let inside = &inside[..inside.find(close)?];
    let (before, behind) = (&text[..sign], &text[sign + open.len() + inside.len() + close.len()..]);
    if inside.is_empty() || inside.contains('\n') || (open == "${" && !is_name(inside)) {
        return None;
    }
    // a word, an address or a figure goes on there; a link
    let apart = |c: char| !c.is_alphanumeric() && c != '_';
    let free = before.chars().next_back().is_none_or(apart) && behind.chars().next().is_none_or(apart);
    let linked = open.starts_with('[') && (behind.starts_with(['(', '[', ':']) || before.ends_with(['!', ']', '[']));
    let is_field = match words {
        Words::Any => inside.starts_with(|c: char| c.is_alphabetic() || c == '_' || open == "*|"),
        Words::Name => {
            is_name(inside) && (is_known(inside) || inside.contains('_') || !inside.contains(char::is_lowercase))
        }
        Words::Known => free && !linked && is_known(inside),
        Words::Greeted => free && !linked && is_known(inside) && greets(before),
        Words::Joined => free && inside.contains('_') && is_known(inside),
    };
    is_field.then(|| text.len() - behind.len())
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))
}

/// Whether services know a field of that name, alone or with whose it is: `first_name`, `contact.FIRSTNAME`.
fn is_known(text: &str) -> bool {
    let name = text.split(['|', ':']).next().unwrap_or(text);
    let bare: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let joined = name.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.'));
    let known = |name: &str| VOCABULARY.fields.names.iter().any(|known| known == name);
    let owned = OWNERS.iter().filter_map(|owner| bare.strip_prefix(owner));
    joined && (known(&bare) || owned.clone().any(known))
}

/// Whether the last word of a text greets.
fn greets(before: &str) -> bool {
    let word = before.trim_end().rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    has(&VOCABULARY.fields.greetings, word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> String {
        crate::markup::document::edited(text, read)
    }

    #[test]
    fn fields_go() {
        let rows = [
            ("Ciao *|FNAME|*, bentornato", "Ciao, bentornato"),
            ("*|IF:FNAME|*Ciao*|END:IF|* a te", "Ciao a te"),
            ("Ciao %%first_name%%!", "Ciao!"),
            ("Ciao <<Nome>>, come stai?", "Ciao, come stai?"),
            ("Ciao <<First Name>> e buon anno", "Ciao e buon anno"),
            ("Ciao [[firstname]], ecco", "Ciao, ecco"),
            ("Ciao {$name}, ecco", "Ciao, ecco"),
            ("Ciao ${nome}, ecco", "Ciao, ecco"),
            ("Ciao %recipient.name%, ecco", "Ciao, ecco"),
            ("Ciao %FIRSTNAME%, ecco", "Ciao, ecco"),
            ("Ciao {first_name}, ecco", "Ciao, ecco"),
            ("Ciao [Nome], ecco", "Ciao, ecco"),
            ("Scrivi a {contact.email}.", "Scrivi a."),
            ("Ciao -first_name-, ecco", "Ciao, ecco"),
        ];
        let wrong: Vec<_> =
            rows.iter().filter(|(i, o)| read_text(i) != *o).map(|(i, o)| (i, o, read_text(i))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn other_marks_stay() {
        let rows = [
            "Disse: <<Non vengo>> e uscì, <<bene>>",
            "Lo sconto è del 5% o del 10%, non del 20%",
            "Il 3%nome%4",
            "Vedi [[Pagina di prova]] e [[Ada Neri]]",
            "Scrivi [nome] e [cognome] nel modulo",
            "Il [nome](a.html) e ![nome](b.png)",
            "L'insieme {nome, cognome} e {x}",
            "*Il* | *la* e un -nome- qui, post-nome-utente",
            "Costa 5 ${ e 10$}",
            "%%un commento lungo%%",
            "`{nome}`",
        ];
        let wrong: Vec<_> = rows.iter().filter(|t| read_text(t) != **t).map(|t| read_text(t)).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
