//! Lines that a mail program has broken at a width: whether they are, and the words that it parted.

use std::collections::HashSet;

use altavoce_base::trn;

use super::diagnostic::{self, Diagnostic};
use super::vocabulary::VOCABULARY;

/// A line of a text, without spaces at its ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number in the file, from 1.
    pub number: u32,
    /// It.
    pub text: String,
}

/// In characters: narrower and wider than this nobody breaks lines.
const WIDTHS: std::ops::RangeInclusive<usize> = 30..=120;
/// A line that a width of 60 or more has broken is not much shorter, in characters.
const BROKEN: usize = 45;

/// How short a line must be, in characters, to end a paragraph by itself, in a text whose lines are broken at a width; none
/// in one whose lines are not. `begins` says that a line begins something of its own.
pub fn shortest_broken(lines: &[Line], begins: impl Fn(&str) -> bool) -> Option<usize> {
    let length = |line: &Line| line.text.chars().count();
    let longest = lines.iter().map(length).max().unwrap_or(0);
    if longest > *WIDTHS.end() {
        return None;
    }
    let ends = |line: &Line| line.text.ends_with(['.', '!', '?', ':', '…']);
    // Of the lines of some length that another follows most end in no stop ...
    let (mut all, mut broken) = (0, 0);
    for pair in lines.windows(2).filter(|w| !w[1].text.is_empty() && length(&w[0]) >= BROKEN) {
        all += 1;
        broken += usize::from(!ends(&pair[0]));
    }
    if broken >= 2 && broken * 2 >= all {
        return Some(BROKEN);
    }
    // ... or, at any width, they end where the next word had no room. An address goes beyond the width.
    let width = lines.iter().filter(|l| l.text.contains(' ')).map(length).max().unwrap_or(0);
    let (mut all, mut full, mut open) = (0, 0, 0);
    for pair in lines.windows(2).filter(|w| !w[0].text.is_empty() && !w[1].text.is_empty() && !begins(&w[1].text)) {
        let word = pair[1].text.split(' ').next().map_or(0, |word| word.chars().count());
        let is_full = length(&pair[0]) + 1 + word > width || parts_a_word(&pair[0].text);
        all += 1;
        full += usize::from(is_full);
        open += usize::from(is_full && !ends(&pair[0]));
    }
    let fits = WIDTHS.contains(&width) && open >= 3 && full * 4 >= all * 3;
    fits.then(|| BROKEN.min(width * 3 / 5))
}

/// Whether a line ends in the middle of a word, or of two that a hyphen joins.
fn parts_a_word(line: &str) -> bool {
    let Some(before) = line.strip_suffix(['-', '\u{2010}', '\u{AD}']) else { return false };
    before.ends_with(char::is_alphanumeric)
}

/// Puts the end of each word that was parted at a line's end behind its beginning, and says which.
///
/// A hyphen stays where the text has the word with it elsewhere, before a capital or a digit, and behind what is always
/// followed by one (`ex-`, `open-`). One that stands for the end of a word (`pre- e post-bellico`) parts nothing.
pub fn join_words(lines: &mut Vec<Line>) -> Option<Diagnostic> {
    let seen = words(lines);
    let mut joined: Vec<(u32, String)> = Vec::new();
    let mut done: Vec<Line> = Vec::with_capacity(lines.len());
    for mut line in lines.drain(..) {
        let quoted = line.text.len() - line.text.trim_start_matches(['>', ' ']).len();
        if let Some(before) = done.last_mut()
            && parts_a_word(&before.text)
            && let Some((word, parted)) = whole_word(&before.text, &line.text[quoted..], &seen)
        {
            let end = line.text[quoted..].find(' ').map_or(line.text.len(), |at| quoted + at);
            let start = before.text.rfind(' ').map_or(0, |at| at + 1);
            before.text.truncate(start);
            before.text.push_str(&word);
            if parted {
                let bare = word.trim_matches(|c: char| !c.is_alphanumeric()).to_string();
                joined.push((before.number, bare));
            }
            let rest = line.text[end..].trim_start().to_string();
            if rest.is_empty() {
                continue;
            }
            line.text.replace_range(quoted.., &rest);
        }
        done.push(line);
    }
    *lines = done;
    let (number, first) = joined.first()?;
    let more = if joined.len() > 1 { ", …" } else { "" };
    let what = trn!(
        count = joined.len(),
        "1 word that was parted at a line's end joined: \"{first}\"{more}",
        "{count} words that were parted at a line's end joined: \"{first}\"{more}",
        first = diagnostic::shorten(first)
    );
    Some(Diagnostic::guessed(Some(*number), what))
}

/// The word of which `before` ends with the beginning and `after` begins with the end, with what is glued to it; and
/// whether the hyphen was none of its own. None where a space parts them.
fn whole_word(before: &str, after: &str, seen: &HashSet<String>) -> Option<(String, bool)> {
    let start = before.rsplit(' ').next()?;
    let end = after.split(' ').next()?;
    let (start, hyphen) = start.split_at(start.char_indices().next_back()?.0);
    let letters = |text: &str| text.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or("").to_lowercase();
    let first = letters(start);
    let second: String = end.chars().take_while(|c| c.is_alphabetic()).collect::<String>().to_lowercase();
    if hyphen == "\u{AD}" {
        return Some((format!("{start}{end}"), true));
    }
    if !end.starts_with(char::is_alphanumeric) || VOCABULARY.text.conjunctions.contains(&second) {
        return None;
    }
    let small = end.starts_with(char::is_lowercase) && start.ends_with(char::is_lowercase);
    let hyphened = seen.contains(&format!("{first}-{second}"));
    let whole = seen.contains(&format!("{first}{second}"));
    let keeps = !small || (!whole && (hyphened || VOCABULARY.text.hyphened.contains(&first)));
    Some(if keeps { (format!("{start}-{end}"), false) } else { (format!("{start}{end}"), true) })
}

/// The words of the lines in small letters, those with hyphens whole.
fn words(lines: &[Line]) -> HashSet<String> {
    let is_other = |c: char| !c.is_alphabetic() && c != '-';
    let words = lines.iter().flat_map(|line| line.text.split(is_other));
    words.filter(|word| word.len() > 2 && !word.ends_with('-')).map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<Line> {
        (1..).zip(text.lines()).map(|(number, l)| Line { number, text: l.to_string() }).collect()
    }

    #[test]
    fn words_parted_at_a_lines_end() {
        let rows = [
            ("il comu-\nne, che", "il comune,\nche"),
            ("il comu-\nne.", "il comune."),
            ("il comu\u{AD}\nne che", "il comune\nche"),
            ("l'ammini-\nstrazione tace", "l'amministrazione\ntace"),
            ("> il comu-\n> ne che", "> il comune\n> che"),
            ("l'Emilia-\nRomagna è", "l'Emilia-Romagna\nè"),
            ("il Covid-\n19 e", "il Covid-19\ne"),
            ("un ex-\nministro di", "un ex-ministro\ndi"),
            ("open-\nsource è", "open-source\nè"),
            ("socio-economico, poi socio-\neconomico è", "socio-economico, poi socio-economico\nè"),
            ("italo-\namericano, o italoamericano", "italoamericano,\no italoamericano"),
            ("pre-\ne post-bellico", "pre-\ne post-bellico"),
            ("disse -\nciao", "disse -\nciao"),
            ("così --\nciao", "così --\nciao"),
            ("tre-\n(quattro)", "tre-\n(quattro)"),
            ("lu-\nne-\ndì sera", "lunedì\nsera"),
            ("è-\n", "è-"),
        ];
        let got = |text: &str| {
            let mut lines = lines(text);
            join_words(&mut lines);
            lines.into_iter().map(|l| l.text).collect::<Vec<_>>().join("\n")
        };
        let wrong: Vec<_> = rows.iter().filter(|r| got(r.0) != r.1).map(|r| (r.1, got(r.0))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        let told = join_words(&mut lines("uno\nil comu-\nne e il mer-\ncato")).unwrap();
        let want = "2 words that were parted at a line's end joined: \"comune\", …";
        assert_eq!((told.line, told.what.as_str()), (Some(2), want));
    }

    #[test]
    fn lines_that_a_width_has_broken() {
        let narrow = "Questa lettera è scritta in colonne\nstrette, come si faceva quando gli\nschermi erano piccoli e la pazienza\nera tanta. \
                      Poi sono arrivati gli\nschermi grandi.\n\nE la pazienza è finita.";
        let verses = "Nel mezzo del cammino\nmi fermai\na guardare la pioggia\nche cadeva piano\nsopra i tetti\ndi una città lontana";
        let paragraphs =
            "Uno.\nDue parole in più, e basta così.\nTre.\nUna riga un po' più lunga delle altre, ma nemmeno tanto.";
        let rows = [(narrow, Some(21)), (verses, None), (paragraphs, None), ("", None)];
        let got = |text: &str| shortest_broken(&lines(text), |_| false);
        let wrong: Vec<_> = rows.iter().filter(|r| got(r.0) != r.1).map(|r| (r.0, got(r.0))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
