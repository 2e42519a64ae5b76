//! Cutting a text at its clause marks, so that espeak-ng answers each piece with one line, and putting it together again.

/// The longest piece in bytes: espeak-ng reads lines of at most 1000 bytes and clauses of at most 800.
const LONGEST: usize = 600;

/// A stretch of a text.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// Words without any mark: one line for the phonemiser.
    Words(String),
    /// Marks with the spaces around them, as the voice's alphabet writes them.
    Marks(String),
}

impl Piece {
    /// The words, if it is words.
    pub fn words(&self) -> Option<&str> {
        match self {
            Piece::Words(w) => Some(w),
            Piece::Marks(_) => None,
        }
    }
}

/// Cuts `text` into words and marks. Quotation marks vanish; brackets become round; a dash between spaces becomes `—`
/// (espeak-ng would drop a hyphen and answer an en dash with two lines).
pub fn cut(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut words = String::new();
    let mut marks = String::new();
    let plain = plain_marks(text);
    for c in plain.chars() {
        if is_mark(c) || (c == ' ' && !marks.is_empty()) {
            if !words.is_empty() {
                // The spaces before a mark belong to the mark, as in the reference.
                let kept = words.trim_end().len();
                let spaces = words.split_off(kept);
                push_words(&mut pieces, &words);
                words.clear();
                marks.push_str(&spaces);
            }
            marks.push(c);
        } else {
            if !marks.is_empty() {
                pieces.push(Piece::Marks(std::mem::take(&mut marks)));
            }
            words.push(c);
        }
    }
    push_words(&mut pieces, words.trim_end());
    if !marks.trim_end().is_empty() {
        pieces.push(Piece::Marks(marks.trim_end().to_string()));
    }
    pieces
}

/// Puts the pieces together with each stretch of words replaced by its phonemes, and tells at which character each of
/// these begins.
pub fn join<'a>(pieces: &'a [Piece], phonemes: impl Fn(&'a str) -> &'a String) -> (String, Vec<usize>) {
    let mut text = String::new();
    let mut starts = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Words(words) => {
                if matches!(text.chars().last(), Some(c) if !is_mark(c) && c != ' ') {
                    text.push(' ');
                }
                starts.push(text.chars().count());
                text.push_str(phonemes(words));
            }
            Piece::Marks(marks) => text.push_str(marks),
        }
    }
    (text, starts)
}

fn is_mark(c: char) -> bool {
    matches!(c, ';' | ':' | ',' | '.' | '!' | '?' | '—' | '…' | '(' | ')')
}

/// The text with only the marks that the voice knows, single spaces, no quotation marks.
fn plain_marks(text: &str) -> String {
    let text = text.replace("...", "…");
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        let c = match c {
            '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '‹' | '›' | '‘' | '‚' | '¡' | '¿' => continue,
            '[' | '{' => '(',
            ']' | '}' => ')',
            '―' => '—',
            c if c.is_whitespace() => ' ',
            c => c,
        };
        let last = plain.chars().last();
        // Doubled spaces and the doubled stop that a vanished quotation mark leaves ("il mar.”.").
        if (c == ' ' && matches!(last, None | Some(' '))) || (c == '.' && matches!(last, Some('.' | '!' | '?' | '…')))
        {
            continue;
        }
        plain.push(c);
    }
    plain.replace(" - ", " — ").replace(" – ", " — ").replace('–', "-")
}

fn push_words(pieces: &mut Vec<Piece>, words: &str) {
    let mut rest = words.trim();
    while rest.len() > LONGEST {
        let limit = (0..=LONGEST).rev().find(|&i| rest.is_char_boundary(i)).unwrap_or(rest.len());
        let at = rest[..limit].rfind(' ').filter(|&i| i > 0).unwrap_or(limit);
        pieces.push(Piece::Words(rest[..at].trim_end().to_string()));
        rest = rest[at..].trim_start();
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest.to_string()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let show = |p: &Piece| match p {
            Piece::Words(w) => format!("<{w}>"),
            Piece::Marks(m) => m.clone(),
        };
        cut(text).iter().map(show).collect()
    }

    #[test]
    fn cuts_at_marks() {
        let rows = [
            ("Ciao, mondo!", "<Ciao>, <mondo>!"),
            ("fra (le) parentesi [quadre]", "<fra> (<le>) <parentesi> (<quadre>)"),
            ("il mar.”. Poi", "<il mar>. <Poi>"),
            ("«Sì» , disse", "<Sì> , <disse>"),
            ("uno – due - tre", "<uno> — <due> — <tre>"),
            ("Roma–Milano", "<Roma-Milano>"),
            ("Davvero?! Sì...", "<Davvero>?! <Sì>…"),
            ("l'«ode» d’amore", "<l'ode d’amore>"),
            ("  due\t spazi\u{a0}qui ", "<due spazi qui>"),
            ("", ""),
            ("“”", ""),
            ("…", "…"),
        ];
        let wrong: Vec<_> = rows.iter().map(|r| (r, shown(r.0))).filter(|(r, got)| got != r.1).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn long_words_without_a_mark_stay_below_the_line_limit() {
        let text = "parola ".repeat(400);
        let pieces = cut(&text);
        assert!(pieces.iter().filter_map(Piece::words).all(|w| w.len() <= LONGEST));
        let echo: Vec<String> = pieces.iter().filter_map(Piece::words).map(String::from).collect();
        assert_eq!(echo.join(" "), text.trim());
        let all = pieces.iter().filter_map(Piece::words).map(|w| w.split(' ').count()).sum::<usize>();
        assert_eq!(all, 400);
    }
}
