//! Cutting what is too long for one breath of the network.

/// A piece of an utterance and the silence that belongs behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece<'a> {
    /// The phonemes or the text, without spaces around.
    pub text: &'a str,
    /// Seconds of silence behind it, by the mark it ends with; the last piece has none.
    pub pause: f64,
}

/// Cuts `text` into pieces of at most `longest` characters, as few and as even as its clauses allow: at clause ends, else
/// at spaces. A piece without a space is left whole, however long.
pub fn pieces(text: &str, longest: usize) -> Vec<Piece<'_>> {
    let text = text.trim();
    if text.chars().count() <= longest {
        return vec![Piece { text, pause: 0.0 }];
    }
    let Some((left, right)) = halves(text) else { return vec![Piece { text, pause: 0.0 }] };
    let mut cut = pieces(left, longest);
    if let Some(last) = cut.last_mut() {
        last.pause = pause_behind(left);
    }
    cut.extend(pieces(right, longest));
    cut
}

/// Cuts `text` in two at the clause end nearest its middle if one lies in the middle half, else at the nearest space.
pub fn halves(text: &str) -> Option<(&str, &str)> {
    let length = text.chars().count();
    let mut best: Option<(usize, usize)> = None;
    for (place, (at, c)) in text.char_indices().enumerate() {
        if !c.is_whitespace() || text[..at].trim().is_empty() || text[at..].trim().is_empty() {
            continue;
        }
        let from_middle = (2 * place).abs_diff(length);
        let clause = ends_clause(&text[..at]) && 2 * from_middle <= length;
        // Any clause end of the middle half goes before any bare space.
        let cost = from_middle + if clause { 0 } else { 2 * length };
        if best.is_none_or(|(least, _)| cost < least) {
            best = Some((cost, at));
        }
    }
    best.map(|(_, at)| (text[..at].trim_end(), text[at..].trim_start()))
}

fn ends_clause(text: &str) -> bool {
    last_mark(text).is_some_and(|c| ".!?;:,—…".contains(c))
}

/// The last character behind which no closing quote or bracket stands.
fn last_mark(text: &str) -> Option<char> {
    text.chars().rev().find(|c| !"”»\")".contains(*c))
}

/// About what a reader leaves; less than between sentences, which are passages of their own.
fn pause_behind(text: &str) -> f64 {
    match last_mark(text) {
        Some('.' | '!' | '?' | '…') => 0.3,
        Some(';' | ':' | '—') => 0.2,
        Some(',') => 0.12,
        _ => 0.04,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_at_clauses_then_at_spaces() {
        type Row<'a> = (&'a str, usize, &'a [(&'a str, f64)]);
        let rows: &[Row] = &[
            ("una sola", 20, &[("una sola", 0.0)]),
            ("prima parte, seconda parte", 20, &[("prima parte,", 0.12), ("seconda parte", 0.0)]),
            ("prima, parte e seconda; parte tre", 25, &[("prima, parte e seconda;", 0.2), ("parte tre", 0.0)]),
            // The only mark is too near the end to cut there.
            ("uno due tre quattro cinque, sei", 28, &[("uno due tre quattro", 0.04), ("cinque, sei", 0.0)]),
            ("disse “basta.” Poi uscì di casa", 20, &[("disse “basta.”", 0.3), ("Poi uscì di casa", 0.0)]),
            ("unaparolasenzaspazi", 10, &[("unaparolasenzaspazi", 0.0)]),
            ("aa bb cc dd", 3, &[("aa", 0.04), ("bb", 0.04), ("cc", 0.04), ("dd", 0.0)]),
        ];
        let mut failed = Vec::new();
        for (text, longest, expected) in rows {
            let got: Vec<(&str, f64)> = pieces(text, *longest).iter().map(|p| (p.text, p.pause)).collect();
            if got != *expected {
                failed.push(format!("{text}: {got:?}"));
            }
        }
        assert!(failed.is_empty(), "{}", failed.join("\n"));
    }

    #[test]
    fn pieces_lose_nothing_and_fit() {
        // one to ten letters, and behind some a mark
        let word = |n: usize| "parolalunga"[..1 + n * 7 % 10].to_string() + ["", ".", "", ",", "", ";", ":"][n * 3 % 7];
        let words: Vec<String> = (0..80).map(word).collect();
        for count in 1..=words.len() {
            let text = words[..count].join(" ");
            for longest in 12..60 {
                let cut: Vec<&str> = pieces(&text, longest).iter().map(|p| p.text).collect();
                assert!(cut.iter().all(|p| p.chars().count() <= longest && !p.is_empty()), "{longest}: {cut:?}");
                assert_eq!(cut.join(" "), text, "{longest}");
            }
        }
    }
}
