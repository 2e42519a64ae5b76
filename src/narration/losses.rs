//! How many of an issue's words nobody will hear, where they stand, and why.

use altavoce_base::locale::is_foreign;
use altavoce_base::{tr, trn};
use serde::Serialize;

use super::Narration;
use crate::script::{Reason, Role};

/// An issue that loses a larger share of its words is not the issue that its author wrote.
const LARGE: f64 = 0.03;

/// So many lines are named; the others are counted.
const NAMED: usize = 3;

/// The words that are lost for one reason.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Loss {
    /// Why.
    pub reason: Reason,
    /// How many words.
    pub words: usize,
    /// The lines of the issue, from 1, each once.
    pub lines: Vec<u32>,
    /// The first of them, shortened.
    pub what: String,
}

/// The words that are lost of an issue.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Losses {
    /// How many words the issue has.
    pub words: usize,
    /// How many of them are lost.
    pub lost: usize,
    /// For each reason where, most words first.
    pub places: Vec<Loss>,
}

impl Losses {
    /// What `narration` loses.
    pub fn of(narration: &Narration) -> Losses {
        let mut places: Vec<Loss> = Vec::new();
        for dropped in narration.dropped.iter().filter(|d| d.lost() > 0) {
            let at = places.iter().position(|loss| loss.reason == dropped.reason).unwrap_or_else(|| {
                let (reason, what) = (dropped.reason, dropped.what.clone());
                places.push(Loss { reason, words: 0, lines: Vec::new(), what });
                places.len() - 1
            });
            places[at].words += dropped.words;
            if places[at].lines.last() != Some(&dropped.line) {
                places[at].lines.push(dropped.line);
            }
        }
        places.sort_by_key(|loss| std::cmp::Reverse(loss.words));
        let lost = places.iter().map(|loss| loss.words).sum();
        // what is ours in a script is no word of the issue
        let authors =
            narration.passages().filter(|p| !matches!(p.written.role, Role::Opening | Role::Closing | Role::Notice));
        let said: usize = authors.map(|p| words(&p.written.text)).sum();
        // the words in another script stand in the passages too
        let gone = narration.dropped.iter().filter(|d| d.reason != Reason::OtherScript).map(|d| d.words).sum::<usize>();
        Losses { words: said + gone, lost, places }
    }

    /// Which share of the words is lost, from 0 to 1.
    pub fn share(&self) -> f64 {
        if self.lost == 0 { 0.0 } else { self.lost as f64 / self.words.max(1) as f64 }
    }

    /// Whether more is lost than a listener could do without.
    pub fn is_large(&self) -> bool {
        self.share() > LARGE
    }

    /// `120 of 1,950 words are not spoken: 80 in code (line 12), 40 in long footnotes (lines 20 and 31)`; nothing where none
    /// are lost.
    pub fn sentence(&self) -> Option<String> {
        let places: Vec<String> = self.places.iter().map(Loss::phrase).collect();
        (self.lost > 0).then(|| match self.words {
            1 => tr!("the only word is not spoken: {places}", places = places.join(", ")),
            all => {
                trn!(
                    count = self.lost,
                    "{lost} of {all} words is not spoken: {places}",
                    "{lost} of {all} words are not spoken: {places}",
                    lost = grouped(self.lost),
                    all = grouped(all),
                    places = places.join(", ")
                )
            }
        })
    }
}

impl Loss {
    /// `80 in code (line 12)`
    fn phrase(&self) -> String {
        tr!(
            "{words} in {what} ({place})",
            words = grouped(self.words),
            what = self.reason.lost_in().unwrap_or(tr!("text")),
            place = self.place()
        )
    }

    /// `line 12`, `lines 12, 30 and 4 more`
    pub fn place(&self) -> String {
        let numbers: Vec<String> = self.lines.iter().take(NAMED).map(u32::to_string).collect();
        match (numbers.as_slice(), self.lines.len().saturating_sub(NAMED)) {
            ([one], _) => tr!("line {one}"),
            ([first @ .., last], 0) => tr!("lines {first} and {last}", first = first.join(", ")),
            (named, more) => tr!("lines {named} and {more} more", named = named.join(", ")),
        }
    }
}

/// What has a letter or a digit, between white space.
fn words(text: &str) -> usize {
    text.split_whitespace().filter(|w| w.contains(char::is_alphanumeric)).count()
}

/// A number with a mark before each three digits: a comma, in Italian a point.
fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(if is_foreign() { '.' } else { ',' });
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::issue::Issue;
    use crate::project::Project;

    fn of(text: &str) -> Losses {
        let issue = Issue::parse(Path::new("a.md"), text.as_bytes()).unwrap();
        Losses::of(&Project::default().narrate(&issue))
    }

    #[test]
    fn words_that_nobody_hears() {
        let rows = [
            ("Un testo con 🎉 e [Iscriviti](https://a.it/subscribe).\n\n<!-- nota mia -->\n\n<b>Fine.</b>\n", None),
            (
                "Un testo ~~vecchio assai~~ nuovo.\n\n```\nlet x = 1;\n```\n\nAltro ~~ancora~~.\n",
                Some("6 of 10 words are not spoken: 3 in struck-out text (lines 1 and 7), 3 in code (line 3)"),
            ),
            (
                "Si parte.\n\n<blockquote class=\"twitter-tweet\">Che sole a Roma</blockquote>\n",
                Some("4 of 6 words are not spoken: 4 in embeds (line 3)"),
            ),
            ("Il saluto è 你好, dicono.\n", Some("1 of 5 words is not spoken: 1 in another script (line 1)")),
            (
                "Un testo.\n\n| Nome | Foto |\n|---|---|\n| Ada | |\n",
                Some("1 of 5 words is not spoken: 1 in empty columns (line 3)"),
            ),
        ];
        let wrong: Vec<_> =
            rows.iter().map(|r| (r, of(r.0).sentence())).filter(|(r, got)| got.as_deref() != r.1).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn few_words_are_a_small_loss() {
        let long = "Una frase di sei parole. ".repeat(40);
        let losses = of(&format!("{long}\n\nUna parola ~~tolta~~ via.\n"));
        assert!(!losses.is_large() && losses.lost == 1, "{losses:?}");
        assert!(of("Una parola ~~tolta~~ via.\n").is_large());
        let lines = (1..=9).map(|n| n * 2).collect();
        let loss = Loss { reason: Reason::CodeBlock, words: 1234, lines, what: String::new() };
        assert_eq!(loss.phrase(), "1,234 in code (lines 2, 4, 6 and 6 more)");
    }
}
