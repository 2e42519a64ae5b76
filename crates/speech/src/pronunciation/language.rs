//! Whether a word is English or Italian: what it shows by itself, and what its neighbours say.

use super::frequency::{frequency, letters};
use super::token::Token;
use super::{Language, Rule, Uncertainty};

/// What a word shows of its language by itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Evidence {
    /// It is Italian.
    Italian,
    /// It is English.
    English,
    /// It is a name, which says nothing of the sentence around it.
    Name,
    /// It has letters of another language.
    Other(Language),
    /// How much more likely it is English than Italian, as the logarithm of odds; below zero Italian.
    Odds(f32),
}

/// How a word is read, and why.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Told {
    /// By the rules of which language, if not by the Italian ones.
    pub language: Option<Language>,
    /// By its own evidence or by its neighbours.
    pub rule: Rule,
    /// What speaks against it.
    pub doubt: Option<Uncertainty>,
}

/// What a decade of frequency, and a decade of letters, add to the odds; and where they start: a word in an Italian text is
/// Italian until it shows otherwise. Chosen on the tuned half of `tests/pronunciation/labelled`.
const FREQUENCY: f32 = 1.2;
const LETTERS: f32 = 4.0;
const START: f32 = -0.9;
/// The odds of little words that both languages have.
const LITTLE: f32 = -2.0;
/// What changing the language between two words costs: quotations and expressions are of one language.
const CHANGE: f32 = 1.2;
/// Letters that look so much less Italian than English belong to French, when a word has French accents.
const FOREIGN_LETTERS: f32 = -0.15;
/// Up to these odds a word that its neighbours make Italian is not worth a look: of 415 words that were read so in 145 pages
/// of blogs nearly all are Italian (`ben`, `case`, `blu`).
const PERHAPS: f32 = 0.9;

/// What the word shows by itself.
pub fn evidence(token: &Token) -> Evidence {
    let word = token.small.as_str();
    if let Some(language) = by_accents(word) {
        return Evidence::Other(language);
    }
    if token.is_elided() || word.ends_with(['à', 'è', 'ì', 'ò', 'ù']) || word.chars().any(|c| c.is_ascii_digit()) {
        return Evidence::Italian;
    }
    if word.contains(['\'', '’']) {
        return Evidence::English;
    }
    let frequency = frequency(word);
    // a, in, no, al: the little words that both languages have are Italian unless all around them is English
    match word.chars().count() {
        1 => return Evidence::Odds(LITTLE),
        2 if frequency.is_some_and(|f| f < 1.0) => return Evidence::Odds(LITTLE),
        _ => {}
    }
    Evidence::Odds(FREQUENCY * frequency.unwrap_or(0.0) + LETTERS * letters(word) + START)
}

/// The language whose letters a word has, if Italian would not write it so even to show its stress (sènape, subìto).
fn by_accents(word: &str) -> Option<Language> {
    if word.is_ascii() {
        return None;
    }
    let inside = word.trim_end_matches(['à', 'è', 'é', 'ì', 'ò', 'ù']);
    let language = if inside.contains('ñ') {
        Language::Spanish
    } else if inside.contains(['ä', 'ö', 'ü', 'ß']) {
        Language::German
    } else if inside.contains(['ç', 'œ', 'ê', 'ë', 'û', 'ô', 'â']) {
        Language::French
    } else if inside.contains(['é', 'è']) || word.ends_with('é') {
        let plain = word.replace(['é', 'è'], "e");
        let italian = frequency(&plain).is_some_and(|f| f < 0.0) || frequency(word).is_some_and(|f| f < 0.0);
        return (!italian && letters(&plain) > FOREIGN_LETTERS).then_some(Language::French);
    } else {
        return None;
    };
    Some(language)
}

/// The most likely languages of the words in order: those whose evidence, less what the changes cost, is the greatest.
pub fn tell(evidence: &[Evidence], tokens: &[Token]) -> Vec<Told> {
    // Viterbi over two states; [Italian, English]
    let mut best = [0.0f32, -CHANGE];
    let mut from: Vec<[usize; 2]> = Vec::with_capacity(evidence.len());
    let mut evidence_before = Evidence::Italian;
    for (i, evidence) in evidence.iter().enumerate() {
        let own = match evidence {
            Evidence::Italian => [0.0, -100.0],
            Evidence::English => [-100.0, 0.0],
            Evidence::Name | Evidence::Other(_) => [0.0, 0.0],
            Evidence::Odds(odds) => [0.0, *odds],
        };
        // the sentence goes on behind a name as if it were not there, and a clause may begin in another language
        let is_name = |evidence: Evidence| matches!(evidence, Evidence::Name | Evidence::Other(_));
        let name = is_name(*evidence) || i > 0 && is_name(evidence_before);
        let ends_clause = i > 0 && tokens[i - 1].ends_clause();
        let change = if name {
            0.0
        } else if ends_clause {
            CHANGE / 2.0
        } else {
            CHANGE
        };
        evidence_before = *evidence;
        let came = [0, 1].map(|to| {
            let stay = best[to];
            let other = best[1 - to] - change;
            if other > stay { 1 - to } else { to }
        });
        best = [0, 1].map(|to| best[came[to]] - if came[to] == to { 0.0 } else { change } + own[to]);
        from.push(came);
    }
    let mut state = usize::from(best[1] - CHANGE / 2.0 > best[0]);
    let mut told = Vec::with_capacity(evidence.len());
    for i in (0..evidence.len()).rev() {
        told.push(decide(evidence[i], state == 1));
        state = from[i][state];
    }
    told.reverse();
    told
}

fn decide(evidence: Evidence, english: bool) -> Told {
    let odds = match evidence {
        Evidence::Odds(odds) => odds,
        Evidence::Other(language) => {
            return Told { language: Some(language), rule: Rule::Evidence, doubt: Some(Uncertainty::ForeignAccents) };
        }
        _ => return Told { language: english.then_some(Language::English), rule: Rule::Evidence, doubt: None },
    };
    let against = if english { -odds } else { odds };
    let rule = if against > 0.0 { Rule::Context } else { Rule::Evidence };
    // the little words of a sentence are of its language
    let little = odds == LITTLE;
    let doubt = match english {
        true if against > 0.0 && !little => Some(Uncertainty::WeakEnglish),
        false if odds > PERHAPS => Some(Uncertainty::PerhapsEnglish),
        _ => None,
    };
    Told { language: english.then_some(Language::English), rule, doubt }
}
