//! Sentence boundary detection: where the sentences of a paragraph end.
//!
//! A full stop, a question mark, an exclamation mark or an ellipsis ends a sentence if white space follows, and then
//! something that can begin one. But a full stop can belong to the word before it: an abbreviation (`il pres.
//! Mattarella`), an initial (`J. Tolkien`), a number (`5 min. 30`). Such words are read here by the recognisers that read
//! them aloud, from the same tables: where the reading keeps a full stop (`eccetera.`) the sentence ends, and where it
//! does not the sentence goes on. So a paragraph that is cut and then read is read as if it had been read whole.

use super::Tables;
use super::text::{Text, lower};
use super::tokenize::Kind;
use super::{acronym, digits, dotted, word};

/// A line end that the author meant, as Unicode has it; a plain one (`\n`) is white space within a paragraph.
pub const LINE_SEPARATOR: char = '\u{2028}';

/// No number has more tokens than this between its digits and the full stop of its unit or month: `5 mln. `.
const NEAR: usize = 4;

/// Cuts a paragraph into its sentences, each with the white space before it; together they are the paragraph.
///
/// A line separator (U+2028) ends a sentence too, unless the text plainly goes on behind it in small letters.
///
/// ```
/// let text = "Vede il pres. Mattarella alle 5 p.m. Poi mele, pere ecc. Il resto domani.";
/// let sentences = altavoce_italian::sentences(text);
/// assert_eq!(sentences, ["Vede il pres. Mattarella alle 5 p.m.", " Poi mele, pere ecc.", " Il resto domani."]);
/// ```
pub fn sentences(text: &str) -> Vec<&str> {
    sentences_with(Tables::builtin(), text)
}

/// [`sentences`] with tables of one's own.
pub fn sentences_with<'t>(tables: &Tables, text: &'t str) -> Vec<&'t str> {
    let mut of_words = None;
    let mut sentences = Vec::new();
    let (mut start, mut from) = (0, 0);
    while let Some(found) = text[from..].find(|c| is_terminal(c) || c == LINE_SEPARATOR) {
        let at = from + found;
        let marks = marks(&text[at..]);
        from = at + marks.len();
        let ends = match marks {
            "" => {
                from += LINE_SEPARATOR.len_utf8();
                !runs_on(&text[start..at], &text[from..])
            }
            _ if !may_end(&text[start..at], marks, &text[from..]) => false,
            "." | "!" | "?" => {
                let of_words = of_words.get_or_insert_with(|| stops_of_words(tables, text));
                of_words.binary_search(&at).is_err()
            }
            _ => true,
        };
        if ends {
            sentences.push(&text[start..from]);
            start = from;
        }
    }
    if start < text.len() {
        sentences.push(&text[start..]);
    }
    sentences
}

/// Whether the mark at the byte `at` of the text belongs to a word and ends no sentence before the text's own end.
pub fn is_stop_of_word(tables: &Tables, text: &str, at: usize) -> bool {
    stops_of_words(tables, text).binary_search(&at).is_ok()
}

/// Whether the character ends sentences.
pub fn is_terminal(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…')
}

/// Whether the character closes a quotation or a bracket, or can.
pub fn is_closing(c: char) -> bool {
    matches!(c, '”' | '’' | '»' | '"' | '\'' | ')' | ']')
}

fn is_opening(c: char) -> bool {
    matches!(c, '“' | '«' | '"' | '‘' | '\'' | '(' | '[')
}

/// The marks and what they close at the start of `text`: `?!`, `.”.`, `…)`.
fn marks(text: &str) -> &str {
    let end = text.find(|c| !is_terminal(c) && !is_closing(c));
    &text[..end.unwrap_or(text.len())]
}

/// Whether a line broken on purpose leaves its sentence unfinished: no mark before, a small letter behind.
fn runs_on(before: &str, behind: &str) -> bool {
    let Some(last) = before.trim_end().chars().next_back() else { return true };
    (last == ',' || last.is_alphanumeric())
        && behind.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_lowercase)
}

/// Whether `marks` can end the sentence that they stand behind, as far as what surrounds them tells.
fn may_end(sentence: &str, marks: &str, behind: &str) -> bool {
    if !behind.is_empty() && !behind.starts_with(char::is_whitespace) {
        return false;
    }
    let Some(next) = behind.chars().find(|c| !c.is_whitespace() && !is_opening(*c)) else { return true };
    if next.is_lowercase() || matches!(next, ',' | ';' | ':') {
        return false;
    }
    let sentence = sentence.trim_start();
    // `(davvero?) Google`: the mark ends what is in the brackets
    let bracket = marks.find([')', ']']);
    if bracket.is_some_and(|b| !marks[b..].contains(is_terminal)) && !sentence.starts_with(['(', '[']) {
        return false;
    }
    // `1. Titolo`: the number of an item
    let numbers_item = !sentence.is_empty() && sentence.bytes().all(|b| b.is_ascii_digit());
    !(marks == "." && numbers_item)
}

/// Where the marks stand that belong to a word and end no sentence, in bytes.
fn stops_of_words(tables: &Tables, paragraph: &str) -> Vec<usize> {
    let paragraph = paragraph.replace('\n', " ");
    let text = Text::new(&paragraph, tables);
    let mut stops = Vec::new();
    let mut i = 0;
    while i < text.len() {
        let Some((end, ends_sentence)) = with_stops(&text, i) else {
            i += 1;
            continue;
        };
        let own = if ends_sentence { i..end - 1 } else { i..end };
        stops.extend(own.filter(|j| text.at(*j).starts_with(is_terminal)).map(|j| text.offset(j)));
        i = end;
    }
    stops
}

/// The token behind what is written with full stops at token `i`, and whether the last of them ends the sentence too.
fn with_stops(text: &Text, i: usize) -> Option<(usize, bool)> {
    if let Some(end) = text.kept(i) {
        return Some((end, text.opens_sentence(text.skip(end))));
    }
    let found = match text.kind(i) {
        Kind::Word if text.is(i + 1, ".") || text.tables.openers.contains(&*lower(text.at(i))) => word::read(text, i),
        Kind::Digits if (i + 1..i + NEAR).any(|j| text.kind(j) == Kind::Word && text.is(j + 1, ".")) => {
            Some(digits::read(text, i))
        }
        _ => return None,
    };
    if let Some(found) = found {
        return Some((found.end, found.verbalization.text.ends_with('.')));
    }
    if acronym::is_initial(text, i) {
        return Some((i + 2, false));
    }
    // letters and dots that nobody knows: a name may follow them
    let end = dotted::end_of(text, i)?;
    Some((end, text.opens_sentence(text.skip(end))))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each row is a paragraph with a stroke where a sentence ends; the rows that are cut otherwise.
    fn wrong(tables: &Tables, rows: &[&str]) -> Vec<String> {
        let cut = |row: &&str| {
            let paragraph = row.replace('|', "");
            let sentences = sentences_with(tables, &paragraph);
            assert_eq!(sentences.concat(), paragraph);
            sentences.join("|")
        };
        rows.iter().filter(|row| cut(row) != **row).map(|row| format!("{} is not {row}", cut(row))).collect()
    }

    #[test]
    fn a_full_stop_of_a_word_ends_nothing() {
        let wrong = wrong(
            Tables::builtin(),
            &[
                "Parla il pres. Mattarella con il gov. Fontana.",
                "Vale la sent. 242 del dic. 2024.",
                "Per i dati si ved. Allegato 3.",
                "Il sen. La Russa, l'on. Di Maio e il gen. Dalla Chiesa.",
                "Lo dice l'art. 5 c. 2 del D. Lgs. 33/2013, cod. Terzo settore.",
                "Scrivono J. R. Tolkien, A. Manzoni, T. A. Edison e L. De Filippi.",
                "Arriva Mr. Smith con il cosidd. Decreto.",
                "La Banca Rossi S. p. A. cresce nell'U.S. Lecce.",
                "Nel 44 a.C. Cesare cade; nel III secolo a.C. Roma vince.",
                "Alle 5 p.m. Roma dorme.",
                "Durano 5 min. 30 e costano 5 mln. 200.",
                "Sono max. 5 e min. 3 posti, lun. 8 e dom. 14 marzo.",
                "Il segretario a.i. Rossi e il c.d. Decreto.",
                "Il pres.\nMattarella parla ad es. Domenica.",
                "L'a.d. Rossi con C.F. ABC.",
                "La lett. B e l'int. C del cap. IV, p. XII.",
            ],
        );
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn a_sentence_that_ends_is_cut() {
        let wrong = wrong(
            Tables::builtin(),
            &[
                "Chiude alle 5 p.m.| Poi riapre.",
                "Mele, pere ecc.| Il resto domani.",
                "Rossi et al.| Google nega.",
                "Comincia con la lettera K.| Ma si legge altro.",
                "Manca la vitamina B.| Serve molto sole.",
                "Ha vinto il gruppo A.| Poi si cambia.",
                "Ne parla su X.| Google tace.",
                "Era il 2024.| Poi basta.| 20 aziende restano.",
                "Sono tre.| Il resto no.",
                "Il caffè è nel col.| Poi si filtra.",
                "Lo porta con sé, al.| Google no.",
                "Ne esce una nuova ed.| Poi basta.",
                "Ho perso le mie card.| Poi le ho trovate.",
                "Non ho che un don.| Nessuno lo sa.",
                "Urla il mar.| Poi tace.",
                "Ho visto il prof.| Poi sono uscito.",
                "Ha mandato il c.v.| Ora aspetta.",
                "Vedi gli artt. 5 e segg.| Il resto segue.",
                "Chiude la Acme S.p.A.| Nel Lazio restano in due.",
                "Cresce la Acme S.p.A.| Google no.",
                "Accadde nel 44 a.C.| Il Senato tacque.",
                "Durò 5 min.| Poi basta.",
                "Scade il 5 dic.| L'INPS paga.",
                "Scrive in c.| 2 programmi.",
                "Davvero?!| Sì…| Ecco.",
                "Ha detto: “basta così.”| E via.",
                "(È vero.)| Poi basta.",
                "Riga uno\u{2028}| Riga due.",
            ],
        );
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn other_marks_and_what_surrounds_them() {
        let wrong = wrong(
            Tables::builtin(),
            &[
                "E poi... niente.| E poi...| Niente.",
                "1. Il titolo",
                "Restano i nodi 1., 2. e 3. da sciogliere.",
                "Ha detto «Basta!» e via.",
                "In Europa (davvero?) Google perde.",
                "Usa Claude 3.5 di example.com e va.",
                "Riga uno\u{2028}che continua",
                "Segna Neri B.|\u{2028} Vince la squadra di casa.",
                "",
                "senza punto",
            ],
        );
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn rows_of_ones_own_count() {
        let mut tables = Tables::builtin().clone();
        for row in [["assoc.", "associazione", "any"], ["isp.", "ispettore", "name"], ["ndr.", "nota", "end"]] {
            tables.add_row("abbreviations", &row).unwrap();
        }
        tables.keep("Yahoo! Inc. Japan");
        let rows = [
            "La assoc. Aurora e l'isp. Neri.",
            "Così dice (ndr. non è vero) l'isp.| Poi tace, ndr.| Google no.",
            "Nasce Yahoo! Inc. Japan in Asia.",
        ];
        assert_eq!(wrong(&tables, &rows), Vec::<String>::new());
    }
}
