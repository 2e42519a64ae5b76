//! Paragraphs to sentences, and very short sentences joined: a lone word is badly spoken.

use altavoce_italian::Tables;
use altavoce_italian::sentence::{is_closing, is_stop_of_word, is_terminal, sentences_with};

/// A sentence and the line of its first character.
#[derive(Debug, Clone, PartialEq)]
pub struct Sentence {
    /// The words, single spaces, ended by a mark that the voice understands.
    pub text: String,
    /// The line.
    pub line: u32,
    /// Where in `text` further lines begin, in bytes; a place is repeated for each line end there.
    pub breaks: Vec<usize>,
}

impl Sentence {
    /// A sentence that stands on one line.
    pub fn on(line: u32, text: String) -> Sentence {
        Sentence { text, line, breaks: Vec::new() }
    }

    /// Puts another sentence of the same paragraph behind this one.
    fn append(&mut self, next: Sentence) {
        self.text.push(' ');
        let at = self.text.len();
        let ends_on = self.line + self.breaks.len() as u32;
        self.breaks.extend((ends_on..next.line).map(|_| at));
        self.breaks.extend(next.breaks.iter().map(|b| b + at));
        self.text.push_str(&next.text);
    }

    /// Puts words of ours before the first.
    pub fn lead(&mut self, words: &str) {
        self.text.insert_str(0, words);
        self.breaks.iter_mut().for_each(|b| *b += words.len());
    }
}

/// Above this many characters two sentences are not joined merely because they are short.
const JOINED: usize = 60;
/// A sentence of so many words or fewer is always joined to a neighbour.
const LONE: usize = 3;

/// Splits a cleaned paragraph that begins on `line`. Every sentence ends with a mark; none is empty.
pub fn split(text: &str, line: u32, tables: &Tables) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let mut here = line;
    for written in sentences_with(tables, text) {
        push(&mut sentences, written, &mut here);
    }
    sentences
}

/// Joins very short sentences with a neighbour, and two or three that are short together; not `Neri B.` and, from the line
/// below, `Vince la squadra`, which would be read as one.
pub fn join(sentences: Vec<Sentence>, tables: &Tables) -> Vec<Sentence> {
    let mut out: Vec<(Sentence, usize)> = Vec::new();
    let count = sentences.len();
    for (i, sentence) in sentences.into_iter().enumerate() {
        let last = i + 1 == count;
        if let Some((before, parts)) = out.last_mut() {
            let together = before.text.chars().count() + 1 + sentence.text.chars().count();
            let short = together <= JOINED && *parts < 3;
            let wanted = is_lone(&before.text) || (last && is_lone(&sentence.text)) || short;
            if wanted && !run_together(&before.text, &sentence.text, tables) {
                before.append(sentence);
                *parts += 1;
                continue;
            }
        }
        out.push((sentence, 1));
    }
    out.into_iter().map(|(s, _)| s).collect()
}

/// Whether the full stop of `before` would be an abbreviation's or an initial's if `next` stood behind it.
fn run_together(before: &str, next: &str, tables: &Tables) -> bool {
    let stop = before.len().saturating_sub(1);
    before.ends_with('.') && is_stop_of_word(tables, &format!("{before} {next}"), stop)
}

/// Whether the text is too short to be spoken alone.
pub fn is_lone(text: &str) -> bool {
    text.split_whitespace().count() <= LONE
}

/// `text` ended as a voice wants it: a full stop unless it ends a sentence or leads on with a colon.
pub fn finish(text: &str) -> String {
    let text =
        text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '–' | '—' | '-' | '|' | '/'));
    let body = text.trim_end_matches(is_closing);
    let ended = body.ends_with(|c| is_terminal(c) || c == ':');
    if text.is_empty() || ended { text.to_string() } else { format!("{text}.") }
}

/// Adds the sentence `written`, which begins, white space included, on `line`; its end's line is left there.
fn push(sentences: &mut Vec<Sentence>, written: &str, line: &mut u32) {
    let lead = written.len() - written.trim_start().len();
    let at = *line + line_ends(&written[..lead]);
    *line += line_ends(written);
    let (words, breaks) = one_line(written);
    let text = finish(&words);
    if text.chars().any(char::is_alphanumeric) {
        sentences.push(Sentence { text, line: at, breaks });
    } else if let Some(before) = sentences.last_mut() {
        // A lone quotation mark belongs to what it closes; other marks alone say nothing.
        before.text.extend(text.chars().filter(|c| is_closing(*c)));
    }
}

fn line_ends(text: &str) -> u32 {
    text.matches('\n').count() as u32
}

/// The words with single spaces between them, and where in them new lines begin.
fn one_line(written: &str) -> (String, Vec<usize>) {
    let (mut text, mut breaks) = (String::with_capacity(written.len()), Vec::new());
    let (mut parted, mut ends) = (false, 0);
    for c in written.chars() {
        if c.is_whitespace() {
            parted = true;
            ends += usize::from(c == '\n');
            continue;
        }
        if parted && !text.is_empty() {
            text.push(' ');
            breaks.extend((0..ends).map(|_| text.len()));
        }
        (parted, ends) = (false, 0);
        text.push(c);
    }
    (text, breaks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_of_italian() {
        let rows: [(&str, &[&str]); 34] = [
            ("Uno. Due! Tre? Quattro…", &["Uno.", "Due!", "Tre?", "Quattro…"]),
            ("Il dott. Rossi e il prof. Bianchi.", &["Il dott. Rossi e il prof. Bianchi."]),
            ("Mele, pere ecc. Poi basta.", &["Mele, pere ecc.", "Poi basta."]),
            ("Mele ecc. e pere.", &["Mele ecc. e pere."]),
            ("La Acme S.p.A. cresce.", &["La Acme S.p.A. cresce."]),
            ("L'art. 5 e l'es. Poi.", &["L'art. 5 e l'es. Poi."]),
            ("J. R. Tolkien scrive.", &["J. R. Tolkien scrive."]),
            ("Costa 1.250 euro. Tanto.", &["Costa 1.250 euro.", "Tanto."]),
            ("Era il 2024. Poi basta.", &["Era il 2024.", "Poi basta."]),
            ("1. Il titolo", &["1. Il titolo."]),
            ("diceva: “il mar.”. Ora tace", &["diceva: “il mar.”.", "Ora tace."]),
            ("ha detto: “basta così.” E via", &["ha detto: “basta così.”", "E via."]),
            ("Ha detto «Basta!» e via.", &["Ha detto «Basta!» e via."]),
            ("Davvero?! Sì.", &["Davvero?!", "Sì."]),
            ("E poi... niente. E poi... Niente", &["E poi... niente.", "E poi...", "Niente."]),
            ("un commento (pure breve, eh!) o altro", &["un commento (pure breve, eh!) o altro."]),
            ("In Europa (davvero?) Google perde.", &["In Europa (davvero?) Google perde."]),
            ("(È vero.) Poi basta.", &["(È vero.)", "Poi basta."]),
            ("senza punto", &["senza punto."]),
            ("si legge:", &["si legge:"]),
            ("«una citazione»", &["«una citazione»."]),
            ("finisce con,", &["finisce con."]),
            ("riga uno\u{2028}\nRiga due", &["riga uno.", "Riga due."]),
            ("riga uno\u{2028}\nche continua", &["riga uno che continua."]),
            ("Nell'89 a.C. Roma cadde.", &["Nell'89 a.C. Roma cadde."]),
            ("Usa Claude 3.5 e va. 20 aziende.", &["Usa Claude 3.5 e va.", "20 aziende."]),
            ("Sì. 😀", &["Sì."]),
            ("Sono max. 5 e min. 3 posti.", &["Sono max. 5 e min. 3 posti."]),
            ("Aperto lun. 8 e dom. 14 marzo.", &["Aperto lun. 8 e dom. 14 marzo."]),
            ("Si va mar. 3, mer. 4, gio. 5, ven. 6, sab. 7.", &["Si va mar. 3, mer. 4, gio. 5, ven. 6, sab. 7."]),
            ("Urla il mar. Poi tace.", &["Urla il mar.", "Poi tace."]),
            ("Lo dice l'art. 5 c. 2 della legge.", &["Lo dice l'art. 5 c. 2 della legge."]),
            ("Scrive in c. 2 programmi.", &["Scrive in c.", "2 programmi."]),
            ("Aperto 24h. Poi chiude.", &["Aperto 24h.", "Poi chiude."]),
        ];
        let got = |t: &str| split(t, 1, Tables::builtin()).into_iter().map(|s| s.text).collect::<Vec<_>>();
        let wrong: Vec<_> = rows.iter().filter(|(i, o)| got(i) != *o).map(|(i, _)| got(i)).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn each_sentence_has_its_line() {
        let sentences = split("uno\ndue. Tre\nquattro.\nCinque.", 7, Tables::builtin());
        let breaks: Vec<_> = sentences.iter().map(|s| s.breaks.clone()).collect();
        assert_eq!(breaks, [vec![4], vec![4], vec![]]);
        let mut joined = join(sentences.clone(), Tables::builtin());
        joined[0].lead("Primo: ");
        assert_eq!((joined[0].text.as_str(), joined.len()), ("Primo: uno due. Tre quattro. Cinque.", 1));
        assert_eq!(joined[0].breaks, [11, 20, 29]);
        let got: Vec<_> = sentences.into_iter().map(|s| (s.text, s.line)).collect();
        let want = [("uno due.", 7), ("Tre quattro.", 8), ("Cinque.", 10)];
        assert_eq!(got, want.map(|(t, l)| (t.to_string(), l)));
    }

    #[test]
    fn short_ones_are_joined() {
        let long = "Questa frase è abbastanza lunga da stare da sola senza nessun aiuto dalle altre.";
        let rows: [(&[&str], &[&str]); 6] = [
            (&["Sì.", long], &[&format!("Sì. {long}")]),
            (&[long, "Sì."], &[&format!("{long} Sì.")]),
            (&[long, long], &[long, long]),
            (&["Non solo Roma.", long, "Fine."], &[&format!("Non solo Roma. {long} Fine.")]),
            (&["Uno e due e tre.", "Due e tre e quattro."], &["Uno e due e tre. Due e tre e quattro."]),
            (&["Solo."], &["Solo."]),
        ];
        let mut wrong = Vec::new();
        for (input, want) in rows {
            let sentences = input.iter().map(|t| Sentence::on(1, t.to_string())).collect();
            let got: Vec<_> = join(sentences, Tables::builtin()).into_iter().map(|s| s.text).collect();
            if got != want {
                wrong.push(got);
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
