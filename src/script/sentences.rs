//! Paragraphs to sentences, and very short sentences joined: a lone word is badly spoken.

use super::blocks::LINE_BREAK;

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

/// Abbreviations whose full stop ends no sentence, whatever follows.
const ABBREVIATIONS: [&str; 79] = [
    "dott", "dr", "drs", "prof", "profs", "sig", "sigg", "sr", "jr", "mr", "mrs", "ms", "st", "avv", "ing", "arch",
    "geom", "rag", "on", "sen", "dep", "min", "gen", "col", "cap", "mons", "card", "don", "ssa", "ra", "ri", "art",
    "artt", "pag", "pagg", "pp", "p", "fig", "figg", "tab", "cap", "capp", "vol", "voll", "n", "nn", "nr", "num",
    "tel", "es", "cfr", "ca", "cd", "cosidd", "vs", "cit", "ed", "eds", "trad", "lett", "par", "co", "cost", "cod",
    "reg", "dir", "lgs", "spett", "gent", "egr", "cass", "civ", "sez", "cav", "comm", "ten", "all", "rif", "lit",
];
/// Abbreviations that may end a sentence: they do when a capital follows.
const FINAL: [&str; 6] = ["ecc", "etc", "al", "sgg", "segg", "seg"];

/// Above this many characters two sentences are not joined merely because they are short.
const JOINED: usize = 60;
/// A sentence of so many words or fewer is always joined to a neighbour.
const LONE: usize = 3;

/// Splits a cleaned paragraph that begins on `line`. Every sentence ends with a mark; none is empty.
pub fn split(text: &str, line: u32) -> Vec<Sentence> {
    let chars: Vec<char> = text.chars().collect();
    let mut sentences = Vec::new();
    let (mut start, mut i, mut here) = (0, 0, line);
    while i < chars.len() {
        let end = if chars[i] == LINE_BREAK {
            breaks_line(&chars, start, i).then_some(i + 1)
        } else if is_stop(chars[i]) {
            let end = closing(&chars, i);
            let ends = ends_sentence(&chars, start, i, end);
            if !ends {
                i = end - 1;
            }
            ends.then_some(end)
        } else {
            None
        };
        if let Some(end) = end {
            push(&mut sentences, &chars[start..end], &mut here);
            start = end;
            i = end;
        } else {
            i += 1;
        }
    }
    push(&mut sentences, &chars[start..], &mut here);
    sentences
}

/// Joins very short sentences with a neighbour, and two or three that are short together.
pub fn join(sentences: Vec<Sentence>) -> Vec<Sentence> {
    let mut out: Vec<(Sentence, usize)> = Vec::new();
    let count = sentences.len();
    for (i, sentence) in sentences.into_iter().enumerate() {
        let last = i + 1 == count;
        if let Some((before, parts)) = out.last_mut() {
            let together = before.text.chars().count() + 1 + sentence.text.chars().count();
            let short = together <= JOINED && *parts < 3;
            if is_lone(&before.text) || (last && is_lone(&sentence.text)) || short {
                before.append(sentence);
                *parts += 1;
                continue;
            }
        }
        out.push((sentence, 1));
    }
    out.into_iter().map(|(s, _)| s).collect()
}

/// Whether the text is too short to be spoken alone.
pub fn is_lone(text: &str) -> bool {
    text.split_whitespace().count() <= LONE
}

/// `text` ended as a voice wants it: a full stop unless it ends a sentence or leads on with a colon.
pub fn finish(text: &str) -> String {
    let text =
        text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '–' | '—' | '-' | '|' | '/'));
    let body = text.trim_end_matches(is_closer);
    let ended = body.ends_with(|c| is_stop(c) || c == ':');
    if text.is_empty() || ended { text.to_string() } else { format!("{text}.") }
}

fn push(sentences: &mut Vec<Sentence>, chars: &[char], line: &mut u32) {
    let lead = chars.iter().take_while(|c| c.is_whitespace());
    let at = *line + lead.filter(|c| **c == '\n').count() as u32;
    *line += chars.iter().filter(|c| **c == '\n').count() as u32;
    let (words, breaks) = one_line(chars);
    let text = finish(&words);
    if text.chars().any(char::is_alphanumeric) {
        sentences.push(Sentence { text, line: at, breaks });
    } else if let Some(before) = sentences.last_mut() {
        // A lone quotation mark belongs to what it closes; other marks alone say nothing.
        before.text.extend(text.chars().filter(|c| is_closer(*c)));
    }
}

/// The words with single spaces between them, and where in them new lines begin.
fn one_line(chars: &[char]) -> (String, Vec<usize>) {
    let (mut text, mut breaks) = (String::with_capacity(chars.len()), Vec::new());
    let (mut parted, mut ends) = (false, 0);
    for c in chars {
        if c.is_whitespace() {
            parted = true;
            ends += usize::from(*c == '\n');
            continue;
        }
        if parted && !text.is_empty() {
            text.push(' ');
            breaks.extend((0..ends).map(|_| text.len()));
        }
        (parted, ends) = (false, 0);
        text.push(*c);
    }
    (text, breaks)
}

fn is_stop(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…')
}

fn is_closer(c: char) -> bool {
    matches!(c, '”' | '’' | '»' | '"' | '\'' | ')' | ']')
}

/// One past the marks and closing quotes at `at`: `?!`, `.”.`, `…)`.
fn closing(chars: &[char], at: usize) -> usize {
    let rest = &chars[at..];
    at + rest.iter().take_while(|c| is_stop(**c) || is_closer(**c)).count()
}

/// A line broken on purpose ends a sentence unless the text plainly goes on.
fn breaks_line(chars: &[char], start: usize, at: usize) -> bool {
    let before = chars[start..at].iter().rev().find(|c| !c.is_whitespace());
    let after = chars[at..].iter().find(|c| c.is_alphanumeric());
    let goes_on = before.is_none_or(|c| *c == ',' || c.is_alphanumeric()) && after.is_some_and(|c| c.is_lowercase());
    !goes_on
}

/// Whether the marks in `at..end` end the sentence begun at `start`.
fn ends_sentence(chars: &[char], start: usize, at: usize, end: usize) -> bool {
    let Some(&follows) = chars.get(end) else { return true };
    if !follows.is_whitespace() {
        return false;
    }
    let next =
        chars[end..].iter().find(|c| !c.is_whitespace() && !matches!(c, '“' | '«' | '"' | '‘' | '\'' | '(' | '['));
    let Some(next) = next else { return true };
    if next.is_lowercase() || matches!(next, ',' | ';' | ':') {
        return false;
    }
    // `(davvero?) Google`: the mark ends what is in the brackets.
    let bracket = chars[at..end].iter().position(|c| *c == ')' || *c == ']');
    if let Some(b) = bracket
        && !chars[at + b..end].iter().any(|c| is_stop(*c))
        && !chars[start..at].iter().find(|c| !c.is_whitespace()).is_some_and(|c| *c == '(' || *c == '[')
    {
        return false;
    }
    chars[at] != '.' || end > at + 1 || !abbreviates(&chars[start..at], *next)
}

/// Whether the full stop behind `before` belongs to an abbreviation, an initial or a list's number.
fn abbreviates(before: &[char], next: char) -> bool {
    let word: Vec<char> = before.iter().rev().take_while(|c| !c.is_whitespace() && !is_opener(**c)).copied().collect();
    let word: String = word.into_iter().rev().collect();
    let alone = word.chars().count() == before.iter().filter(|c| !c.is_whitespace()).count();
    let lower = word.to_lowercase();
    let last = lower.rsplit(['.', '-', '\'', '’']).next().unwrap_or("");
    if matches!(
        lower.as_str(),
        "p.zza" | "v.le" | "c.so" | "l.go" | "f.lli" | "gent.mo" | "gent.ma" | "ill.mo" | "spett.le"
    ) {
        return true;
    }
    if FINAL.contains(&lower.as_str()) {
        return !next.is_uppercase();
    }
    // `1. Titolo`
    if alone && !word.is_empty() && word.chars().all(|c| c.is_ascii_digit()) {
        return true;
    }
    // `art. 5 c. 2`: a comma of a law.
    if word == "c" {
        let rest: String = before[..before.len() - 1].iter().collect();
        return next.is_ascii_digit() && rest.trim_end().ends_with(|c: char| c.is_ascii_digit() || c == ',');
    }
    // `J. R. Tolkien`, `S.p.A.`, `a.C.`: a letter alone between stops.
    if last.chars().count() == 1 && last.chars().all(char::is_alphabetic) {
        return word.contains('.') || word.chars().all(char::is_uppercase) || ABBREVIATIONS.contains(&last);
    }
    match last {
        // Words too, unless a name or a number follows: `il min. 5`, `non ho che un don.`
        "on" | "min" | "don" | "par" | "dir" | "col" | "ed" | "al" | "co" | "ms" | "par." => {
            next.is_ascii_digit() || word.chars().next().is_some_and(char::is_uppercase)
        }
        // `max. 5`, `lun. 8 marzo`, but `urla il mar.`
        "max" | "lun" | "mar" | "mer" | "gio" | "ven" | "sab" | "dom" => next.is_ascii_digit(),
        _ => ABBREVIATIONS.contains(&last),
    }
}

fn is_opener(c: char) -> bool {
    matches!(c, '“' | '«' | '"' | '‘' | '(' | '[')
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
        let got = |t: &str| split(t, 1).into_iter().map(|s| s.text).collect::<Vec<_>>();
        let wrong: Vec<_> = rows.iter().filter(|(i, o)| got(i) != *o).map(|(i, _)| got(i)).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn each_sentence_has_its_line() {
        let sentences = split("uno\ndue. Tre\nquattro.\nCinque.", 7);
        let breaks: Vec<_> = sentences.iter().map(|s| s.breaks.clone()).collect();
        assert_eq!(breaks, [vec![4], vec![4], vec![]]);
        let mut joined = join(sentences.clone());
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
            let got: Vec<_> = join(sentences).into_iter().map(|s| s.text).collect();
            if got != want {
                wrong.push(got);
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
